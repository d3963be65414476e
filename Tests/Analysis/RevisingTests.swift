import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Analysis

@Suite struct RevisingTests {
    private func edited(_ id: String, _ text: String, at: Double, revision: Int32 = 1) -> Mention {
        var mention = Bench.mention(id, text, at: at)
        mention.revision = revision
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
}
