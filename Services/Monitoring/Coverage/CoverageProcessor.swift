public import Plan
public import Processing
import Schemas
import SwiftProtobuf

/// Tells the other services when a source falls silent past its cadence, or answers and brings nothing new, and when it is
/// heard again.
///
/// The rows of sources are partitioned by source; who judges incidents reads by subject. So each change, and only the
/// change, is said once for every subject the source may speak of.
public struct CoverageProcessor: Processor {
    public static let topology = Topology(
        name: "monitoring-coverage", inputs: [.sourceObserved], tables: [.coverageKept], outputs: [.coverageChanged],
        tick: 60_000)

    private let subjects: [String]
    /// By source; without a subject.
    private let known = Table<CoverageChange>(.coverageKept, partitionKey: { key, _ in key })

    public init(plan: ResponsePlan) { subjects = plan.subjects.map(\.id).sorted() }

    public var tables: [any ChangelogTable] { [known] }

    public mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        guard event.data != nil else {
            known[event.key] = nil
            return
        }
        let source: Source = try event.decode()
        guard !source.id.isEmpty else { throw Rejection("a source's row has no id") }
        var row = known[source.id] ?? CoverageChange()
        let before = row
        row.source = source.id
        row.cadenceSeconds = source.cadenceSeconds
        row.lastError = source.consecutiveFailures > 0 ? source.lastError : ""
        // One of which nothing new came counts from when it was first looked for.
        let sign = source.newsAt
        row.since = max(row.since, sign > 0 ? sign : row.since > 0 ? row.since : event.timestamp)
        judge(&row, context: &context)
        if row != before { known[source.id] = row }
    }

    public mutating func tick(_ context: inout ProcessorContext) throws {
        for key in known.rows.keys.sorted() {
            guard var row = known[key] else { continue }
            let before = row.lost
            judge(&row, context: &context)
            if row.lost != before { known[key] = row }
        }
    }

    private func judge(_ row: inout CoverageChange, context: inout ProcessorContext) {
        let isSilent = row.cadenceSeconds > 0 && context.now - row.since > row.cadenceSeconds * 1000
        guard isSilent != row.lost else { return }
        row.lost = isSilent
        row.at = context.now
        for subject in subjects {
            var change = row
            change.subject = subject
            context.emit(
                .coverageChanged, change, key: "\(subject)/\(row.source)", about: row.source, partitionKey: subject)
        }
    }
}
