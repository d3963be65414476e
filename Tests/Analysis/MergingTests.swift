import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Analysis

/// Incidents that become one, and one that becomes two.
@Suite struct MergingTests {
    private static let noise = [
        "澜江银行停车场收费口道闸坏了，太差", "澜江银行停车场道闸又坏了，收费口排长队，太差", "澜江银行停车场收费口的道闸还没修，太差", "停车场道闸坏了三天，澜江银行收费口堵死，太差",
        "澜江银行停车场收费口，道闸坏了没人修，太差",
    ]
    private static let heat = [
        "澜江银行大堂空调不制冷，热得头晕，垃圾", "澜江银行大堂空调又不制冷，热得头晕目眩，垃圾", "大堂空调不制冷，澜江银行热得像蒸笼，头晕，垃圾",
        "澜江银行大堂空调不制冷第三天，老人热得头晕，垃圾", "空调不制冷，澜江银行大堂热得头晕，垃圾",
    ]

    /// An incident of both matters, as if they had been taken for one: by a merge.
    private func joined() throws -> (ProcessorDriver<AnalysisProcessor>, Incident) {
        var driver = try Bench.driver()
        for index in 0..<4 {
            try driver.say(Bench.mention("n\(index)", Self.noise[index], at: Double(index) / 10))
            try driver.say(Bench.mention("h\(index)", Self.heat[index], at: Double(index) / 10 + 0.05))
        }
        let incidents = driver.incidents.sorted { $0.firstMentionAt < $1.firstMentionAt }
        #expect(incidents.map(\.mentions) == [4, 4])
        _ = try driver.decide(incidents[1].id, .merge(.with { $0.into = incidents[0].id }))
        return (driver, try #require(driver.processor.incidents[incidents[0].id]))
    }

    @Test func afterASplitEachNewMentionGoesToItsOwn() throws {
        var (driver, whole) = try joined()
        #expect(whole.mentions == 8)
        _ = try driver.decide(whole.id, .split(.with { $0.mentionIds = ["h0", "h1", "h2"] }))
        let part = try #require(driver.incidents.first { $0.id != whole.id && $0.state != .merged })
        try driver.restart()
        try driver.say(Bench.mention("h9", "澜江银行大堂空调还是不制冷，热得头晕，垃圾", at: 2))
        try driver.say(Bench.mention("n9", "澜江银行停车场道闸还坏着，收费口堵死，太差", at: 2.1))
        let after = try #require(driver.processor.incidents[part.id])
        let rest = try #require(driver.processor.incidents[whole.id])
        #expect(after.evidence.contains { $0.mentionID == "h9" })
        #expect(rest.evidence.contains { $0.mentionID == "n9" })
        #expect(after.mentions + rest.mentions == 10)
    }

    @Test func membersKnownBySignatureOnlyFollowThoseTheyAreLike() throws {
        var (driver, whole) = try joined()
        // So many loud ones that the quiet ones are in no evidence any more.
        for index in 0..<40 {
            try driver.say(
                Bench.mention(
                    "loud\(index)", Self.noise[index % 5] + "第\(index)天，垃圾，骗局", at: 0.5, reach: 1_000_000))
        }
        try driver.say(
            Bench.mention(
                "loudheat", Self.heat[0] + "等了三刻钟没有一个人来解释，骗局", at: 0.6, tier: .national,
                reach: 9_000_000))
        try driver.say(Bench.mention("quiet", Self.heat[0] + "柜台前面的人都拿宣传单扇风，太差", at: 0.7, reach: 0))
        whole = try #require(driver.processor.incidents[whole.id])
        #expect(!whole.evidence.contains { $0.mentionID == "quiet" })
        let known = driver.processor.clusters[whole.id]?.signatureMentions ?? []
        #expect(known.contains("quiet") && whole.evidence.contains { $0.mentionID == "loudheat" })
        _ = try driver.decide(whole.id, .split(.with { $0.mentionIds = ["loudheat"] }))
        let part = try #require(driver.incidents.first { $0.id != whole.id && $0.state != .merged })
        #expect(driver.processor.clusters[part.id]?.signatureMentions.contains("quiet") == true)
        #expect(part.mentions >= 2)
    }

    @Test func textsAlikeButForTheirNumbersAreNoCopies() throws {
        var driver = try Bench.driver()
        try driver.say(Bench.mention("a", "澜江银行因贷款违规被罚款80万元，当事人被警告，监管局今日公布处罚决定"))
        try driver.say(Bench.mention("b", "澜江银行因贷款违规被罚款120万元，当事人被警告，监管局今日公布处罚决定", at: 1))
        try driver.say(Bench.mention("c", "澜江银行因贷款违规被罚款80万元，当事人被警告，监管局今日公布处罚决定。", at: 2))
        let incident = try #require(driver.main)
        #expect(incident.mentions == 3)
        #expect(incident.distinct == 2)
    }

    @Test func incidentsThatBecomeOneAreMergedUnlessPeopleHaveThemInHand() throws {
        for isInHand in [false, true] {
            var driver = try Bench.driver()
            // Two ways to say it that share hardly a word, until some say it both ways.
            for index in 0..<4 {
                try driver.say(
                    Bench.mention("p\(index)", "澜江银行停车场道闸坏了第\(index)天，太差", at: Double(index) / 10))
                try driver.say(
                    Bench.mention(
                        "q\(index)", "Lanjiang Bank barrier gate broken again, awful, day \(index)",
                        at: Double(index) / 10 + 0.01))
            }
            let before = driver.incidents
            #expect(before.count == 2)
            if isInHand {
                for incident in before {
                    _ = try driver.decide(incident.id, .regrade(.with { $0.grade = .iv }))
                }
            }
            for index in 0..<40 {
                try driver.say(
                    Bench.mention(
                        "b\(index)", "澜江银行停车场道闸坏了 Lanjiang Bank barrier gate broken again，太差 awful \(index)楼",
                        at: 1 + Double(index) / 50))
            }
            let merged = driver.incidents.filter { $0.state == .merged }
            guard !isInHand else {
                #expect(merged.isEmpty)
                continue
            }
            let kept = try #require(before.min { $0.firstMentionAt < $1.firstMentionAt }?.id)
            #expect(merged.map(\.mergedInto) == [kept])
            #expect(driver.processor.incidents[kept]?.mentions == 48)
        }
    }
}
