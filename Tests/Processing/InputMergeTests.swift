import EventLog
import Testing

@testable import Processing

struct InputMergeTests {
    private let logs: [String: [LogRecord]] = [
        "a": Self.records("a", [5, 1, 9, 9, 20]), "b": Self.records("b", [1, 9, 10, 10, 11, 12, 30, 31]), "c": [],
    ]

    private static func records(_ topic: String, _ times: [Int64]) -> [LogRecord] {
        times.enumerated().map { index, time in
            LogRecord(
                topicPartition: TopicPartition(topic, 0), offset: Int64(index * 2), timestamp: time, key: nil,
                value: nil, headers: [])
        }
    }

    /// Fetches as a log does: the first topics first, up to the limit.
    private func fetch(_ wanted: [String: Int64], limit: Int) -> Fetched {
        var fetched = Fetched(records: [], next: wanted, high: [:])
        for (topic, from) in wanted.sorted(by: { $0.key < $1.key }) {
            let all = logs[topic] ?? []
            let high = all.last.map { $0.offset + 2 } ?? 0
            let found = all.filter { $0.offset >= from }.prefix(limit - fetched.records.count)
            fetched.records += found
            fetched.high[topic] = high
            let isEnd = found.last?.offset == all.last?.offset || from >= high
            fetched.next[topic] = isEnd ? high : found.last.map { $0.offset + 1 } ?? from
        }
        return fetched
    }

    @Test("The order is the same however it is fetched", arguments: [1, 2, 3, 7, 100])
    func order(limit: Int) {
        var merge = InputMerge([("a", 0), ("b", 0), ("c", 0)])
        var taken: [String] = []
        for _ in 0..<50 {
            let wanted = merge.wanted
            merge.add(fetch(wanted, limit: limit), wanted: wanted)
            while let record = merge.takeNext() { taken.append("\(record.topicPartition.topic)\(record.offset)") }
        }
        #expect(
            taken == [
                "b0", "a0", "a2", "a4", "a6", "b2", "b4", "b6", "b8", "b10", "a8", "b12", "b14",
            ])
        #expect(merge.next == ["a": 10, "b": 16, "c": 0])
        #expect(merge.lag == ["a": 0, "b": 0, "c": 0])
    }

    @Test("What is committed is what was taken, not what was fetched")
    func positions() {
        var merge = InputMerge([("a", 0), ("b", 0)])
        let wanted = merge.wanted
        merge.add(fetch(wanted, limit: 100), wanted: wanted)
        _ = merge.takeNext()
        _ = merge.takeNext()
        #expect(merge.next == ["a": 2, "b": 2])
        #expect(merge.lag == ["a": 8, "b": 14])
    }

    @Test("A topic whose end cannot be read does not hold up the others for ever")
    func stuck() {
        var merge = InputMerge([("a", 0), ("b", 0)])
        merge.add(fetch(["a": 0], limit: 100), wanted: ["a": 0])
        #expect(merge.takeNext() == nil && merge.mayWait)
        merge.add(Fetched(records: [], next: ["b": 0], high: ["b": 4]), wanted: ["b": 0])
        #expect(merge.takeNext()?.offset == 0)
    }
}
