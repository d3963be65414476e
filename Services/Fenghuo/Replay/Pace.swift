import EventLog
import Synchronization

/// When records are due: as they came, so many times faster, or so many a second; over all partitions together.
final class Pace: Sendable {
    enum Kind: Hashable, Sendable {
        /// Gaps between timestamps are this many times shorter.
        case factor(Double)
        /// At most so many records a second.
        case rate(Double)
    }

    private struct State {
        /// The first record's time, and when it was let through.
        var first: Int64 = 0
        var begun: Int64 = 0
        /// When the next may go, in milliseconds since 1970.
        var free: Double = 0
    }

    let kind: Kind
    private let clock: ReplayClock
    private let state = Mutex(State())

    init(_ kind: Kind, clock: ReplayClock = .wall) {
        self.kind = kind
        self.clock = clock
    }

    /// - Parameter first: the earliest timestamp of what is to come; it is due now.
    func begin(first: Int64) {
        let now = clock.now()
        state.withLock { $0 = State(first: first, begun: now, free: Double(now)) }
    }

    /// Waits until the first of these is due.
    /// - Returns: how many of them are due then, at least 1 of any.
    func admit(_ records: ArraySlice<LogRecord>) async throws -> Int {
        guard let first = records.first else { return 0 }
        switch kind {
        case .factor(let factor):
            let due = due(first, factor)
            if due > clock.now() { try await clock.sleep(due) }
            let now = clock.now()
            return max(1, records.prefix { self.due($0, factor) <= now }.count)
        case .rate(let rate):
            // Ten portions a second at the most, so that few are late and few are early.
            let count = min(records.count, max(1, Int(min(rate / 10, 100_000))))
            let now = Double(clock.now())
            let start = state.withLock { state in
                let start = max(now, state.free)
                state.free = start + Double(count) / rate * 1000
                return start
            }
            if start > now { try await clock.sleep(Int64(start.rounded(.up))) }
            return count
        }
    }

    /// A time beyond what a clock says is that clock's last.
    private func due(_ record: LogRecord, _ factor: Double) -> Int64 {
        let (first, begun) = state.withLock { ($0.first, $0.begun) }
        let due = Double(begun) + (Double(record.timestamp) - Double(first)) / factor
        return due >= 9e18 ? .max : Int64(max(0, due))
    }
}
