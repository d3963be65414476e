import EventLog
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Analysis

@Suite("Mentions and decisions that come again")
struct ReadingAgainTests {
    private static let texts = [
        "澜江银行转不出钱，客服打不通，三千人排队", "澜江宝赎回延迟，投诉无门", "听说澜江银行要倒闭了，快去取钱",
    ]

    private func filled(_ count: Int = 60) throws -> (ProcessorDriver<AnalysisProcessor>, [Mention]) {
        var driver = try Bench.driver()
        let mentions = (0..<count).map { number in
            Bench.mention("m\(number)", Self.texts[number % 3] + "\(number % 4)", at: Double(number) / 20)
        }
        for mention in mentions { try driver.say(mention) }
        return (driver, mentions)
    }

    private func rows(_ driver: ProcessorDriver<AnalysisProcessor>) throws -> [String: [UInt8]] {
        var rows: [String: [UInt8]] = [:]
        for change in driver.core.snapshot() {
            guard let message = change.message else { continue }
            rows["\(change.kind.topic)/\(change.key)"] = try EventCodec.encode(message, as: .protobuf)
        }
        return rows
    }

    @Test("Under other offsets, they count once: the state is as before, byte for byte", arguments: [1, 20, 60])
    func mentions(_ back: Int) throws {
        var (driver, mentions) = try filled()
        let before = try rows(driver)
        for mention in mentions.suffix(back) { try driver.say(mention) }
        #expect(try rows(driver) == before)
        try driver.restart()
        for mention in mentions.suffix(back) { try driver.say(mention) }
        #expect(try rows(driver) == before)
    }

    @Test("One that opened an incident opens it no second time, however long ago that was")
    func opener() throws {
        var (driver, mentions) = try filled(3)
        for number in 0..<600 {
            try driver.say(Bench.mention("n\(number)", "澜江银行今天发布年报，业绩平稳 \(number)", at: 1 + Double(number) / 1000))
        }
        let before = driver.incidents.map(\.mentions)
        let outcome = try driver.pipe(.mentionPublished, mentions[0], key: mentions[0].id)
        #expect(outcome == .processed)
        #expect(driver.incidents.map(\.mentions) == before)
        try driver.tick(at: driver.now + 3_600_000)
    }

    @Test("A split that was carried out changes nothing when it comes again")
    func split() throws {
        var driver = try Bench.driver()
        for (number, text) in ClusteringTests.run.enumerated() {
            try driver.say(Bench.mention("r\(number)", text, at: Double(number) / 10))
        }
        let main = try #require(driver.main)
        try #require(main.evidence.count > 2, "some are left when two are split off")
        var decision = Decision()
        decision.id = "split-1"
        decision.incidentID = main.id
        decision.subject = Bench.subject
        decision.person = "lin-yue"
        decision.reason = "依预案"
        decision.split = .with { $0.mentionIds = Array(main.evidence.map(\.mentionID).prefix(2)) }
        #expect(try driver.pipe(.decisionTaken, decision, key: decision.id) == .processed)
        let before = try rows(driver)
        #expect(try driver.pipe(.decisionTaken, decision, key: decision.id) == .processed)
        #expect(try rows(driver) == before)
        // Decided once more by a person it is refused, and said so.
        decision.id = "split-2"
        #expect(try driver.pipe(.decisionTaken, decision, key: decision.id) == .processed)
        #expect(driver.processor.incidents[main.id]?.answers.map(\.refused) == [false, true])
    }

    @Test("A mention from the year 9999 is refused, and closes nothing")
    func farAhead() throws {
        var (driver, _) = try filled()
        let before = try rows(driver)
        var far = Bench.mention("far", Self.texts[0])
        far.publishedAt = EventBounds.largest
        far.receivedAt = EventBounds.largest
        let outcome = try driver.pipe(.mentionPublished, far, key: far.id)
        #expect(outcome != .processed)
        #expect(try rows(driver) == before)
    }
}
