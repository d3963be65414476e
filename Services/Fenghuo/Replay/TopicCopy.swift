import EventLog
import Synchronization

/// Reads lanes and hands what is wanted to a target, in each lane's order.
///
/// What the logs say may be tried again is tried again, from where the target says each lane has come.
struct TopicCopy: Sendable {
    var lanes: [Lane]
    var selection = RecordSelection()
    var pace: Pace?
    /// Lanes copied side by side; all of them where they are paced.
    var atOnce = 4
    let source: @Sendable () async throws -> any LogReader
    let target: any CopyTarget
    let progress: CopyProgress

    /// Records handed over together, at most about so many, or so many bytes of them.
    private static let portion = 5000
    private static let portionBytes = 8 << 20
    /// A position is kept after so many records that were not wanted.
    private static let longestSilence: Int64 = 200_000
    /// Failures in a row without a record copied between them.
    private static let attempts = 8

    /// Leaves the target open when everything was taken.
    func run() async throws {
        var (attempt, pause, passed) = (1, Duration.milliseconds(100), Int64(-1))
        while true {
            do {
                try await once()
                progress.finish()
                return
            } catch {
                await target.close()
                guard Self.mayComeRight(error), !Task.isCancelled else {
                    progress.finish()
                    throw error
                }
                let now = progress.totals.passed
                if now > passed { (attempt, pause, passed) = (1, .milliseconds(100), now) }
                guard attempt < Self.attempts else {
                    progress.finish()
                    throw error
                }
                attempt += 1
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private static func mayComeRight(_ error: any Error) -> Bool {
        switch error as? EventLogError {
        case .retriable?, .abortable?: true
        default: false
        }
    }

    private func once() async throws {
        let positions = try await target.open()
        progress.begin(at: positions)
        let left = lanes.filter { positions[$0.key].map(\.next) ?? $0.from < $0.to }
        if let pace, let first = try await firstTime(left, positions) { pace.begin(first: first) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            var queue = left[...]
            func next() {
                guard let lane = queue.popFirst() else { return }
                let position = positions[lane.key] ?? LanePosition(next: lane.from)
                group.addTask { try await copy(lane, from: position) }
            }
            for _ in 0..<(pace == nil ? atOnce : left.count) { next() }
            while try await group.next() != nil { next() }
        }
    }

    /// The earliest timestamp in the window that a lane begins with.
    private func firstTime(_ lanes: [Lane], _ positions: [String: LanePosition]) async throws -> Int64? {
        var first: Int64?
        for lane in lanes {
            let reader = try await source()
            var position = positions[lane.key]?.next ?? lane.from
            while position < lane.to {
                let read = try await reader.read(
                    lane.place, from: position, to: lane.to, limit: 100, wait: .milliseconds(500))
                if let time = read.records.lazy.map(\.timestamp).first(where: selection.isWithin) {
                    first = min(first ?? time, time)
                    break
                }
                guard read.next > position else { break }
                position = read.next
            }
            await reader.close()
        }
        return first
    }

    private func copy(_ lane: Lane, from start: LanePosition) async throws {
        let reader = try await source()
        do {
            try await copy(lane, from: start, with: reader)
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
    }

    private func copy(_ lane: Lane, from start: LanePosition, with reader: any LogReader) async throws {
        var (position, kept) = (start, start.next)
        var (held, bytes) = ([LogRecord](), 0)
        let limit = pace == nil ? Self.portion : 500
        let isEverything = selection == RecordSelection()
        func read(_ from: Int64) -> Task<(records: [LogRecord], next: Int64), any Error> {
            Task {
                try await reader.read(lane.place, from: from, to: lane.to, limit: limit, wait: .seconds(1))
            }
        }
        // The next portion is read while this one is written.
        var reading = read(position.next)
        defer { reading.cancel() }
        while position.next < lane.to {
            try Task.checkCancellation()
            let (records, next) = try await reading.value
            guard next > position.next else {
                throw EventLogError.retriable(
                    doing: "reading \(lane.place) up to \(lane.to)", found: "nothing from \(position.next) on")
            }
            if next < lane.to { reading = read(next) }
            var passedOver = Int64(records.count)
            if held.isEmpty, pace == nil, isEverything {
                held = records
            } else {
                for record in records where selection.matches(record) {
                    held.append(record)
                    bytes += (record.key?.count ?? 0) + (record.value?.count ?? 0)
                    if pace != nil { passedOver -= 1 }
                }
            }
            if let pace {
                try await pass(&held, at: &position, of: lane, pace)
                bytes = 0
            }
            position.next = next
            position.read += passedOver
            guard
                held.count >= Self.portion / 2 || bytes >= Self.portionBytes || next >= lane.to
                    || next - kept >= Self.longestSilence || (pace != nil && next - kept >= Int64(limit))
            else { continue }
            position.written += Int64(held.count)
            try await target.take(held, of: lane, position: position)
            progress.moved(lane, to: position)
            (held, bytes, kept) = ([], 0, next)
        }
    }

    /// Hands over each record when it is due.
    private func pass(
        _ held: inout [LogRecord], at position: inout LanePosition, of lane: Lane, _ pace: Pace
    ) async throws {
        var rest = held[...]
        while !rest.isEmpty {
            let due = rest.prefix(try await pace.admit(rest))
            rest = rest.dropFirst(due.count)
            guard let last = due.last else { break }
            position.next = max(position.next, last.offset + 1)
            position.written += Int64(due.count)
            position.read += Int64(due.count)
            try await target.take(Array(due), of: lane, position: position)
            progress.moved(lane, to: position)
        }
        held = []
    }
}
