import EventLog
import Schemas
import SwiftProtobuf

/// The topics as they add up, in memory. Fed by `ViewFollower`; read as snapshots; watched by the live pages.
actor LeadershipView {
    /// What a watcher missed.
    enum Missed: Hashable, Sendable {
        case changes([ViewChange])
        /// More than is remembered: read everything anew. Carries the revision now.
        case tooMany(Int64)
    }

    /// Kinds of events the view is made of.
    static let kinds: [EventKind] = [
        .incidentAssessed, .caseAdvanced, .deliveryUpdated, .resourceUpdated, .sourceObserved, .evaluationWritten,
        .journalEntered, .decisionTaken,
    ]

    private(set) var snapshot = ViewSnapshot()
    private var remembered: [ViewChange] = []
    private let memory: Int
    private var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
    private var lastWatcher = 0
    private let maximumWatchers: Int
    /// The newest offset taken in by partition: a record read twice counts once.
    private var places: [TopicPartition: Int64] = [:]

    /// - Parameters:
    ///   - memory: changes remembered for watchers that come back.
    ///   - maximumWatchers: open live connections.
    init(memory: Int = 2048, maximumWatchers: Int = 256) {
        self.memory = memory
        self.maximumWatchers = maximumWatchers
    }

    /// Takes records in, in the order of their partition. What was taken in before is passed over.
    /// - Returns: how many could not be read as events.
    @discardableResult
    func apply(_ records: [LogRecord]) -> Int {
        var undecodable = 0
        var isChanged = false
        for record in records {
            guard record.offset > places[record.topicPartition] ?? -1 else { continue }
            places[record.topicPartition] = record.offset
            do {
                guard let change = try take(record) else { continue }
                snapshot.revision += 1
                isChanged = true
                remembered.append(ViewChange(revision: snapshot.revision, what: change.0, incident: change.1))
            } catch {
                undecodable += 1
            }
        }
        if remembered.count > memory { remembered.removeFirst(remembered.count - memory) }
        if isChanged { for watcher in watchers.values { watcher.yield() } }
        return undecodable
    }

    func markComplete() { snapshot.isComplete = true }

    /// What happened after a revision, oldest first.
    func changes(after revision: Int64) -> Missed {
        guard revision <= snapshot.revision, revision >= 0 else { return .tooMany(snapshot.revision) }
        guard revision < snapshot.revision else { return .changes([]) }
        guard let first = remembered.first, first.revision <= revision + 1 else { return .tooMany(snapshot.revision) }
        return .changes(Array(remembered.drop { $0.revision <= revision }))
    }

    /// A stream that ticks after changes, at most one tick waiting. `nil` when there are too many watchers already.
    func watch() -> (id: Int, ticks: AsyncStream<Void>, tick: AsyncStream<Void>.Continuation)? {
        guard watchers.count < maximumWatchers else { return nil }
        lastWatcher += 1
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        watchers[lastWatcher] = continuation
        return (lastWatcher, stream, continuation)
    }

    func unwatch(_ id: Int) { watchers.removeValue(forKey: id)?.finish() }

    var watcherCount: Int { watchers.count }

    private func take(_ record: LogRecord) throws -> (String, String)? {
        guard let kind = EventCatalogue.kind(ofTopic: record.topicPartition.topic) else { return nil }
        let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let data = record.value else { return forget(kind, key) }
        let contentType = record.header("content-type").flatMap { ContentType(header: $0) } ?? .protobuf
        func decode<M: Message>(_ type: M.Type) throws -> M {
            try EventCodec.decode(type, from: data, contentType: contentType)
        }
        switch kind.topic {
        case EventKind.incidentAssessed.topic:
            let incident = try decode(Incident.self)
            snapshot.incidents[incident.id] = incident
            return ("incident", incident.id)
        case EventKind.caseAdvanced.topic:
            let matter = try decode(Case.self)
            snapshot.cases[matter.incidentID] = matter
            return ("case", matter.incidentID)
        case EventKind.deliveryUpdated.topic:
            let delivery = try decode(Delivery.self)
            snapshot.deliveries[delivery.id] = delivery
            return ("delivery", delivery.incidentID)
        case EventKind.resourceUpdated.topic:
            let request = try decode(ResourceRequest.self)
            snapshot.resources[request.id] = request
            return ("resource", request.incidentID)
        case EventKind.sourceObserved.topic:
            let source = try decode(Source.self)
            snapshot.sources[source.id] = source
            return ("source", "")
        case EventKind.evaluationWritten.topic:
            let evaluation = try decode(Evaluation.self)
            snapshot.evaluations[evaluation.incidentID] = evaluation
            return ("evaluation", evaluation.incidentID)
        case EventKind.journalEntered.topic:
            let entry = try decode(JournalEntry.self)
            snapshot.journal[entry.incidentID, default: []].append(entry)
            return ("journal", entry.incidentID)
        case EventKind.decisionTaken.topic:
            let decision = try decode(Decision.self)
            guard snapshot.decisions[decision.id] == nil else { return nil }
            snapshot.decisions[decision.id] = decision
            snapshot.decisionsByIncident[decision.incidentID, default: []].append(decision.id)
            return ("decision", decision.incidentID)
        default: return nil
        }
    }

    private func forget(_ kind: EventKind, _ key: String) -> (String, String)? {
        switch kind.topic {
        case EventKind.incidentAssessed.topic:
            snapshot.incidents.removeValue(forKey: key).map { ("incident", $0.id) }
        case EventKind.caseAdvanced.topic:
            snapshot.cases.removeValue(forKey: key).map { ("case", $0.incidentID) }
        case EventKind.deliveryUpdated.topic:
            snapshot.deliveries.removeValue(forKey: key).map { ("delivery", $0.incidentID) }
        case EventKind.resourceUpdated.topic:
            snapshot.resources.removeValue(forKey: key).map { ("resource", $0.incidentID) }
        case EventKind.sourceObserved.topic:
            snapshot.sources.removeValue(forKey: key).map { _ in ("source", "") }
        case EventKind.evaluationWritten.topic:
            snapshot.evaluations.removeValue(forKey: key).map { ("evaluation", $0.incidentID) }
        default: nil
        }
    }
}
