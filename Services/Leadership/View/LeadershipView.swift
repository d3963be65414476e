import EventLog
import Schemas

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
        .incidentAssessed, .caseAdvanced, .recordKept, .deliveryUpdated, .resourceUpdated, .sourceObserved,
        .evaluationWritten,
        .journalEntered, .decisionTaken, .accessRecorded,
    ]

    private(set) var snapshot = ViewSnapshot()
    private var remembered: [ViewChange] = []
    private let memory: Int
    private var watchers: [Int: (person: String, tick: AsyncStream<Void>.Continuation)] = [:]
    private var lastWatcher = 0
    private let maximumWatchers: Int
    private let maximumWatchersOfOne: Int
    /// The newest offset taken in by partition: a record read twice counts once.
    private var places: [TopicPartition: Int64] = [:]

    /// - Parameters:
    ///   - memory: changes remembered for watchers that come back.
    ///   - maximumWatchers: open live connections.
    ///   - maximumWatchersOfOne: of one person; a browser opens six at most to one host.
    init(memory: Int = 2048, maximumWatchers: Int = 256, maximumWatchersOfOne: Int = 16) {
        self.memory = memory
        self.maximumWatchers = maximumWatchers
        self.maximumWatchersOfOne = maximumWatchersOfOne
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
                guard let change = try snapshot.take(record) else { continue }
                snapshot.revision += 1
                isChanged = true
                remembered.append(ViewChange(revision: snapshot.revision, what: change.what, incident: change.incident))
            } catch {
                undecodable += 1
            }
        }
        snapshot.settle()
        if remembered.count > memory { remembered.removeFirst(remembered.count - memory) }
        if isChanged { for watcher in watchers.values { watcher.tick.yield() } }
        return undecodable
    }

    func markComplete() {
        snapshot.isComplete = true
        knowsAudit = true
    }

    /// The audit was read to the end it had at the start.
    func markAuditRead() { knowsAudit = true }

    /// Whether it is known who signed out, which links were used and what was revoked: before that nobody comes in.
    private(set) var knowsAudit = false

    /// What happened after a revision, oldest first.
    func changes(after revision: Int64) -> Missed {
        guard revision <= snapshot.revision, revision >= 0 else { return .tooMany(snapshot.revision) }
        guard revision < snapshot.revision else { return .changes([]) }
        guard let first = remembered.first, first.revision <= revision + 1 else { return .tooMany(snapshot.revision) }
        return .changes(Array(remembered.drop { $0.revision <= revision }))
    }

    /// A stream that ticks after changes, at most one tick waiting. `nil` when there are too many watchers already, of
    /// this person or in all.
    func watch(by person: String) -> (id: Int, ticks: AsyncStream<Void>, tick: AsyncStream<Void>.Continuation)? {
        guard watchers.count < maximumWatchers,
            watchers.values.count(where: { $0.person == person }) < maximumWatchersOfOne
        else { return nil }
        lastWatcher += 1
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        watchers[lastWatcher] = (person, continuation)
        return (lastWatcher, stream, continuation)
    }

    func unwatch(_ id: Int) { watchers.removeValue(forKey: id)?.tick.finish() }

    var watcherCount: Int { watchers.count }

    /// Whether somebody signed out of that session, here or in another process.
    func isEnded(session digest: String) -> Bool { snapshot.endedSessions[digest] != nil }

    /// Whether a link of that digest opened a session, here or in another process.
    func isUsed(link digest: String) -> Bool { snapshot.usedLinks[digest] != nil }

    /// Whether what a person was given at that time (ms since 1970) was revoked later.
    func isRevoked(_ person: String, since time: Int64) -> Bool {
        snapshot.revokedAt[person].map { time <= $0 } ?? false
    }
}
