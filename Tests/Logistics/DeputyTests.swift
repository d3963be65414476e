import Plan
import Processing
import Schemas
import Testing

@testable import Logistics

@Suite struct DeputyTests {
    @Test func aDeputysActAnswersForWhomTheyStandInFor() throws {
        var driver = Fixture.driver(try Fixture.plan())
        var directive = Fixture.directive("d1")
        try driver.see(Fixture.aCase { $0.directives = [directive] })
        #expect(driver.deliveries(to: "he-junyi").map(\.state) == [.pending])
        directive.state = .accepted
        directive.acceptedAt = Fixture.now + 1
        directive.acceptedBy = "pan-rui"
        directive.acceptedFor = "he-junyi"
        try driver.see(Fixture.aCase { $0.directives = [directive] })
        #expect(driver.deliveries(to: "he-junyi").map(\.state) == [.acknowledged])
    }

    /// Above the limit money is the president's to approve, who is stood in for by Lin Yue.
    @Test(arguments: [("lin-yue", "shen-qihang", true), ("lin-yue", "", false), ("qiao-lan", "shen-qihang", false)])
    func aDeputyApprovesByTheAbsentPersonsRoles(person: String, principal: String, approved: Bool) throws {
        var driver = Fixture.driver(try Fixture.plan())
        var request = RequestResource()
        request.requestID = "resource-1"
        request.kind = "money"
        request.quantity = 100_000
        request.purpose = "客户补偿"
        let asked = Fixture.decision(by: "qiao-lan", .requestResource(request))
        try driver.pipe(.decisionTaken, asked, key: asked.id, partitionKey: asked.subject)
        var verdict = DecideResource()
        verdict.requestID = "resource-1"
        verdict.approve = true
        var decision = Fixture.decision(by: person, .decideResource(verdict))
        decision.deputyFor = principal
        try driver.pipe(.decisionTaken, decision, key: decision.id, partitionKey: decision.subject)
        #expect((driver.processor.resources["resource-1"]?.state == .approved) == approved)
        #expect(driver.processor.resources["resource-1"]?.answers.map(\.refused) == [false, !approved])
    }
}
