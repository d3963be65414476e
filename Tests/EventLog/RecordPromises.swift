import EventLog
import Testing

extension Promise {
    static let records = [
        Promise("a record comes back as it went in") { under in
            try await under.log.createTopics([Sample.kept])
            let sent = [
                ProducerRecord(
                    to: Sample.place, key: [1, 0, 255], value: [],
                    headers: [
                        RecordHeader("a", "1"), RecordHeader("a", "2"), RecordHeader("空", [UInt8]()),
                    ], timestamp: 42),
                ProducerRecord(to: Sample.place, key: nil, value: nil, timestamp: 1),
                ProducerRecord(to: Sample.place, key: [], value: Array(repeating: 9, count: 100_000), timestamp: 7),
            ]
            try await under.log.makeProducer().append(sent)
            let reader = try await under.other.makeReader()
            let (records, next) = try await reader.read(Sample.place, from: 0, to: nil, limit: 10, wait: .zero)
            #expect(records.map(\.key) == sent.map(\.key))
            #expect(records.map(\.value) == sent.map(\.value))
            #expect(records.map(\.headers) == sent.map(\.headers))
            #expect(records.map(\.timestamp) == sent.map(\.timestamp))
            #expect(records.first?.header("a") == "2")
            #expect(records.map(\.offset) == [0, 1, 2])
            #expect(next == 3)
        },
        Promise("offsets that are used up are a gap that readers pass", needing: .transactions) { under in
            try await under.log.createTopics([Sample.kept])
            let producer = try await under.log.makeProducer()
            try await producer.append([Sample.record("1")])
            try await under.log.advance(Sample.place, to: 1)
            try await under.log.advance(Sample.place, to: 40)
            try await producer.append([Sample.record("2")])
            let reader = try await under.other.makeReader()
            #expect(try await reader.range(of: Sample.place).high > 40)
            let end = try await reader.range(of: Sample.place).high
            let (records, next) = try await reader.read(
                Sample.place, from: 0, to: end, limit: 10, wait: .seconds(5))
            #expect(Sample.values(records) == ["1", "2"])
            #expect(next == end && (records.last?.offset ?? 0) >= 40)
        },
        Promise("an append that is refused writes nothing") { under in
            try await under.log.createTopics([Sample.kept, Sample.table])
            let producer = try await under.log.makeProducer()
            await expectFailure(\.isRefused, naming: ["table[1]", "key"]) {
                try await producer.append([
                    Sample.record("1"), Sample.record("2", to: TopicPartition("table", 1), key: nil),
                ])
            }
            #expect(try await Sample.values(of: under.log).isEmpty)
        },
        Promise("topics are created once, and contradictions named", needing: .administration) { under in
            try await under.log.createTopics([Sample.kept])
            try await under.other.createTopics([Sample.kept, Sample.table])
            var other = Sample.kept
            other.partitions = 4
            await expectFailure(\.isContradiction, naming: ["kept", "3 partitions", "4 partitions", "fenghuo migrate"])
            {
                try await under.log.createTopics([other])
            }
            await expectFailure(\.isContradiction, naming: ["table", "compact"]) {
                try await under.log.createTopics([
                    TopicSpecification(name: "table", partitions: 3, cleanup: .delete(retentionMilliseconds: 5))
                ])
            }
            let described = try await under.log.describeTopics()
            #expect(described.map(\.specification) == [Sample.kept, Sample.table])
        },
        Promise("topics and partitions that are not there are named") { under in
            try await under.log.createTopics([Sample.kept])
            let producer = try await under.log.makeProducer()
            let reader = try await under.log.makeReader()
            await expectFailure(\.isUnknown, naming: ["nowhere"]) {
                try await producer.append([Sample.record("1", to: TopicPartition("nowhere", 0))])
            }
            await expectFailure(\.isRefused, naming: ["partition 3", "kept"]) {
                try await producer.append([Sample.record("1", to: TopicPartition("kept", 3))])
            }
            await expectFailure(\.isRefused, naming: ["partition -1", "kept"]) {
                _ = try await reader.range(of: TopicPartition("kept", -1))
            }
            await expectFailure(\.isUnknown, naming: ["nowhere"]) {
                _ = try await under.log.joinGroup(GroupSubscription(group: "g", topics: ["nowhere"]))
            }
        },
        Promise("reading goes on from where it stopped, up to the end asked for") { under in
            try await under.log.createTopics([Sample.kept])
            try await under.log.makeProducer().append((0..<5).map { Sample.record("\($0)") })
            let reader = try await under.log.makeReader()
            let first = try await reader.read(Sample.place, from: 0, to: 4, limit: 3, wait: .zero)
            #expect(Sample.values(first.records) == ["0", "1", "2"])
            #expect(first.next == 3)
            let second = try await reader.read(Sample.place, from: first.next, to: 4, limit: 3, wait: .zero)
            #expect(Sample.values(second.records) == ["3"])
            #expect(second.next == 4)
            // At the end there is nothing to wait for.
            let third = try await reader.read(Sample.place, from: 4, to: 4, limit: 3, wait: .seconds(3600))
            #expect(third.records.isEmpty && third.next == 4)
        },
        Promise("the first offset at or after a time is found, in any order of timestamps", needing: .times) { under in
            try await under.log.createTopics([Sample.kept])
            let producer = try await under.log.makeProducer()
            let times: [Int64] = (0..<1000).map { 1 + ($0 * 7919) % 1000 + $0 }
            for start in stride(from: 0, to: 1000, by: 50) {
                try await producer.append(times[start..<start + 50].map { Sample.record("x", at: $0) })
            }
            let reader = try await under.log.makeReader()
            for time in [Int64.min, 0, 1, 500, 999, 1234, 1998, times.max() ?? 0, 5000] {
                let expected = times.firstIndex { $0 >= time }.map(Int64.init)
                #expect(try await reader.offset(of: Sample.place, atOrAfter: time) == expected, "\(time)")
            }
            #expect(try await reader.offset(of: TopicPartition("kept", 1), atOrAfter: 0) == nil)
        },
        Promise("a waiting reader is woken by this process and by others") { under in
            try await under.log.createTopics([Sample.kept])
            for (value, writer) in [("near", under.log), ("far", under.other)] {
                let reader = try await under.log.makeReader()
                let from = try await reader.range(of: Sample.place).high
                async let read = reader.read(Sample.place, from: from, to: nil, limit: 10, wait: .seconds(3600))
                try await writer.makeProducer().append([Sample.record(value)])
                #expect(Sample.values(try await read.records) == [value])
            }
        },
        Promise("a waiting reader gives up at its time, and when cancelled") { under in
            try await under.log.createTopics([Sample.kept])
            let reader = try await under.log.makeReader()
            let (records, next) = try await reader.read(
                Sample.place, from: 0, to: nil, limit: 1, wait: .milliseconds(20))
            #expect(records.isEmpty && next == 0)
            let waiting = Task {
                _ = try await reader.read(Sample.place, from: 0, to: nil, limit: 1, wait: .seconds(3600))
            }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        },
    ]
}
