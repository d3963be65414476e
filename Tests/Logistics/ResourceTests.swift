import Plan
import Processing
import Schemas
import Testing

@testable import Logistics

@Suite struct ResourceTests {
    private func request(_ kind: String, _ quantity: Double, cost: Double = 0, currency: String = "") -> RequestResource
    {
        var request = RequestResource()
        request.requestID = "r1"
        request.kind = kind
        request.quantity = quantity
        request.purpose = "现场处置"
        request.cost = cost
        request.currency = currency
        return request
    }

    private func decide(_ approve: Bool, cost: Double = 0) -> DecideResource {
        var decided = DecideResource()
        decided.requestID = "r1"
        decided.approve = approve
        decided.cost = cost
        return decided
    }

    private func row(_ driver: ProcessorDriver<LogisticsProcessor>) -> ResourceRequest? {
        driver.processor.resources["r1"]
    }

    @Test(arguments: [
        ("fang-jing", "money", 50_000.0, ResourceState.requested, ""),
        ("nobody", "money", 1, .refused, "the plan has no person \"nobody\""),
        (
            "fang-jing", "helicopter", 1, .refused,
            "the plan has no resource \"helicopter\"; it has money, people, venue"
        ),
        ("fang-jing", "people", 0, .refused, "a quantity in 人日 above 0 was expected, found 0.0"),
        ("fang-jing", "people", -.infinity, .refused, "a quantity in 人日 above 0 was expected, found -inf"),
    ])
    func aRequestIsRecordedOrVisiblyRefused(
        person: String, kind: String, quantity: Double, state: ResourceState, reason: String
    ) throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.decide(Fixture.decision(by: person, .requestResource(request(kind, quantity))))
        #expect(row(driver)?.state == state)
        #expect(row(driver)?.reason == reason)
        #expect(row(driver)?.requestedBy == person)
    }

    /// money: up to 50000 logistics-lead or finance-head, above it the president.
    @Test(arguments: [
        ("deng-kaifeng", 50_000.0, 0.0, true), ("meng-shulan", 50_000, 0, true), ("deng-kaifeng", 50_001, 0, false),
        ("shen-qihang", 50_001, 0, true), ("shen-qihang", 50_000, 0, false), ("fang-jing", 10, 0, false),
        ("nobody", 10, 0, false), ("deng-kaifeng", 10, 60_000, false), ("shen-qihang", 10, 60_000, true),
    ])
    func theApproverDependsOnTheLimit(person: String, quantity: Double, cost: Double, may: Bool) throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.decide(
            Fixture.decision(by: "fang-jing", .requestResource(request("money", quantity, currency: "CNY"))))
        let outcome = try driver.decide(Fixture.decision(by: person, .decideResource(decide(true, cost: cost))))
        #expect((outcome == .processed) == may)
        #expect(row(driver)?.state == (may ? .approved : .requested))
        #expect(row(driver)?.decidedBy == (may ? person : ""))
    }

    @Test func aDecisionStands() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(request("people", 5))))
        var refusal = Fixture.decision(by: "deng-kaifeng", .decideResource(decide(false)))
        refusal.reason = "人手不足"
        try driver.decide(refusal)
        #expect(row(driver)?.state == .refused)
        #expect(row(driver)?.reason == "人手不足")
        #expect(try driver.decide(Fixture.decision(by: "deng-kaifeng", .decideResource(decide(true)))) != .processed)
        #expect(
            try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(request("money", 1)))) != .processed)
        #expect(row(driver)?.state == .refused)
        #expect(driver.deadLetters().count == 2)
    }
}
