import EventLog
import Testing

@Suite(.timeLimit(.minutes(1))) struct PromptProducerTests {
    /// Takes what it is given when it is let.
    private actor Slow: Producer {
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var isLet = false
        private(set) var taken = 0

        func append(_ records: [ProducerRecord]) async throws {
            if !isLet { await withCheckedContinuation { waiting.append($0) } }
            taken += records.count
        }
        func close() async {}
        func letGo() {
            isLet = true
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
    }

    private struct Broken: Producer {
        func append(_ records: [ProducerRecord]) async throws { throw EventLogError.unknownTopic("t") }
        func close() async {}
    }

    private let record = ProducerRecord(to: TopicPartition("t", 0), key: nil, value: nil, timestamp: 1)

    @Test func `Whoever waits is answered in time, and what is taken later is taken once`() async throws {
        let slow = Slow()
        let prompt = PromptProducer(slow, within: .milliseconds(20))
        let error = try await #require(throws: EventLogError.self) { try await prompt.append([record]) }
        #expect(error.mayComeRight && "\(error)".contains("no answer from the log within"))
        await slow.letGo()
        while await slow.taken == 0 { await Task.yield() }
        try await prompt.append([record])
        #expect(await slow.taken == 2)
    }

    @Test func `What the log says itself is passed on`() async throws {
        await #expect(throws: EventLogError.unknownTopic("t")) {
            try await PromptProducer(Broken(), within: .seconds(60)).append([record])
        }
    }
}
