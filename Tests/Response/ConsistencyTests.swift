import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Casework
@testable import Response

@Suite("One agreed wording") struct ConsistencyTests {
    /// Two versions as people wrote them, and what they contradict each other in.
    static let versions: [(one: (String, String, String), other: (String, String, String), what: [String])] = [
        (("press", "zh-Hans", "受影响客户共312户。"), ("customer_script", "zh-Hans", "受影响客户共320户。"), ["count"]),
        (("press", "zh-Hans", "受影响客户共312户。"), ("customer_script", "zh-Hans", "受影响客户共三百一十二户。"), []),
        (("press", "zh-Hans", "受影响客户共312户。"), ("press", "zh-Hant", "受影響客戶共320戶。"), ["count"]),
        (("press", "zh-Hans", "受影响客户共312户。"), ("press", "en", "312 clients are affected."), []),
        (("press", "zh-Hans", "涉及金额3120万元。"), ("press", "en", "CNY 31.2 million is concerned."), []),
        (("press", "zh-Hans", "涉及金额3120万元。"), ("press", "en", "CNY 31.2 billion is concerned."), ["amount"]),
        (("press", "zh-Hans", "涉及金额3120万元。"), ("regulator_report", "zh-Hans", "涉及金额3.12亿元。"), ["amount"]),
        (("press", "zh-Hans", "已恢复百分之九十五的交易。"), ("website", "zh-Hans", "已恢复95%的交易。"), []),
        (("press", "zh-Hans", "已恢复95%的交易。"), ("website", "zh-Hans", "已恢复九成的交易。"), ["share"]),
        (("press", "zh-Hans", "故障于3月2日发生。"), ("media_qa", "zh-Hans", "故障于3月3日发生。"), ["date"]),
        (("press", "zh-Hans", "故障于3月2日发生。"), ("press", "en", "The fault began on 2 March 2026."), []),
        (("press", "zh-Hans", "系统于14:30恢复。"), ("press", "en", "Service was restored at 3:30 pm."), ["time"]),
        // Of different things, or said in one channel only: no contradiction.
        (("press", "zh-Hans", "受影响客户共312户。"), ("website", "zh-Hans", "全部36家网点照常营业。"), []),
        (("press", "zh-Hans", "受影响客户共312户。"), ("website", "zh-Hans", "我们深表歉意。"), []),
        // A translation leaves nothing out.
        (("press", "zh-Hans", "受影响客户共312户。"), ("press", "en", "We apologise."), ["count"]),
    ]

