import EventLog
import Foundation
import Synchronization

/// Writes copied records to a log: each portion and its lane's position are one transaction.
final class LogTarget: CopyTarget {
    private let run: String
    private let ledger: ReplayLedger
    private let log: any EventLog
    private let ids: [String]
    private let shape: Shape
    /// For a lane, what is written for each of its records.
    typealias Shape = @Sendable (Lane) throws -> @Sendable (LogRecord) -> ProducerRecord

    private struct State {
        var pool: ProducerPool?
        /// As of `begin`, until something is taken.
        var fresh: [String: LanePosition]?
    }
    private let state = Mutex(State())

    /// Producers of one run, which its lanes share. The number is part of what is fenced: it never changes.
    private static let producers = 4

    /// - Parameters:
    ///   - log: as it is, by whose names `shape` addresses records.
    ///   - namespace: whose transactional ids and ledger are used.
    ///   - shape: what is written for a record.
    init(run: String, log: any EventLog, namespace: Namespace, shape: @escaping Shape) {
        self.run = run
        self.log = log
        self.shape = shape
        ledger = ReplayLedger(log: log, namespace: namespace)
        ids = (0..<Self.producers).map { namespace.transactionalID("replay-\(run)-\($0)") }
    }

    func open() async throws -> [String: LanePosition] {
        if let fresh = state.withLock({ $0.fresh }) { return fresh }
        return try await begin(nil).positions
    }

    /// Makes ready, and writes down a run that is new.
    /// - Returns: the run as it was begun, and how far it has come.
    func begin(_ wanted: ReplayRun?) async throws -> ReplayLedger.Standing {
        await close()
        let made = try await withThrowingTaskGroup(of: (any TransactionalProducer).self) { group in
            for id in ids { group.addTask { [log] in try await log.makeTransactionalProducer(id: id) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let pool = ProducerPool(made)
        state.withLock { $0.pool = pool }
        let standing = try await pool.lending { [ledger, run] producer in
            var standing = try await ledger.standing(of: run, sealedBy: producer)
            if standing.run == nil, let wanted {
                try await producer.commit([try ledger.record(of: wanted)], offsets: nil)
                standing.run = wanted
            }
            return standing
        }
        state.withLock { $0.fresh = standing.positions }
        return standing
    }

    func take(_ records: [LogRecord], of lane: Lane, position: LanePosition) async throws {
        var shaped: [ProducerRecord] = []
        shaped.reserveCapacity(records.count + 1)
        let shape = try shape(lane)
        for record in records { shaped.append(shape(record)) }
        shaped.append(try ledger.record(of: position, lane: lane, run: run))
        do {
            try await commit(shaped)
        } catch EventLogError.refused(let doing, let found, let expected) {
            guard let large = zip(records, shaped).first(where: { $1.byteCount > log.maximumRecordBytes }) else {
                throw EventLogError.refused(doing: "copying \(lane.place), \(doing)", found: found, expected: expected)
            }
            throw EventLogError.refused(
                doing: "copying \(lane.place) at \(large.0.offset)", found: "a record of \(large.1.byteCount) bytes",
                expected: "at most \(log.maximumRecordBytes) bytes, as the log that is written to takes")
        }
    }

    /// Everything is written: the run says so from now on.
    func finish(_ run: ReplayRun) async throws {
        try await commit([try ledger.record(of: run)] + ledger.tombstones(of: run))
    }

    func close() async {
        let pool = state.withLock { state in
            defer { state = State() }
            return state.pool
        }
        await pool?.close()
    }

    private func commit(_ records: [ProducerRecord]) async throws {
        let pool = state.withLock { state in
            state.fresh = nil
            return state.pool
        }
        guard let pool else {
            throw EventLogError.abortable(doing: "copying for run \(run)", found: "that this attempt has ended")
        }
        try await pool.lending { [run] producer in
            do {
                try await producer.commit(records, offsets: nil)
            } catch EventLogError.fenced(let doing, let found) {
                throw EventLogError.fenced(
                    doing: "\(doing), run \(run)", found: "\(found): run \(run) goes on elsewhere")
            }
        }
    }
}

/// Producers that are used by one at a time.
private actor ProducerPool {
    private var free: [any TransactionalProducer]
    private let all: [any TransactionalProducer]
    private var waiting: [CheckedContinuation<any TransactionalProducer, Never>] = []

    init(_ producers: [any TransactionalProducer]) {
        free = producers
        all = producers
    }

    func lending<T: Sendable>(_ body: @Sendable (any TransactionalProducer) async throws -> T) async throws -> T {
        let producer = await borrow()
        defer { giveBack(producer) }
        return try await body(producer)
    }

    func close() async { for producer in all { await producer.close() } }

    private func borrow() async -> any TransactionalProducer {
        if let producer = free.popLast() { return producer }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func giveBack(_ producer: any TransactionalProducer) {
        if waiting.isEmpty { free.append(producer) } else { waiting.removeFirst().resume(returning: producer) }
    }
}
