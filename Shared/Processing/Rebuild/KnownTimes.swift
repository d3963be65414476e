import EventLog
import Schemas

/// When each step of a service was made, as far as its outputs and rows tell: an output's time is the step's, and its id
/// says of which input it came.
///
/// What left no trace lies between what did: it was made in its turn, not before it was written, and not after the next.
package struct KnownTimes {
    /// Half of an event's id each.
    struct ID: Hashable {
        var high: UInt64
        var low: UInt64

        /// - Returns: nil for anything but 32 hex digits.
        init?(_ text: some StringProtocol) {
            guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
                let low = UInt64(text.suffix(16), radix: 16)
            else { return nil }
            (self.high, self.low) = (high, low)
        }
    }

    /// By the id of an output or row, its time.
    private var known: [ID: Int64] = [:]
    /// Ticks that left a trace, in order.
    private(set) var ticks: [Int64] = []
    private var isTick: Set<Int64> = []
    /// Of each input the steps whose times are known, by offset.
    private var steps: [String: [(offset: Int64, now: Int64)]] = [:]

    package init() {}

    /// Notes an output or a row of a changelog.
    /// - Parameters:
    ///   - name: of the processor.
    ///   - tick: of its topology, ms.
    ///   - partition: of its task.
    mutating func note(_ record: LogRecord, name: String, tick: Int64, partition: Int32) {
        guard let text = record.header("ce_id"), let id = ID(text) else { return }
        let time = EventBounds.time(record.timestamp)
        known[id] = time
        guard tick > 0, time > 0, time % tick == 0, !isTick.contains(time) else { return }
        let origin = ChangeStamp(.tick(time), now: 0).origin
        let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let topic = record.topicPartition.topic
        let isRow = EventID.derive(topic, key, origin) == text
        let isOutput = (0..<8).contains {
            EventID.derive(name, String(partition), origin, String($0)) == text
        }
        if isRow || isOutput { isTick.insert(time) }
    }

    mutating func settle() { ticks = isTick.sorted() }

    /// The time of the step that made an event of this id; nil: not known.
    func time(of id: String) -> Int64? { ID(id).flatMap { known[$0] } }

    /// Takes over what a pass over the inputs has found out, each input's in the order of offsets.
    /// - Returns: whether that is news.
    mutating func take(_ found: [String: [(offset: Int64, now: Int64)]]) -> Bool {
        let isNew =
            found.keys != steps.keys
            || found.contains { topic, list in
                guard let before = steps[topic], before.count == list.count else { return true }
                return !zip(before, list).allSatisfy { $0 == $1 }
            }
        steps = found
        return isNew
    }

    /// When a record was processed.
    func now(_ record: LogRecord) -> Int64 {
        let written = EventBounds.time(record.timestamp)
        guard let list = steps[record.topicPartition.topic], !list.isEmpty else { return written }
        // The first known step at or after this record.
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].offset < record.offset { low = middle + 1 } else { high = middle }
        }
        if low < list.count, list[low].offset == record.offset { return list[low].now }
        var time = written
        if low > 0 { time = max(time, list[low - 1].now) }
        if low < list.count { time = min(time, list[low].now) }
        return time
    }
}
