import EventLog
import Synchronization
import Testing

@testable import Fenghuo

/// When records of a paced replay are due, by a clock that is moved by hand.
@Suite(.timeLimit(.minutes(1))) struct PaceTests {
    private func records(_ times: [Int64]) -> [LogRecord] {
        times.enumerated().map {
            LogRecord(
                topicPartition: TopicPartition("t", 0), offset: Int64($0.offset), timestamp: $0.element, key: nil,
                value: nil, headers: [])
        }
    }

    private func until(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    @Test func `Gaps are so many times shorter, and what is late goes at once`() async throws {
        let clock = HandClock(1_000_000)
        let pace = Pace(.factor(10), clock: clock.clock)
        pace.begin(first: 500)
        let records = records([500, 400, 500, 10_500, 10_600])
        #expect(try await pace.admit(records[...]) == 3)
        let next = Task { try await pace.admit(records[3...]) }
        await until { clock.alarms == [1_001_000] }
        clock.move(to: 1_001_005)
        #expect(try await next.value == 1)
        let last = Task { try await pace.admit(records[4...]) }
        await until { clock.alarms == [1_001_010] }
        clock.move(to: 1_001_010)
        #expect(try await last.value == 1)
    }

    @Test func `Two partitions go by the same beginning`() async throws {
        let clock = HandClock(0)
        let pace = Pace(.factor(1), clock: clock.clock)
        pace.begin(first: 1000)
        let (early, late) = (records([1000, 4000]), records([3000]))
        #expect(try await pace.admit(early[...]) == 1)
        let waiting = [
            Task { try await pace.admit(early[1...]) }, Task { try await pace.admit(late[...]) },
        ]
        await until { clock.alarms == [2000, 3000] }
        clock.move(to: 2000)
        #expect(try await waiting[1].value == 1)
        clock.move(to: 3000)
        #expect(try await waiting[0].value == 1)
    }

    @Test func `A rate lets so many through in a second, whoever asks`() async throws {
        let clock = HandClock(0)
        let pace = Pace(.rate(100), clock: clock.clock)
        pace.begin(first: 0)
        let records = records(Array(repeating: 0, count: 50))
        #expect(try await pace.admit(records[...]) == 10)
        let waiting = (0..<3).map { _ in Task { try await pace.admit(records[...]) } }
        await until { clock.alarms == [100, 200, 300] }
        clock.move(to: 300)
        for task in waiting { #expect(try await task.value == 10) }
    }

    @Test func `Times that no clock shows do not trap`() async throws {
        let clock = HandClock(0)
        let pace = Pace(.factor(0.001), clock: clock.clock)
        pace.begin(first: .min)
        let waiting = Task { try await pace.admit(records([.max])[...]) }
        await until { clock.alarms == [.max] }
        clock.move(to: .max)
        #expect(try await waiting.value == 1)
    }
}
