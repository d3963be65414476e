import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Analysis

@Suite struct RevisingTests {
    private func edited(_ id: String, _ text: String, at: Double, revision: Int32 = 1) -> Mention {
        var mention = Bench.mention(id, text, at: at)
        mention.revision = revision
        mention.matchedAliases = ["澜江银行"]
        return mention
    }

    @Test func anEditOfWhatAnIncidentQuotesIsShownAndCountedNowhere() throws {
        var driver = try Bench.driver()
        for (index, text) in ClusteringTests.run.enumerated() {
            try driver.say(Bench.mention("r\(index)", text, at: Double(index) / 10))
        }
        let before = try #require(driver.main)
        try driver.say(edited("r0", "澜江银行：以上说法不实，业务正常", at: 2))
        let after = try #require(driver.main)
        #expect(after.mentions == before.mentions && after.negative == before.negative)
        #expect(after.revision > before.revision)
        let evidence = try #require(after.evidence.first { $0.mentionID == "r0" })
        let old = try #require(before.evidence.first { $0.mentionID == "r0" })
        #expect(evidence.excerpt == old.excerpt)
        #expect(evidence.revisedExcerpt == "澜江银行：以上说法不实，业务正常" && evidence.revisedAt > 0)
        // Given again, and after a restart, nothing changes.
        try driver.restart()
        try driver.say(edited("r0", "澜江银行：以上说法不实，业务正常", at: 2))
        #expect(driver.main?.evidence == after.evidence)
        // Another edit is another.
        try driver.say(edited("r0", "澜江银行：已恢复", at: 3, revision: 2))
        #expect(driver.main?.evidence.first { $0.mentionID == "r0" }?.revisedExcerpt == "澜江银行：已恢复")
        #expect(driver.main?.mentions == before.mentions)
    }

    @Test func anEditOfWhatNobodyTookIsHeardAnew() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("n", "澜江银行今天发布了新的储蓄产品", at: 0))
        #expect(driver.incidents.isEmpty)
        try driver.say(edited("n", "澜江银行的钱取不出来了，网点门口全是人，大家快去", at: 1))
        #expect(driver.main?.mentions == 1)
        #expect(driver.main?.evidence.first?.mentionID == "n")
    }

    @Test func anEditThatNamesNobodyIsShownWhereItIsQuotedAndSaidOfNobody() throws {
        var driver = try Bench.driver()
        var unnamed = edited("n", "已经恢复，钱取不出来是谣言，门口没有人", at: 1)
        unnamed.matchedAliases = []
        try driver.say(Bench.mention("n", "澜江银行的钱取不出来了，网点门口全是人，大家快去", at: 0))
        let before = try #require(driver.main)
        try driver.say(unnamed)
        let after = try #require(driver.main)
        #expect(after.evidence.first?.revisedExcerpt == unnamed.text && after.mentions == before.mentions)
        var other = edited("o", "网点门口全是人，钱取不出来了，大家快去挤兑", at: 2)
        other.matchedAliases = []
        try driver.say(other)
        #expect(driver.main?.mentions == before.mentions && driver.incidents.count == 1)
    }

    @Test func anEditOfACopyThatIsNoEvidenceIsNotCountedTwice() throws {
        var driver = try Bench.driver()
        let text = "澜江银行的钱取不出来了，网点门口全是人，大家快去，晚了就没有了"
        try driver.say(Bench.mention("a", text, at: 0))
        for copy in 0..<5 { try driver.say(Bench.mention("copy\(copy)", text, at: Double(copy + 1) / 10)) }
        let before = try #require(driver.main)
        try #require(before.mentions == 6)
        try driver.say(edited("copy3", "刚从柜台回来，澜江银行的人说系统坏了，存款一分钱都取不出来，太吓人了", at: 1))
        #expect(driver.main?.mentions == 6)
        try driver.restart()
        try driver.say(edited("copy4", "澜江银行存款取不出来，排队两小时白等，我要投诉到底", at: 2))
        #expect(driver.main?.mentions == 6)
    }
}
