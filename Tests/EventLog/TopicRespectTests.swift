import EventLog
import Testing

/// Which topics that are otherwise than specified are refused, and which are an operator's choice.
@Suite struct TopicRespectTests {
    private func topic(_ cleanup: CleanupPolicy, partitions: Int32 = 6) -> TopicSpecification {
        TopicSpecification(name: "t", partitions: partitions, cleanup: cleanup)
    }

    @Test(arguments: [
        (CleanupPolicy.compact, CleanupPolicy.compact, false),
        (.compact, .delete(retentionMilliseconds: nil), true),
        (.delete(retentionMilliseconds: 1000), .compact, true),
        (.delete(retentionMilliseconds: 1000), .delete(retentionMilliseconds: 1000), false),
        (.delete(retentionMilliseconds: 1000), .delete(retentionMilliseconds: 2000), false),
        (.delete(retentionMilliseconds: 1000), .delete(retentionMilliseconds: nil), false),
        (.delete(retentionMilliseconds: 1000), .delete(retentionMilliseconds: 999), true),
        (.delete(retentionMilliseconds: nil), .delete(retentionMilliseconds: .max), true),
        (.delete(retentionMilliseconds: nil), .delete(retentionMilliseconds: nil), false),
    ])
    func `What is kept longer is respected, what would lose records is not`(
        wanted: CleanupPolicy, found: CleanupPolicy, isBroken: Bool
    ) {
        #expect(topic(wanted).isBroken(by: topic(found)) == isBroken)
        #expect(topic(wanted).isBroken(by: topic(found, partitions: 7)))
    }
}
