public import Processing
public import Schemas
import SwiftProtobuf

/// Publishes each mention once: what came in before, by address or by content, is dropped.
///
/// - An address seen again is the same mention. What its source now says under it, if that is something else, is
///   published as its revision.
///   It waits where the one before is not ten minutes old, and the newest that waits is published when they are over.
/// - The same content by another author, or anonymous on another site, is a repost and is published.
/// - What has not come in for 30 days is forgotten.
public struct MonitoringProcessor: Processor {
    /// How long a key is remembered after it last came in, in milliseconds.
    public static let memory: Int64 = 30 * day
    private static let day: Int64 = 86_400_000
    private static let hour: Int64 = 3_600_000
    /// Of one mention; a page that never reads the same twice is not followed for ever.
    static let mostRevisions: Int32 = 20
    /// Between two revisions of one mention, in milliseconds.
    static let betweenRevisions: Int64 = 600_000

    public static let topology = Topology(
        name: "monitoring", inputs: [.mentionTakenIn], tables: [.mentionSeen], outputs: [.mentionPublished],
        tick: 60_000)

    private let seen = Table<Seen>(.mentionSeen, partitionKey: { key, _ in MentionKeys.subject(ofKey: key) })
    private let isDuplicate: @Sendable (Mention) -> Void
    /// Keys by the hour they last came in, a superset: what to look at when their time has passed.
    private var hours: [Int64: Set<String>] = [:]
    /// Addresses where an edit waits, a superset, and until when.
    private var waiting: [String: Int64] = [:]

    /// - Parameter isDuplicate: told of each mention that is dropped, for counting.
    public init(isDuplicate: @escaping @Sendable (Mention) -> Void = { _ in }) {
        self.isDuplicate = isDuplicate
    }

    public var tables: [any ChangelogTable] { [seen] }

    public mutating func restored() {
        (hours, waiting) = ([:], [:])
        for (key, row) in seen.rows {
            hours[row.at / Self.hour, default: []].insert(key)
            if row.hasWaiting { waiting[key] = Self.due(row) }
        }
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
        let edit = edit(of: mention, addressKey: intake.addressKey, at: at)
        // What names the subject no more is nothing but an edit.
        if intake.isEdit, case .none = edit { return }
        for key in keys { remember(key, as: known?.mentionID ?? mention.id, at: at) }
        switch edit {
        case .none: break
        case .waits(let row):
            seen[intake.addressKey] = row
            waiting[intake.addressKey] = row.hasWaiting ? Self.due(row) : nil
            return
        case .revises(let row):
            seen[intake.addressKey] = row
            waiting[intake.addressKey] = nil
            return publish(mention, revision: row.revision, &context)
        }
        if known != nil {
            isDuplicate(mention)
            return
        }
        note(mention, addressKey: intake.addressKey)
        publish(mention, revision: 0, &context)
    }

    private func publish(_ mention: Mention, revision: Int32, _ context: inout ProcessorContext) {
        var mention = mention
        mention.revision = revision
        context.emit(
            .mentionPublished, mention, key: mention.id, about: mention.id, partitionKey: mention.subject,
            isDrill: mention.drill)
    }

    public mutating func tick(_ context: inout ProcessorContext) throws {
        for (key, due) in waiting.sorted(by: { $0.key < $1.key }) where due <= context.now {
            waiting[key] = nil
            guard let row = seen[key], row.hasWaiting else { continue }
            let revised = row.revised(by: row.waiting, at: context.now)
            seen[key] = revised
            publish(row.waiting, revision: revised.revision, &context)
        }
        let oldest = context.now - Self.memory
        for hour in hours.keys where hour <= oldest / Self.hour {
            let keys = hours[hour] ?? []
            var kept: Set<String> = []
            for key in keys {
                guard let row = seen[key], row.at / Self.hour == hour else { continue }
                if row.at < oldest { seen[key] = nil } else { kept.insert(key) }
            }
            hours[hour] = kept.isEmpty ? nil : kept
        }
    }

    private enum Edit {
        case none
        /// It may not be published yet, or was taken back before it was: the row with it, or without.
        case waits(Seen)
        /// The row with what its source says there now.
        case revises(Seen)
    }

    private func edit(of mention: Mention, addressKey: String, at: Int64) -> Edit {
        // Two sources that quote one address in other words do not edit each other.
        guard !addressKey.isEmpty, var row = seen[addressKey], row.mentionID == mention.id, !row.said.isEmpty,
            row.source == mention.source, row.revision < Self.mostRevisions
        else { return .none }
        let said = MentionKeys.said(by: mention)
        if said == row.said {
            guard row.hasWaiting else { return .none }
            row.clearWaiting()
            return .waits(row)
        }
        let (since, isFar) = at.subtractingReportingOverflow(row.revisedAt)
        guard !isFar else { return .none }
        guard row.revision > 0, since < Self.betweenRevisions else { return .revises(row.revised(by: mention, at: at)) }
        if row.hasWaiting, MentionKeys.said(by: row.waiting) == said { return .none }
        row.waiting = mention
        return .waits(row)
    }

    private static func due(_ row: Seen) -> Int64 { EventBounds.sum(row.revisedAt, betweenRevisions) }

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
        hours[at / Self.hour, default: []].insert(key)
    }
}

extension Seen {
    /// With a mention that says something else, published at that time.
    fileprivate func revised(by mention: Mention, at: Int64) -> Seen {
        var row = self
        row.said = MentionKeys.said(by: mention)
        row.revision += 1
        row.revisedAt = at
        row.at = max(row.at, at)
        row.clearWaiting()
        return row
    }
}
