import EventLog
import Testing

extension Promise {
    static let groups = [
        Promise("a member alone gets everything; a second gets its share once the first has released it") { under in
            try await under.log.createTopics([Sample.kept])
            let first = try await Sample.join(under.log, expecting: [0, 1, 2])
            let second = try await under.other.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
            let given = try await Sample.revoked(first)
            try await first.release([given])
            #expect(try await second.nextChange() == .assigned([given]))
        },
        Promise(
            "a revoked partition is the first's to commit for until it is released", needing: .administration,
            .transactions
        ) { under in
            try await under.log.createTopics([Sample.kept])
            let first = try await Sample.join(under.log, expecting: [0, 1, 2])
            let second = try await under.other.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
            async let gained = second.nextChange()
            let given = try await Sample.revoked(first)
            let place = TopicPartition("kept", given)
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            try await producer.commit([], offsets: Sample.offsets(first, 4, of: place))
            try await first.release([given])
            #expect(try await gained == .assigned([given]))
            #expect(try await second.committedOffsets(partition: given) == ["kept": 4])
            await expectFailure(\.isFenced) {
                try await producer.commit([], offsets: Sample.offsets(first, 5, of: place))
            }
            let described = try await under.log.describeGroups()
            #expect(described.map(\.name) == ["g"])
            let held = Set(described.first?.members.map { Set($0.partitions) } ?? [])
            #expect(held == [Set([0, 1, 2]).subtracting([given]), [given]])
        },
        Promise("what a leaving member had goes to the others at once", needing: .administration) { under in
            try await under.log.createTopics([Sample.kept])
            let first = try await Sample.join(under.log, expecting: [0, 1, 2])
            let second = try await under.other.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
            await first.leave()
            #expect(try await second.nextChange() == .assigned([0, 1, 2]))
            #expect(try await first.nextChange() == nil)
            #expect(try await under.log.describeGroups().first?.members.count == 1)
        },
        Promise("leaving ends a wait for changes") { under in
            try await under.log.createTopics([Sample.kept])
            let member = try await Sample.join(under.log, expecting: [0, 1, 2])
            async let change = member.nextChange()
            await member.leave()
            #expect(try await change == nil)
        },
        Promise("waiting for changes can be cancelled and resumed without losing one") { under in
            try await under.log.createTopics([Sample.kept])
            let first = try await Sample.join(under.log, expecting: [0, 1, 2])
            let waiting = Task { try await first.nextChange() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { _ = try await waiting.value }
            let second = try await under.other.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
            _ = try await Sample.revoked(first)
            await second.leave()
        },
        Promise(
            "a silent member loses its partitions, is told so on waking, and joins again", needing: .transactions
        ) { under in
            try await under.log.createTopics([Sample.kept])
            let zombie = try await Sample.join(under.log, expecting: [0, 1, 2])
            let living = try await under.other.joinGroup(GroupSubscription(group: "g", topics: ["kept"]))
            _ = try await Sample.revoked(zombie)
            try await under.silence(zombie, [living])
            #expect(try await living.nextChange() == .assigned([0, 1, 2]))
            try await under.wake(zombie)
            #expect(try await zombie.nextChange() == .lost([0, 1, 2]))
            async let back = zombie.nextChange()
            let change = try await living.nextChange()
            guard case .revoked(let given) = change else { throw Sample.Unexpected(change: change) }
            #expect(under.wakingMovesAll || given.count == 1)
            try await living.release(given)
            let came = try await back
            guard case .assigned(let taken) = came, let first = taken.first else {
                throw Sample.Unexpected(change: came)
            }
            // Nobody has what another has not released; the rest comes back at once, and nothing moves again.
            #expect(Set(taken).isSubset(of: given))
            let rest = Set(given).subtracting(taken)
            if !rest.isEmpty { #expect(try await living.nextChange() == .assigned(rest.sorted())) }
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            try await producer.commit([], offsets: Sample.offsets(zombie, 1, of: TopicPartition("kept", first)))
        },
        Promise("groups have nothing to do with each other", needing: .transactions) { under in
            try await under.log.createTopics([Sample.kept])
            let one = try await Sample.join(under.log, "one", expecting: [0, 1, 2])
            let two = try await Sample.join(under.other, "two", expecting: [0, 1, 2])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            try await producer.commit([], offsets: Sample.offsets(one, 5))
            #expect(try await two.committedOffsets(partition: 0) == [:])
        },
        Promise(
            "the offsets of a group without members can be set, all or none; the next member begins there",
            needing: .administration, .transactions
        ) { under in
            try await under.log.createTopics([Sample.kept, Sample.table])
            let (first, second) = (TopicPartition("kept", 0), TopicPartition("kept", 1))
            try await under.log.setOffsets([first: 7, second: 3], ofGroup: "g")
            // What is not named stays; forwards and back.
            try await under.other.setOffsets([first: 2], ofGroup: "g")
            let described = try await under.log.describeGroups().first { $0.name == "g" }
            #expect(described?.committed == [first: 2, second: 3])
            let missing = TopicPartition("kept", 9)
            await expectFailure(\.isRefused, naming: ["group g", "partition 9"]) {
                try await under.log.setOffsets([first: 5, missing: 1], ofGroup: "g")
            }
            await expectFailure(\.isRefused, naming: ["group g", "-1"]) {
                try await under.log.setOffsets([second: 5, first: -1], ofGroup: "g")
            }
            await expectFailure(\.isUnknown) {
                try await under.log.setOffsets([second: 5, TopicPartition("nowhere", 0): 1], ofGroup: "g")
            }
            let member = try await Sample.join(under.log, expecting: [0, 1, 2])
            #expect(try await member.committedOffsets(partition: 0) == ["kept": 2])
            #expect(try await member.committedOffsets(partition: 1) == ["kept": 3])
            #expect(try await member.committedOffsets(partition: 2) == [:])
        },
        Promise(
            "while a group has members its offsets are theirs, and they are named", needing: .administration,
            .transactions
        ) { under in
            try await under.log.createTopics([Sample.kept])
            let member = try await Sample.join(under.log, expecting: [0, 1, 2])
            let producer = try await under.log.makeTransactionalProducer(id: "t")
            try await producer.commit([], offsets: Sample.offsets(member, 4))
            let names = try await under.log.describeGroups().first { $0.name == "g" }?.members.map(\.id) ?? []
            #expect(names.count == 1)
            await expectFailure(\.isRefused, naming: ["group g"] + names) {
                try await under.other.setOffsets([Sample.place: 0], ofGroup: "g")
            }
            // Nor those of a topic that no member reads.
            try await under.log.createTopics([Sample.table])
            await expectFailure(\.isRefused, naming: names) {
                try await under.other.setOffsets([TopicPartition("table", 0): 0], ofGroup: "g")
            }
            #expect(try await member.committedOffsets(partition: 0) == ["kept": 4])
            await member.leave()
            try await under.other.setOffsets([Sample.place: 1], ofGroup: "g")
            let next = try await Sample.join(under.log, expecting: [0, 1, 2])
            #expect(try await next.committedOffsets(partition: 0) == ["kept": 1])
        },
        Promise("topics of one group have the same number of partitions") { under in
            let odd = TopicSpecification(name: "odd", partitions: 5, cleanup: .compact)
            try await under.log.createTopics([Sample.kept, odd])
            await expectFailure(\.isRefused, naming: ["group g", "kept with 3", "odd with 5"]) {
                _ = try await under.log.joinGroup(GroupSubscription(group: "g", topics: ["kept", "odd"]))
            }
            await expectFailure(\.isRefused, naming: ["group g", "none"]) {
                _ = try await under.log.joinGroup(GroupSubscription(group: "g", topics: []))
            }
        },
        Promise("a fetch meets all topics of a partition number, none starving another") { under in
            try await under.log.createTopics([Sample.kept, Sample.table])
            let table = TopicPartition("table", 1)
            let kept = TopicPartition("kept", 1)
            let producer = try await under.log.makeProducer()
            try await producer.append(
                (0..<10).map { Sample.record("k\($0)", to: kept) } + [Sample.record("t0", to: table)]
                    + [Sample.record("elsewhere")])
            let member = try await Sample.join(under.log, topics: ["kept", "table"], expecting: [0, 1, 2])
            let first = try await member.fetch(
                partition: 1, from: ["kept": 0, "table": 0], limit: 4, wait: .seconds(3600))
            #expect(first.records.count == 4)
            #expect(Set(first.records.map(\.topicPartition)) == [kept, table])
            #expect(first.high == ["kept": 10, "table": 1])
            #expect(first.next == ["kept": 3, "table": 1])
            let rest = try await member.fetch(partition: 1, from: first.next, limit: 100, wait: .zero)
            #expect(Sample.values(rest.records) == (3..<10).map { "k\($0)" })
            #expect(rest.next == ["kept": 10, "table": 1])
        },
        Promise("a waiting fetch is woken by any of its topics") { under in
            try await under.log.createTopics([Sample.kept, Sample.table])
            let member = try await Sample.join(under.log, topics: ["kept", "table"], expecting: [0, 1, 2])
            var next: [String: Int64] = ["kept": 0, "table": 0]
            for (topic, log) in [("kept", under.log), ("table", under.other), ("kept", under.other)] {
                let from = next
                async let fetched = member.fetch(partition: 2, from: from, limit: 5, wait: .seconds(3600))
                try await log.makeProducer().append([Sample.record(topic, to: TopicPartition(topic, 2))])
                #expect(Sample.values(try await fetched.records) == [topic])
                next = try await fetched.next
            }
            #expect(next == ["kept": 2, "table": 1])
        },
        Promise("a waiting fetch can be cancelled") { under in
            try await under.log.createTopics([Sample.kept])
            let member = try await Sample.join(under.log, expecting: [0, 1, 2])
            let waiting = Task {
                _ = try await member.fetch(partition: 0, from: ["kept": 0], limit: 5, wait: .seconds(3600))
            }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        },
    ]
}
