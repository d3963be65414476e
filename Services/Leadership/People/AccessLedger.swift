import EventLog
import Foundation
import Logging
import Metrics
import Processing
import Schemas
import ServiceLifecycle
import SwiftProtobuf
import Synchronization

/// Writes sign-ins, sign-outs and refusals to the audit's topic.
///
/// A flood cannot fill the log: refusals that are alike (person, request, reason) within a minute are at most two
/// records, and what differs beyond ``mostAlike`` a minute is counted under one. Who is nobody fills it less still:
/// past ``mostAnonymous`` kinds an hour all is one. What the log does not take is kept and tried again, up to
/// ``mostWaiting``.
final class AccessLedger: Service, Sendable {
    /// Kinds of refusals told apart within a minute.
    static let mostAlike = 256
    /// Kinds of refusals of nobody in particular told apart within an hour.
    static let mostAnonymous = 60
    /// Records kept while the log cannot be reached.
    static let mostWaiting = 4_096
    private static let minute: Int64 = 60_000
    private static let manyMore = "many-more"

    private struct Likeness: Hashable {
        var person: String
        var method: String
        var path: String
        var reason: String
        var minute: Int64
    }

    private struct Refused {
        var access: Access
        var unwritten: Int64 = 0
        var parts = 0
    }

    private struct State {
        var alike: [Likeness: Refused] = [:]
        /// Kinds of refusals of nobody in that hour (since 1970).
        var anonymous: (hour: Int64, kinds: Int) = (0, 0)
        var waiting: [Access] = []
        var isWriting = false
    }

    private let producer: any Producer
    private let partitions: Int32
    private let contentType: ContentType
    let clock: @Sendable () -> Int64
    private let logger: Logger
    /// Tells records of one process from another's.
    let epoch = Sessions.random()
    private let state = Mutex(State())

    init(
        producer: any Producer, partitions: Int32, contentType: ContentType, clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) {
        self.producer = producer
        self.partitions = partitions
        self.contentType = contentType
        self.clock = clock
        self.logger = logger
    }

