import Plan
import Processing
import Schemas
import Testing

@testable import Response

@Suite("Releasing, withdrawing, correcting") struct ReleaseTests {
    private func signed(plan: ResponsePlan? = nil, channel: String = "press") throws -> Desk {
        var desk = try Desk.open(plan: plan)
        try desk.choose()
        try desk.signAll(channel)
        return desk
    }

    /// Others that have to have signed; whether lin-yue, one of three signers, may release.
    static let signers: [(Int, Bool)] = [(0, true), (1, true), (2, true), (3, false)]
    @Test(arguments: signers) func aReleaseTakesTheOthersThatThePlanAsksFor(others: Int, released: Bool) throws {
        var plan = try examplePlan()
        plan.statements.twoPersons.otherSigners = others
        var desk = try signed(plan: plan)
        try desk.release("lin-yue", desk.statement())
        #expect((try desk.statement().state == .released) == released)
        if !released { #expect(try desk.refusals().last?.contains("signatures of 3 others, found 2") == true) }
    }

    @Test func aloneNobodyBringsATextOut() throws {
        // A plan in which one signature is enough: the one who gave it does not release as well.
        var plan = try examplePlan()
        plan.statements.signOffs[1].roles = ["leadership-deputy"]
        plan.statements.twoPersons.otherSigners = 1
        var desk = try Desk.open(plan: plan)
        try desk.choose()
        try desk.sign("lin-yue", desk.statement())
        try desk.release("lin-yue", desk.statement())
        #expect(try desk.refusals().last?.contains("found 0") == true)
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.statement().state == .released)
    }

