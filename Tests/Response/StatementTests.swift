import Plan
import Processing
import Schemas
import Testing

@testable import Response

@Suite("Statements") struct StatementTests {
    @Test func everyFactRestsOnMentions() throws {
        let desk = try Desk.open()
        let plan = desk.plan
        #expect(try desk.row.statements.count == plan.channels.reduce(0) { $0 + $1.languages.count })
        for statement in try desk.row.statements {
            #expect(!statement.facts.isEmpty)
            for fact in statement.facts {
                #expect(!fact.mentionIds.isEmpty || !fact.decisionID.isEmpty)
                #expect(statement.body.contains(fact.value))
            }
            #expect(!statement.body.contains("{{"))
            #expect(statement.body.contains("LANJIANG-20260302-INCIDE-1") || statement.title.contains("-INCIDE-1"))
        }
        let english = try desk.statement("press", "en")
        #expect(english.body.contains("We have counted 64 public statements from 3 sources."))
    }

    @Test func withoutEvidenceTheDraftSaysSo() throws {
        var desk = try Desk()
        var incident = exampleIncident()
        incident.evidence = []
        try desk.take(incident)
        let statement = try desk.statement()
        #expect(statement.facts.isEmpty)
        #expect(statement.body.contains("目前尚无经核实、可供公布的事实。"))
        #expect(statement.body.contains("目前尚无可供公布的措施。"))
        #expect(!statement.body.contains("64条"))
    }

    @Test func aRefutedRumourIsAFactOfItsDecision() throws {
        var desk = try Desk.open(kind: .rumour)
        #expect(try desk.row.proposal.strategy == "inform")
        var rumour = SetRumourState()
        rumour.state = .refuted
        rumour.mentionIds = ["mention-2"]
        try desk.decide("tang-xiaoyu", .rumour(rumour))
        #expect(try desk.row.proposal.strategy == "deny")
        let fact = try #require(desk.statement().facts.last)
        #expect(fact.decisionID == "decision-1")
        #expect(fact.mentionIds == ["mention-2"])
        #expect(try desk.statement().body.contains("经核实，相关传言与事实不符。"))
    }

    @Test func issuedDirectivesBecomeMeasuresAndWaivedOnesDoNot() throws {
        var desk = try Desk.open()
        let directive = try #require(desk.row.directives.first { $0.playbookItem == "complaint-growing/verify-fault" })
        try desk.issue(directive)
        #expect(try desk.statement().body.contains("已安排技术人员核查相关系统与交易。"))
        var waive = WaiveDirective()
        waive.directiveID = directive.id
        try desk.decide("lin-yue", .waiveDirective(waive), reason: "已恢复")
        #expect(try !desk.statement().body.contains("已安排技术人员核查相关系统与交易。"))
    }

    @Test func theHashTellsPartsApart() {
        var one = Statement()
        one.title = "ab"
        one.body = "c"
        var other = Statement()
        other.title = "a"
        other.body = "bc"
        #expect(one.signedHash != other.signedHash)
        #expect(one.signedHash.count == 64)
    }

    static let roles: [(Grade, [String])] = [
        (.i, ["president", "compliance-head", "legal-counsel"]),
        (.ii, ["leadership-deputy", "compliance-head", "legal-counsel"]),
        (.iii, ["response-lead", "legal-counsel"]),
    ]
    @Test(arguments: roles) func thePlanNamesWhoSigns(grade: Grade, roles: [String]) throws {
        #expect(try Desk.open(grade: grade).statement().requiredRoles == roles)
    }

    @Test func everyRequiredRoleMakesItSigned() throws {
        var desk = try Desk.open()
        try desk.choose()
        for (person, state) in [
            ("lin-yue", StatementState.draft), ("zhou-heng", .draft), ("xu-wenqing", .signed),
        ] {
            try desk.sign(person, desk.statement())
            #expect(try desk.statement().state == state)
        }
        #expect(try desk.statement().signOffs.map(\.role) == ["leadership-deputy", "compliance-head", "legal-counsel"])
    }

