public import Processing
public import Schemas
import SwiftProtobuf

/// Publishes each mention once: what came in before, by address or by content, is dropped.
///
/// - An address seen again is the same mention. What its source now says under it, if that is something else, is
///   published as its revision.
/// - The same content by another author, or anonymous on another site, is a repost and is published.
/// - What has not come in for 30 days is forgotten.
public struct MonitoringProcessor: Processor {
    /// How long a key is remembered after it last came in, in milliseconds.
    public static let memory: Int64 = 30 * day
    private static let day: Int64 = 86_400_000
    /// Of one mention; a page that never reads the same twice is not followed for ever.
    static let mostRevisions: Int32 = 20
    /// Between two revisions of one mention, in milliseconds.
    static let betweenRevisions: Int64 = 600_000

    public static let topology = Topology(
        name: "monitoring", inputs: [.mentionTakenIn], tables: [.mentionSeen], outputs: [.mentionPublished],
        tick: 3_600_000)

    private let seen = Table<Seen>(.mentionSeen, partitionKey: { key, _ in MentionKeys.subject(ofKey: key) })
    private let isDuplicate: @Sendable (Mention) -> Void
    /// Keys by the day they last came in, a superset: what to look at when a day has passed.
    private var days: [Int64: Set<String>] = [:]

    /// - Parameter isDuplicate: told of each mention that is dropped, for counting.
    public init(isDuplicate: @escaping @Sendable (Mention) -> Void = { _ in }) {
        self.isDuplicate = isDuplicate
    }

    public var tables: [any ChangelogTable] { [seen] }

    public mutating func restored() {
        days = [:]
        for (key, row) in seen.rows { days[row.at / Self.day, default: []].insert(key) }
    }

    public mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        let intake: Intake = try event.decode()
        let mention = intake.mention
        guard !mention.id.isEmpty, !mention.subject.isEmpty else {
            throw Rejection("a mention taken in has no \(mention.id.isEmpty ? "id" : "subject")")
        }
        guard !intake.contentKey.isEmpty else {
            throw Rejection("mention \(mention.id), taken in, has no content key")
        }
        let keys = [intake.addressKey, intake.contentKey].filter { !$0.isEmpty }
        let known = keys.compactMap { [seen] in seen[$0] }.first
        let at = mention.receivedAt > 0 ? mention.receivedAt : event.timestamp
        let revised = revision(of: mention, addressKey: intake.addressKey, at: at)
        for key in keys { remember(key, as: known?.mentionID ?? mention.id, at: at) }
        if let revised {
            seen[intake.addressKey] = revised
            var mention = mention
            mention.revision = revised.revision
            return context.emit(
                .mentionPublished, mention, key: mention.id, about: mention.id, partitionKey: mention.subject,
                isDrill: mention.drill)
        }
        if known != nil {
            isDuplicate(mention)
            return
        }
        note(mention, addressKey: intake.addressKey)
        context.emit(
            .mentionPublished, mention, key: mention.id, about: mention.id, partitionKey: mention.subject,
            isDrill: mention.drill)
    }

    public mutating func tick(_ context: inout ProcessorContext) throws {
        let oldest = context.now - Self.memory
        for day in days.keys where day <= oldest / Self.day {
            let keys = days[day] ?? []
            var kept: Set<String> = []
            for key in keys {
                guard let row = seen[key], row.at / Self.day == day else { continue }
                if row.at < oldest { seen[key] = nil } else { kept.insert(key) }
            }
            days[day] = kept.isEmpty ? nil : kept
        }
    }

    /// The row of the mention's address with what its source says there now; `nil` where that is nothing new.
    private func revision(of mention: Mention, addressKey: String, at: Int64) -> Seen? {
        // Two sources that quote one address in other words do not edit each other.
        guard !addressKey.isEmpty, var row = seen[addressKey], row.mentionID == mention.id, !row.said.isEmpty,
            row.source == mention.source, row.revision < Self.mostRevisions
        else { return nil }
        let (since, isFar) = at.subtractingReportingOverflow(row.revisedAt)
        guard !isFar, row.revision == 0 || since >= Self.betweenRevisions else { return nil }
        let said = MentionKeys.said(by: mention)
        guard said != row.said else { return nil }
        row.said = said
        row.revision += 1
        row.revisedAt = at
        row.at = max(row.at, at)
        return row
    }

    /// What was published first under an address.
    private mutating func note(_ mention: Mention, addressKey: String) {
        guard !addressKey.isEmpty, var row = seen[addressKey] else { return }
        row.said = MentionKeys.said(by: mention)
        row.source = mention.source
        seen[addressKey] = row
    }

    /// Written anew at most once a day and key, so that a feed that repeats itself costs next to nothing.
    private mutating func remember(_ key: String, as mention: String, at: Int64) {
        if let row = seen[key], at - row.at < Self.day { return }
        var row = seen[key] ?? Seen()
        row.mentionID = mention
        row.at = at
        seen[key] = row
        days[at / Self.day, default: []].insert(key)
    }
}
