import EventLog
import Foundation
import KafkaLog

/// How long a lone event takes: appended, taken by a transactional task, committed, seen by a `read_committed` reader.
struct LatencyRun {
    let log: KafkaLog
    /// The reader's, as another process has it.
    let other: KafkaLog
    let count: Int

    func run() async throws {
        let run = String(UInt32.random(in: 0...UInt32.max), radix: 36)
        let (input, output) = ("bench-in-\(run)", "bench-out-\(run)")
        try await log.createTopics(
            [input, output].map {
                TopicSpecification(name: $0, partitions: 1, cleanup: .delete(retentionMilliseconds: 3_600_000))
            })
        let member = try await log.joinGroup(GroupSubscription(group: "bench-\(run)", topics: [input]))
        guard case .assigned = try await member.nextChange() else { return }
        let producer = try await log.makeTransactionalProducer(id: "bench-\(run)-0")
        let task = Task { try await relay(member, producer, from: input, to: output) }
        let source = try await log.makeProducer()
        let reader = try await other.makeReader()
        var position: Int64 = 0
        var times: [Double] = []
        for number in 0..<(count + 20) {
            let began = ContinuousClock.now
            try await source.append(
                [
                    ProducerRecord(
                        to: TopicPartition(input, 0), key: nil, value: Array("event \(number)".utf8),
                        timestamp: 1_700_000_000_000)
                ])
            let (records, next) = try await reader.read(
                TopicPartition(output, 0), from: position, to: nil, limit: 10, wait: .seconds(30))
            guard !records.isEmpty else { throw CocoaError(.fileReadUnknown) }
            position = next
            // The first are the connections'.
            if number >= 20 { times.append(milliseconds(began.duration(to: .now))) }
            try await Task.sleep(for: .milliseconds(30))
        }
        task.cancel()
        _ = try? await task.value
        times.sort()
        func percentile(_ share: Double) -> Double { times[min(times.count - 1, Int(Double(times.count) * share))] }
        print(
            String(
                format:
                    "KafkaLog latency of %d lone events: median %.1f ms, 90 %% %.1f ms, 99 %% %.1f ms, most %.1f ms",
                times.count, percentile(0.5), percentile(0.9), percentile(0.99), times.last ?? 0))
        await reader.close()
        await member.leave()
        await producer.close()
        await source.close()
        await log.close()
        await other.close()
    }

    private func relay(
        _ member: any GroupMember, _ producer: any TransactionalProducer, from input: String, to output: String
    ) async throws {
        var next = [input: Int64(0)]
        while !Task.isCancelled {
            let fetched = try await member.fetch(partition: 0, from: next, limit: 500, wait: .milliseconds(50))
            guard fetched.next != next else { continue }
            let records = fetched.records.map {
                ProducerRecord(
                    to: TopicPartition(output, 0), key: $0.key, value: $0.value, headers: $0.headers,
                    timestamp: $0.timestamp)
            }
            next = fetched.next
            guard !records.isEmpty else { continue }
            try await producer.commit(
                records,
                offsets: ConsumedOffsets(member: member, next: [TopicPartition(input, 0): next[input] ?? 0]))
        }
    }

    private func milliseconds(_ time: Duration) -> Double {
        Double(time.components.seconds) * 1000 + Double(time.components.attoseconds) / 1e15
    }
}