    @Test("versions are compared across channels, scripts and languages", arguments: versions.indices)
    func pairs(index: Int) throws {
        let (one, other, what) = Self.versions[index]
        let comparison = VersionComparison(plan: try examplePlan(), incidentID: "incident-1", now: monday)
        let statements = [one, other].map { channel, language, body in
            Statement.with {
                $0.id = "\(channel)/\(language)"
                $0.channel = channel
                $0.language = language
                $0.body = body
                $0.contentHash = $0.signedHash
            }
        }
        let found = comparison.contradictions(between: statements)
        #expect(found.map(\.what) == what, "\(found.map(\.sentence))")
        if let first = found.first { #expect(first.sides.count == 2) }
        // The ids stay while the texts do.
        #expect(comparison.contradictions(between: statements).map(\.id) == found.map(\.id))
    }

    @Test func theDraftsOfThePlanAgree() throws {
        for kind in [MentionKind.complaint, .rumour, .news] {
            let desk = try Desk.open(kind: kind)
            let comparison = VersionComparison(plan: desk.plan, incidentID: "incident-1", now: monday)
            let found = comparison.contradictions(between: try desk.row.statements)
            #expect(found.isEmpty, "\(found.map(\.sentence))")
        }
    }

    /// A desk with a press text signed that says 312, and a website text signed that says what is given.
    private func desk(grade: Grade, website: String) throws -> Desk {
        var desk = try Desk.open(grade: grade)
        try desk.choose()
        try desk.edit("lin-yue", desk.statement(), body: "受影响客户共312户。")
        try desk.edit("lin-yue", desk.statement("website"), body: website)
        for channel in ["press", "website"] {
            if grade == .iii {
                for person in ["fang-jing", "xu-wenqing"] { try desk.sign(person, desk.statement(channel)) }
            } else {
                try desk.signAll(channel)
            }
        }
        return desk
    }

    @Test func aContradictionIsListedAndHoldsTheReleaseUntilTheyAgree() throws {
        var desk = try desk(grade: .ii, website: "受影响客户共320户。")
        let listed = try desk.row.contradictions
        #expect(listed.map(\.what) == ["count"])
        #expect(listed.first?.sides.map(\.values) == [["312 户"], ["320 户"]])
        #expect(try desk.actions().contains("contradiction-found"))
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.refusals().last?.contains("press/zh-Hans says 312 户; website/zh-Hans says 320 户") == true)
        #expect(try desk.refusals().last?.contains("no release at grade II") == true)
        #expect(try desk.statement().state == .signed)
        try desk.edit("lin-yue", desk.statement("website"), body: "受影响客户共312户。")
        #expect(try desk.row.contradictions.isEmpty)
        #expect(try desk.actions().contains("contradiction-settled"))
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.statement().state == .released)
    }

    @Test func whereThePlanSaysSoAReasonLetsItPassAndIsKept() throws {
        var desk = try desk(grade: .iii, website: "受影响客户共320户。")
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.refusals().last?.contains("takes a reason") == true)
        try desk.release("fang-jing", desk.statement(), reason: "口径不同：含未激活客户")
        #expect(try desk.statement().state == .released)
        let accepted = try #require(desk.row.contradictions.first)
        #expect(accepted.acceptedBy == "fang-jing")
        #expect(accepted.reason == "口径不同：含未激活客户")
        #expect(try desk.actions().contains("contradiction-accepted"))
    }

    @Test func aMereDraftOfThePlanHoldsNothing() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.edit("lin-yue", desk.statement(), body: "受影响客户共312户。")
        try desk.signAll()
        #expect(try desk.row.contradictions.isEmpty)
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.statement().state == .released)
    }

    @Test func againstWhatWasOutBeforeAReasonIsEnough() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.edit("lin-yue", desk.statement("website"), body: "受影响客户共312户。")
        try desk.signAll("website")
        try desk.release("fang-jing", desk.statement("website"))
        desk.driver.now = monday + hour
        try desk.edit("lin-yue", desk.statement(), body: "受影响客户共350户。")
        try desk.signAll()
        #expect(try desk.row.contradictions.first?.earlier == true)
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.refusals().last?.contains("takes a reason") == true)
        try desk.release("fang-jing", desk.statement(), reason: "数字更新")
        #expect(try desk.statement().state == .released)
    }

    @Test func theWordingStaysFromTheFirstSignatureOn() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign("lin-yue", desk.statement())
        let agreed = try desk.row.wording
        #expect(agreed.frozenAt == monday)
        // Volume and grade go on; a directive is issued; what is drafted anew says the same all the same.
        desk.driver.now = monday + hour
        try desk.take(exampleIncident(grade: .i, at: monday + hour, revision: 2, volume: [4, 20, 40, 90]))
        try desk.issue(DirectiveTests.first(desk))
        // How grave the case has been since goes on too: who signs goes by it, not what is said.
        var graver = agreed
        graver.gravestGrade = .i
        #expect(try desk.row.wording == graver)
        let website = try desk.statement("website")
        #expect(website.asOf == monday)
        #expect(website.body.contains("64条"))
        #expect(website.nextWordAt == agreed.nextWordAt)
        // Drafted anew by a person, all follow the record again.
        var edit = EditStatement()
        edit.statementID = website.id
        edit.channel = "website"
        edit.language = "zh-Hans"
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.statement("website").body.contains("154条"))
        #expect(try desk.statement("social", "en").body.contains("154 public statements"))
    }
}