    @Test func anEditVoidsTheSignOffs() throws {
        var desk = try Desk.open()
        try desk.choose()
        let before = try desk.statement()
        try desk.sign("lin-yue", before)
        try desk.edit("fang-jing", before, body: before.body + "。")
        let after = try desk.statement()
        #expect(after.signOffs.isEmpty)
        #expect(after.contentHash != before.contentHash)
        #expect(after.state == .draft)
        #expect(try desk.actions().contains("signatures-voided"))
        try desk.sign("zhou-heng", before)
        #expect(try desk.refusals().last?.contains("the text changed") == true)
        #expect(try desk.statement().signOffs.isEmpty)
    }

    @Test func nobodySignsForTwoRoles() throws {
        var plan = try examplePlan()
        let index = try #require(plan.people.firstIndex { $0.id == "lin-yue" })
        plan.people[index].roles.append("legal-counsel")
        var desk = try Desk.open(plan: plan)
        try desk.choose()
        try desk.sign("lin-yue", desk.statement())
        try desk.sign("lin-yue", desk.statement())
        #expect(try desk.statement().signOffs.count == 1)
        #expect(try desk.refusals() == ["lin-yue has signed this text already; nobody signs for two roles"])
    }

    @Test func aRefusedSignatureHoldsTheStatement() throws {
        var desk = try Desk.open()
        try desk.choose()
        try desk.sign("xu-wenqing", desk.statement(), refuse: true)
        for person in ["lin-yue", "zhou-heng"] { try desk.sign(person, desk.statement()) }
        #expect(try desk.statement().state == .draft)
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.refusals().last?.contains("sign-offs missing: legal-counsel") == true)
        try desk.sign("xu-wenqing", desk.statement())
        #expect(try desk.statement().state == .signed)
    }

    @Test func onlyASignedHashIsReleased() throws {
        var desk = try Desk.open()
        try desk.choose()
        let draft = try desk.statement()
        try desk.release("fang-jing", draft)
        #expect(try desk.statement().state == .draft)
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try desk.sign(person, draft) }
        var stale = draft
        stale.contentHash = String(repeating: "0", count: 64)
        try desk.release("fang-jing", stale)
        #expect(try desk.refusals().last?.contains("the text changed") == true)
        try desk.release("fang-jing", draft)
        #expect(try desk.statement().state == .released)
        #expect(try desk.row.state == .communicating)
        #expect(try desk.row.firstWordAt == monday)
        #expect(try desk.row.nextWordAt == monday + 24 * hour)
    }

    @Test func whoDraftedDoesNotReleaseInGradesOneAndTwo() throws {
        for (grade, released) in [(Grade.ii, false), (.iii, true)] {
            var desk = try Desk.open(grade: grade)
            try desk.choose()
            try desk.edit("fang-jing", desk.statement(), body: "我们正在核实。")
            for person in ["fang-jing", "lin-yue", "zhou-heng", "xu-wenqing"] {
                try desk.sign(person, desk.statement())
            }
            try desk.release("fang-jing", desk.statement())
            #expect((try desk.statement().state == .released) == released)
            if !released { #expect(try desk.refusals().last?.contains("who drafted") == true) }
        }
    }

    @Test func noTextSignedUnderAnotherStrategyGoesOut() throws {
        var desk = try Desk.open()
        try desk.choose()
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try desk.sign(person, desk.statement()) }
        let signed = try desk.statement()
        try desk.choose("rebuild", reason: "责任已查明")
        #expect(try desk.statement().signOffs.isEmpty)
        #expect(try desk.statement().title.contains("致歉"))
        try desk.release("fang-jing", signed)
        #expect(try desk.statement().state == .draft)
    }

    @Test func aPromiseThatIsPastIsNotPublished() throws {
        var desk = try Desk.open()
        try desk.choose()
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try desk.sign(person, desk.statement()) }
        desk.driver.now = monday + 25 * hour
        try desk.release("fang-jing", desk.statement())
        #expect(try desk.refusals().last?.contains("draft it anew") == true)
    }

    @Test func citedMentionsMustBeEvidence() throws {
        var desk = try Desk.open()
        var edit = EditStatement()
        edit.statementID = try desk.statement().id
        edit.title = "声明"
        edit.body = "正文"
        edit.factMentionIds = ["mention-9"]
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.refusals().last?.contains("mention-9") == true)
        edit.factMentionIds = ["mention-2"]
        try desk.decide("fang-jing", .editStatement(edit))
        #expect(try desk.statement().facts.map(\.mentionIds) == [["mention-2"]])
    }
}
