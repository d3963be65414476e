import EventLog
import Testing

@testable import Fenghuo

/// What `fenghuo groups` says.
@Suite struct GroupStandingTests {
    private static let topics = [
        TopicDescription(
            specification: .init(name: "mentions", partitions: 2, cleanup: .compact),
            ranges: [.init(low: 0, high: 10), .init(low: 4, high: 9)]),
        TopicDescription(
            specification: .init(name: "other", partitions: 1, cleanup: .compact), ranges: [.init(low: 0, high: 7)]),
    ]

    private func standing(
        committed: [TopicPartition: Int64], generation: Int32 = 3,
        members: [GroupDescription.Member] = [.init(id: "a-1", partitions: [1, 0])]
    ) -> GroupStanding {
        GroupStanding.all(
            of: [.init(name: "analysis", generation: generation, members: members, committed: committed)],
            topics: Self.topics)[0]
    }

    @Test func `Lag is what lies between what was committed and the end, in every partition of what is read`() {
        let standing = standing(committed: [TopicPartition("mentions", 0): 7])
        #expect(standing.partitions.map(\.lag) == [3, 5], "a partition never committed counts from its low watermark")
        #expect(standing.lag == 8 && standing.partitions.allSatisfy { $0.topic == "mentions" })
    }

    @Test func `What retention removed is no lag`() {
        let standing = standing(committed: [TopicPartition("mentions", 1): 1])
        #expect(standing.partitions[1].lag == 5)
    }

    @Test func `A generation that the log does not tell is left out, and who holds nothing is shown`() {
        let standing = standing(
            committed: [TopicPartition("mentions", 0): 10, TopicPartition("mentions", 1): 9], generation: -1,
            members: [.init(id: "a-1", partitions: [0]), .init(id: "a-2", partitions: [])])
        #expect(standing.generation == nil && standing.lag == 0)
        #expect(standing.partitions.map(\.member) == ["a-1", nil])
        #expect(
            standing.text == """
                analysis: 2 members, lag 0
                  a-1 has partitions 0
                  a-2 has no partitions
                  TOPIC     PARTITION  COMMITTED  END  LAG  MEMBER
                  mentions  0          10         10   0    a-1
                  mentions  1          9          9    0    nobody
                """)
    }

    @Test func `Groups are in the order of their names`() {
        let groups = ["response", "analysis"].map {
            GroupDescription(name: $0, generation: 1, members: [], committed: [:])
        }
        #expect(GroupStanding.all(of: groups, topics: []).map(\.group) == ["analysis", "response"])
    }
}
