import Foundation
import Synchronization

/// How far a copy has come, said on standard error: as a bar on a terminal, else as a line every ten seconds.
final class CopyProgress: Sendable {
    private struct State {
        var positions: [String: LanePosition] = [:]
        var done: Int64 = 0
        var started = ContinuousClock.now
        var startedAt: Int64 = 0
        var said = ContinuousClock.now
        var bar: ProgressBar
    }

    private let title: String
    private let total: Int64
    private let lanes: [String: Lane]
    private let state: Mutex<State>

    init(_ title: String, lanes: [Lane]) {
        self.title = title
        total = lanes.reduce(0) { $0 + $1.to - $1.from }
        self.lanes = Dictionary(lanes.map { ($0.key, $0) }) { first, _ in first }
        state = Mutex(State(bar: ProgressBar(title, total: total)))
    }

    /// An attempt begins, perhaps where an earlier one ended.
    func begin(at positions: [String: LanePosition]) {
        state.withLock { state in
            state.positions = positions
            state.done = positions.reduce(0) { done, entry in
                done + (lanes[entry.key].map { max(0, entry.value.next - $0.from) } ?? 0)
            }
            (state.started, state.startedAt, state.said) = (.now, state.done, .now)
        }
    }

    func moved(_ lane: Lane, to position: LanePosition) {
        let line = state.withLock { state -> String? in
            let before = state.positions.updateValue(position, forKey: lane.key)?.next ?? lane.from
            state.done += position.next - before
            state.bar.update(state.done)
            guard !Terminal.isInteractive, ContinuousClock.now - state.said >= .seconds(10) else { return nil }
            state.said = .now
            return Self.line(title, state.done, of: total, since: state.startedAt, in: .now - state.started)
        }
        if let line { Terminal.say(line) }
    }

    func finish() { state.withLock { $0.bar.finish() } }

    /// Positions passed, and records read and written.
    var totals: (passed: Int64, read: Int64, written: Int64) {
        state.withLock { state in
            state.positions.values.reduce((state.done, 0, 0)) { ($0.0, $0.1 + $1.read, $0.2 + $1.written) }
        }
    }

    static func line(_ title: String, _ done: Int64, of total: Int64, since: Int64, in time: Duration) -> String {
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Double(done - since) / seconds : 0
        let left = rate > 0 ? String(format: ", about %.0f s left", Double(total - done) / rate) : ""
        return "\(title): \(Int(share * 100)) %\(left)"
    }
}