    /// Until told to stop; then what is left is written.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                await self.flush()
            }
        }
        await flush(all: true)
    }

    func refused(
        _ problem: Problem, means: String, method: String, path: String, address: String, now: Int64
    ) {
        let minute = now / Self.minute
        var likeness = Likeness(
            person: problem.person, method: method, path: path, reason: problem.kind.reason, minute: minute)
        state.withLock { state in
            if state.alike[likeness] == nil, state.alike.count >= Self.mostAlike {
                likeness = Likeness(person: "", method: "", path: "", reason: Self.manyMore, minute: minute)
            }
            if state.alike[likeness] == nil, likeness.person.isEmpty {
                let hour = minute / 60
                if state.anonymous.hour != hour { state.anonymous = (hour, 0) }
                if state.anonymous.kinds < Self.mostAnonymous {
                    state.anonymous.kinds += 1
                } else {
                    // Told when the hour is over, as what is alike in a minute is told after that.
                    likeness = Likeness(
                        person: "", method: "", path: "", reason: Self.manyMore, minute: hour * 60 + 59)
                }
            }
            var refused = state.alike[likeness] ?? Refused(access: Access())
            if refused.unwritten == 0, refused.parts == 0 {
                refused.access = .with {
                    $0.kind = .refused
                    $0.person = likeness.person
                    $0.means = likeness.person.isEmpty ? "none" : means
                    $0.method = likeness.method
                    $0.path = likeness.path
                    $0.reason = likeness.reason
                    $0.detail = String(problem.detail.prefix(500))
                    $0.address = address
                }
            }
            if refused.unwritten == 0 { refused.access.at = now }
            refused.access.lastAt = now
            refused.unwritten += 1
            state.alike[likeness] = refused
        }
    }

    /// - Throws: `Problem` when so much waits to be written already that nobody may come in unrecorded.
    func signedIn(_ session: Session, means: String, address: String) throws(Problem) {
        try add(.signedIn, session, means, address)
    }

    /// By a link, which counts once: the audit has it before anybody is let in.
    /// - Throws: `Problem` when the log does not take it.
    func signedIn(
        _ session: Session, link: String, until: Int64, address: String
    ) async throws(Problem) {
        var access = self.access(.signedIn, session, "link", address)
        access.link = link
        access.linkUntil = until
        do {
            try await producer.append([try record(of: access)])
        } catch {
            logger.warning("a sign-in could not be recorded", metadata: ["error": "\(error)"])
            throw Problem(.unavailable, "the audit cannot be written at present; ask for another link, and try again")
        }
    }

    /// Writes one record at once.
    /// - Throws: `Problem` when the log does not take it.
    func record(_ access: Access) async throws(Problem) {
        do {
            try await producer.append([try record(of: access)])
        } catch {
            logger.warning("an access could not be recorded", metadata: ["error": "\(error)"])
            throw Problem(.unavailable, "the audit cannot be written at present; try again later")
        }
    }

    /// Writes one record with the next ones; beyond ``mostWaiting`` it is dropped, and counted.
    func later(_ access: Access) {
        let isTaken = state.withLock { state in
            guard state.waiting.count < Self.mostWaiting else { return false }
            state.waiting.append(access)
            return true
        }
        if !isTaken { ConsoleMetrics.auditDropped.increment() }
    }

    func signedOut(_ session: Session, address: String) {
        // A sign-out is never refused; it also ends in this process at once.
        try? add(.signedOut, session, "session", address)
    }

    private func add(_ kind: AccessKind, _ session: Session, _ means: String, _ address: String) throws(Problem) {
        let access = self.access(kind, session, means, address)
        let isTaken = state.withLock { state in
            guard state.waiting.count < Self.mostWaiting else { return false }
            state.waiting.append(access)
            return true
        }
        guard isTaken else { throw Problem(.busy, "the audit cannot be written at present; try again later") }
    }

    private func access(_ kind: AccessKind, _ session: Session, _ means: String, _ address: String) -> Access {
        let now = clock()
        return Access.with {
            $0.id = EventID.derive("access", epoch, "\(kind)", session.id)
            $0.kind = kind
            $0.person = session.person
            $0.means = means
            $0.at = now
            $0.lastAt = now
            $0.count = 1
            $0.address = address
            $0.session = session.digest
            $0.sessionUntil = session.expiresAt
        }
    }

    /// Writes what is due: the first of refusals that are alike at once, the others when their minute is over.
    func flush(all: Bool = false) async {
        let now = clock()
        let batch = state.withLock { state -> [Access] in
            Self.collect(&state, now: now, all: all, epoch: epoch)
            guard !state.isWriting, !state.waiting.isEmpty else { return [] }
            state.isWriting = true
            return state.waiting
        }
        guard !batch.isEmpty else { return }
        var written = 0
        do {
            try await producer.append(batch.map { try record(of: $0) })
            written = batch.count
        } catch {
            logger.warning(
                "the audit could not be written, trying again",
                metadata: ["records": "\(batch.count)", "error": "\(error)"])
        }
        state.withLock { state in
            state.waiting.removeFirst(written)
            state.isWriting = false
        }
    }

    private static func collect(_ state: inout State, now: Int64, all: Bool, epoch: String) {
        for (likeness, refused) in state.alike {
            let isOver = all || now / minute > likeness.minute
            if refused.unwritten > 0, refused.parts == 0 || isOver {
                guard state.waiting.count < mostWaiting else {
                    ConsoleMetrics.auditDropped.increment(by: refused.unwritten)
                    state.alike[likeness] = nil
                    continue
                }
                var access = refused.access
                access.count = refused.unwritten
                access.id = EventID.derive([
                    "access", epoch, likeness.person, likeness.method, likeness.path, likeness.reason,
                    String(likeness.minute), String(refused.parts),
                ])
                state.waiting.append(access)
                state.alike[likeness]?.unwritten = 0
                state.alike[likeness]?.parts += 1
            }
            if isOver { state.alike[likeness] = nil }
        }
    }

    private func record(of access: Access) throws -> ProducerRecord {
        let key = access.person.isEmpty ? "anonymous" : access.person
        return try EventRecord.make(
            kind: .accessRecorded, message: access, key: key, about: key, partitionKey: key, partitions: partitions,
            id: access.id, source: "/fenghuo/leadership", now: access.at, contentType: contentType)
    }
}
