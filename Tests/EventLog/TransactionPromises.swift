import EventLog
import Testing

extension Promise {
    static let transactions = [
        Promise("a transaction's records become visible together, and its end leaves a gap", needing: .transactions) {
            under in
            try await under.log.createTopics([Sample.kept])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            let second = TopicPartition("kept", 1)
            try await producer.commit(
                [Sample.record("a"), Sample.record("b"), Sample.record("c", to: second)], offsets: nil)
            try await producer.commit([Sample.record("d")], offsets: nil)
            let reader = try await under.other.makeReader()
            let records = try await Sample.read(3, by: reader).records
            #expect(Sample.values(records) == ["a", "b", "d"])
            #expect(records.map(\.offset) == [0, 1, 3])
            try await Sample.eventually {
                try await reader.read(Sample.place, from: 4, to: nil, limit: 10, wait: .zero).next == 5
            }
            try await Sample.eventually { try await reader.range(of: second) == OffsetRange(low: 0, high: 2) }
            #expect(try await reader.range(of: TopicPartition("kept", 2)) == OffsetRange(low: 0, high: 0))
        },
        Promise("a reader at a gap waits for the next record and goes on past the gap", needing: .transactions) {
            under in
            try await under.log.createTopics([Sample.kept])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            try await producer.commit([Sample.record("a")], offsets: nil)
            let reader = try await under.log.makeReader()
            try await Sample.eventually {
                let empty = try await reader.read(Sample.place, from: 1, to: nil, limit: 1, wait: .zero)
                #expect(empty.records.isEmpty)
                return empty.next == 2
            }
            async let read = reader.read(Sample.place, from: 1, to: nil, limit: 1, wait: .seconds(3600))
            try await producer.commit([Sample.record("b")], offsets: nil)
            #expect(try await read.records.map(\.offset) == [2])
        },
        Promise("records and offsets are committed together", needing: .transactions) { under in
            try await under.log.createTopics([Sample.kept, Sample.table])
            let member = try await Sample.join(under.log, topics: ["kept", "table"], expecting: [0, 1, 2])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            #expect(try await member.committedOffsets(partition: 0) == [:])
            let out = TopicPartition("table", 0)
            try await producer.commit([Sample.record("a", to: out)], offsets: Sample.offsets(member, 7))
            #expect(try await member.committedOffsets(partition: 0) == ["kept": 7])
            #expect(try await member.committedOffsets(partition: 1) == [:])
            // Refused records take their offsets with them.
            await expectFailure(\.isRefused) {
                try await producer.commit([Sample.record("b", to: out, key: nil)], offsets: Sample.offsets(member, 8))
            }
            #expect(try await member.committedOffsets(partition: 0) == ["kept": 7])
            try await producer.commit([], offsets: Sample.offsets(member, 9))
            try await Sample.eventually {
                try await under.other.describeGroups().first?.committed == [Sample.place: 9]
            }
        },
        Promise("a newer producer of the same id fences the older", needing: .transactions) { under in
            try await under.log.createTopics([Sample.kept])
            let older = try await under.log.makeTransactionalProducer(id: "t")
            let stranger = try await under.log.makeTransactionalProducer(id: "u")
            let newer = try await under.other.makeTransactionalProducer(id: "t")
            await expectFailure(\.isFenced, naming: ["as t"]) {
                try await older.commit([Sample.record("old")], offsets: nil)
            }
            try await newer.commit([Sample.record("new")], offsets: nil)
            try await stranger.commit([Sample.record("other")], offsets: nil)
            let records = try await Sample.read(2, by: try await under.log.makeReader()).records
            #expect(Sample.values(records) == ["new", "other"])
        },
        Promise("a member that lost its partition cannot commit", needing: .transactions) { under in
            try await under.log.createTopics([Sample.kept])
            let member = try await Sample.join(under.log, expecting: [0, 1, 2])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            let other = try await under.other.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
            try await under.silence(member, [other])
            #expect(try await other.nextChange() == .assigned([0, 1, 2]))
            await expectFailure(\.isFenced, naming: ["t"]) {
                try await producer.commit([Sample.record("zombie")], offsets: Sample.offsets(member, 1))
            }
            #expect(try await Sample.values(of: under.log).isEmpty)
            #expect(try await other.committedOffsets(partition: 0) == [:])
        },
        Promise("a member cannot commit for a partition it was not given") { under in
            try await under.log.createTopics([Sample.kept])
            let member = try await under.log.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            await expectFailure(\.isFenced, naming: ["partitions [0]"]) {
                try await producer.commit([], offsets: Sample.offsets(member, 1))
            }
            #expect(try await member.nextChange() == .assigned([0, 1, 2]))
            try await producer.commit([], offsets: Sample.offsets(member, 1))
        },
    ]
}
