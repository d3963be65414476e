import EventLog
import Testing

extension Promise {
    static let deletions = [
        Promise("a deleted topic is gone for everybody, and nothing else is", needing: .administration) { under in
            try await under.log.createTopics([Sample.kept, Sample.table])
            let producer = try await under.log.makeProducer()
            let other = try await under.other.makeProducer()
            try await producer.append([Sample.record("1"), Sample.record("t", to: TopicPartition("table", 0))])
            try await other.append([Sample.record("2")])
            try await under.other.deleteTopics(["kept", "nowhere"])
            #expect(try await under.log.describeTopics().map(\.specification) == [Sample.table])
            #expect(try await Sample.values(in: TopicPartition("table", 0), of: under.log) == ["t"])
            // Once more deletes nothing.
            try await under.log.deleteTopics(["kept"])
            await #expect(throws: EventLogError.self) {
                let reader = try await under.other.makeReader()
                _ = try await reader.range(of: Sample.place)
            }
        },
        Promise(
            "a topic made anew begins at offset 0, without what was committed of the old", needing: .administration,
            .transactions
        ) { under in
            try await under.log.createTopics([Sample.kept])
            let member = try await Sample.join(under.log, expecting: [0, 1, 2])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            try await producer.commit(
                [Sample.record("old")], offsets: Sample.offsets(member, 1))
            await producer.close()
            await member.leave()
            try await under.log.deleteTopics(["kept"])
            try await under.log.createTopics([Sample.kept])
            let plain = try await under.log.makeProducer()
            try await plain.append([Sample.record("new")])
            await plain.close()
            #expect(try await Sample.values(of: under.log) == ["new"])
            let reader = try await under.log.makeReader()
            #expect(try await reader.range(of: Sample.place) == OffsetRange(low: 0, high: 1))
            await reader.close()
            try await Sample.eventually {
                try await under.log.describeGroups().allSatisfy { $0.committed[Sample.place] == nil }
            }
        },
        Promise("a group is deleted once it has no members", needing: .administration, .transactions) { under in
            try await under.log.createTopics([Sample.kept])
            let member = try await Sample.join(under.log, expecting: [0, 1, 2])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            try await producer.commit([], offsets: Sample.offsets(member, 0))
            await producer.close()
            await expectFailure(\.isRefused, naming: ["g", "members"]) { try await under.other.deleteGroups(["g"]) }
            await member.leave()
            // Kafka may take a moment to see that it has left.
            var isDeleted = false
            while !isDeleted {
                do {
                    try await under.other.deleteGroups(["g", "nobody"])
                    isDeleted = true
                } catch let error as EventLogError where error.isRefused { try Task.checkCancellation() }
            }
            #expect(try await under.log.describeGroups().isEmpty)
            let anew = try await Sample.join(under.log, expecting: [0, 1, 2])
            #expect(try await anew.committedOffsets(partition: 0).isEmpty)
            await anew.leave()
        },
    ]
}