    @Test func thePlanMayLetTheDrafterRelease() throws {
        var plan = try examplePlan()
        plan.statements.twoPersons.drafterReleases = true
        var desk = try Desk.open(plan: plan)
        try desk.choose()
        try desk.edit("fang-jing", desk.statement(), body: "我们正在核实。")
        try desk.signAll()
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.statement().state == .released)
    }

    static let closed = ["customer_script", "media_qa", "regulator_report"]
    @Test(arguments: closed) func aVersionForAClosedCircleIsNoPublicWord(channel: String) throws {
        var desk = try signed(channel: channel)
        try desk.release("fang-jing", desk.statement(channel))
        #expect(try desk.statement(channel).state == .released)
        #expect(try desk.row.firstWordAt == 0)
        #expect(try desk.row.state == .strategyDecided)
        #expect(try desk.clock("first-word").state == .running)
        #expect(try !desk.row.clocks.contains { $0.id == "next-word" })
        try desk.signAll()
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.clock("first-word").state == .met)
        #expect(try desk.row.state == .communicating)
    }

    @Test func theNextWordIsDueWhenTheTextPromisesIt() throws {
        var desk = try Desk.open()
        try desk.choose()
        var edit = EditStatement()
        edit.statementID = try desk.statement().id
        edit.title = "声明"
        edit.body = "我们将于今日下午再次通报。"
        edit.nextWordAt = monday + 6 * hour
        try desk.decide("lin-yue", .editStatement(edit))
        try desk.signAll()
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.row.nextWordAt == monday + 6 * hour)
        #expect(try desk.clock("next-word").dueAt == monday + 6 * hour)
        #expect(try desk.clock("next-word").statementID == desk.statement().id)
        edit.statementID = ""
        edit.channel = "press"
        edit.language = "zh-Hans"
        edit.nextWordAt = monday - hour
        try desk.decide("lin-yue", .editStatement(edit))
        #expect(try desk.refusals().last?.contains("promised for a time that is past") == true)
        try desk.driver.tick(at: monday + 6 * hour)
        #expect(try desk.clock("next-word").state == .missed)
    }

    @Test func theVersionsOfOneRoundAreOneWordAndTheNextRoundIsTheNext() throws {
        var desk = try signed()
        try desk.release("fang-jing", desk.statement())
        desk.driver.now = monday + 2 * hour
        try desk.signAll("website")
        try desk.release("fang-jing", desk.statement("website"))
        #expect(try desk.clock("next-word").state == .running)
        #expect(try desk.row.wording.round == 1)
        var again = EditStatement()
        again.channel = "press"
        again.language = "zh-Hans"
        try desk.decide("fang-jing", .editStatement(again))
        #expect(try desk.row.wording.round == 2)
        #expect(try desk.statement().number.hasSuffix("-2"))
        // The other versions are drafted to say the same.
        #expect(try desk.statement("social").round == 2)
        #expect(try desk.statement("website").round == 2)
        #expect(try desk.statement("website").state == .draft)
        try desk.signAll()
        try desk.release("fang-jing", desk.statement(), reason: "数字更新")
        #expect(try desk.clock("next-word").state == .met)
        #expect(try desk.clock("next-word#2").state == .running)
    }

    @Test func whatIsOutIsWithdrawnWithACorrectionOnly() throws {
        var desk = try signed()
        try desk.release("fang-jing", desk.statement())
        let statement = try desk.statement()
        var withdraw = WithdrawStatement()
        withdraw.statementID = statement.id
        try desk.decide("fang-jing", .withdraw(withdraw), reason: "数字有误")
        #expect(try desk.refusals().last?.contains("takes a correction") == true)
        withdraw.correction = "受影响客户数以后续通报为准。"
        try desk.decide("fang-jing", .withdraw(withdraw), reason: "数字有误")
        let withdrawn = try #require(desk.row.statements.first { $0.id == statement.id })
        #expect(withdrawn.state == .withdrawn)
        #expect(withdrawn.withdrawReason == "数字有误")
        #expect(withdrawn.withdrawnAt == monday)
        // What was said stays in the record word for word.
        #expect(withdrawn.contentHash == statement.contentHash)
        #expect(withdrawn.body == statement.body)
        #expect(try desk.notices("statementWithdrawn").first?.text == withdraw.correction)
    }

    @Test func aCorrectionTakesThePlaceOfWhatItCorrects() throws {
        var desk = try signed()
        try desk.release("fang-jing", desk.statement())
        let wrong = try desk.statement()
        desk.driver.now = monday + hour
        var edit = EditStatement()
        edit.channel = "press"
        edit.language = "zh-Hans"
        edit.title = "更正声明"
        edit.body = "此前声明中的数字有误，特此更正。"
        edit.corrects = "no-such-statement"
        try desk.decide("lin-yue", .editStatement(edit))
        #expect(try desk.refusals().last?.contains("no statement") == true)
        edit.corrects = try desk.statement("website").id
        try desk.decide("lin-yue", .editStatement(edit))
        #expect(try desk.refusals().last?.contains("only what is out is corrected") == true)
        edit.corrects = wrong.id
        try desk.decide("lin-yue", .editStatement(edit))
        #expect(try desk.statement().corrects == wrong.id)
        try desk.signAll()
        try desk.release("fang-jing", desk.statement(), reason: "更正")
        let corrected = try #require(desk.row.statements.first { $0.id == wrong.id })
        #expect(corrected.correctedBy == (try desk.statement().id))
        #expect(corrected.state == .withdrawn)
        #expect(try desk.actions().contains("statement-corrected"))
        // A correction is not the next word that was promised.
        #expect(try desk.clock("next-word").state == .running)
    }

    @Test func anEditVoidsEverySignatureAndOnlyOfThatText() throws {
        for channel in ["press", "website", "media_qa"] {
            var desk = try signed(channel: channel)
            try desk.signAll(channel == "press" ? "social" : "press")
            let other = try desk.statement(channel == "press" ? "social" : "press")
            let text = try desk.statement(channel)
            // A space is an edit.
            try desk.edit("fang-jing", text, body: text.body + " ")
            #expect(try desk.statement(channel).signOffs.isEmpty)
            #expect(try desk.statement(channel).state == .draft)
            #expect(try desk.row.statements.first { $0.id == other.id }?.signOffs.count == 3)
        }
    }
}
