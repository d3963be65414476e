import Casework
import Plan
import Processing
import Schemas
import SwiftProtobuf
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
        ("nobody", "money", 1, .refused, "person \"nobody\" is not in the plan"),
        (
            "fang-jing", "helicopter", 1, .refused,
            "the plan has no resource \"helicopter\"; it has money, people, venue"
        ),
        ("fang-jing", "people", 0, .refused, "a quantity in 人日 above 0 was expected, found 0.0"),
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
        try driver.decide(Fixture.decision(by: person, .decideResource(decide(true, cost: cost))))
        #expect(row(driver)?.answers.last?.refused == !may)
        #expect(row(driver)?.state == (may ? .approved : .requested))
        #expect(row(driver)?.decidedBy == (may ? person : ""))
    }

    /// 50000 CNY and no more with the lead alone; the plan's rate of USD is 7.
    @Test(arguments: [(7_142.0, "deng-kaifeng"), (7_143, "shen-qihang")])
    func aCostInAnotherCurrencyCountsByThePlansRate(cost: Double, approver: String) throws {
        var plan = try Fixture.plan()
        var driver = Fixture.driver(plan)
        let asked = Fixture.decision(
            by: "fang-jing", .requestResource(request("venue", 1, cost: cost, currency: "USD")))
        try driver.decide(asked)
        #expect(row(driver)?.state == .refused, "no rate, no cost")
        plan.resources.rates = ["USD": 7]
        driver = Fixture.driver(plan)
        try driver.decide(asked)
        #expect(row(driver)?.state == .requested)
        for person in ["deng-kaifeng", "shen-qihang"] where person != approver {
            try driver.decide(Fixture.decision(by: person, .decideResource(decide(true))))
            #expect(row(driver)?.state == .requested)
        }
        try driver.decide(Fixture.decision(by: approver, .decideResource(decide(true))))
        #expect(row(driver)?.state == .approved)
    }

    @Test func aDecisionStands() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(request("people", 5))))
        var refusal = Fixture.decision(by: "deng-kaifeng", .decideResource(decide(false)))
        refusal.reason = "人手不足"
        try driver.decide(refusal)
        #expect(row(driver)?.state == .refused)
        #expect(row(driver)?.reason == "人手不足")
        try driver.decide(Fixture.decision(by: "deng-kaifeng", .decideResource(decide(true))))
        try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(request("money", 1))))
        #expect(row(driver)?.state == .refused)
        #expect(row(driver)?.answers.map(\.refused) == [false, false, true, true])
        #expect(driver.deadLetters().isEmpty)
    }
}

/// Requests that mean harm, at the service's own door.
@Suite struct HostileRequestTests {
    private func request(_ change: (inout RequestResource) -> Void = { _ in }) -> RequestResource {
        var request = RequestResource()
        request.kind = "people"
        request.quantity = 1
        request.purpose = "现场处置"
        change(&request)
        return request
    }

    @Test(
        arguments: [
            { $0.neededAt = -1 }, { $0.neededAt = .max }, { $0.neededAt = .min }, { $0.neededAt = 253_402_300_799_000 },
            { $0.quantity = -.infinity }, { $0.quantity = .nan }, { $0.cost = 1e300 }, { $0.cost = -1 },
            { $0.purpose = String(repeating: "👨‍👩‍👧‍👦", count: 300) },
            { $0.requestID = String(repeating: "x", count: 1_000) },
        ] as [@Sendable (inout RequestResource) -> Void])
    func whatCannotBeMeantGoesToDeadLetters(change: @Sendable (inout RequestResource) -> Void) throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(request(change))))
        #expect(driver.deadLetters().count == 1)
        #expect(driver.processor.resources.count == 0)
        try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(request())))
        #expect(driver.processor.resources.count == 1)
    }

    @Test func aDecisionOfTheFutureGoesToDeadLetters() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.decide(Fixture.decision(by: "fang-jing", at: .max, .requestResource(request())))
        #expect(driver.deadLetters().count == 1)
    }

    @Test func aCaseWithNumbersThatCannotBeMeantGoesToDeadLetters() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Fixture.aCase { $0.closedAt = .max })
        try driver.see(
            Fixture.aCase {
                $0.notices = [Fixture.notice("n1", every: .max)]
            })
        #expect(driver.deadLetters().count == 2)
        try driver.see(Fixture.aCase { $0.notices = [Fixture.notice("n1")] })
        #expect(!driver.deliveries.isEmpty)
    }

    @Test func requestsOfOneIncidentAreCounted() throws {
        var driver = Fixture.driver(try Fixture.plan())
        for number in 0...DecisionBounds.mostRequests {
            let asked = request { $0.requestID = "r\(number)" }
            try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(asked)))
        }
        #expect(driver.processor.resources.count == DecisionBounds.mostRequests)
        #expect(driver.deadLetters().count == 1)
    }

    /// Deng Kaifeng may approve and is Meng Shulan's deputy.
    @Test(arguments: [
        ("deng-kaifeng", "", "deng-kaifeng", "", false), ("deng-kaifeng", "", "meng-shulan", "", true),
        ("deng-kaifeng", "meng-shulan", "meng-shulan", "", false),
        ("meng-shulan", "", "deng-kaifeng", "meng-shulan", false),
    ])
    func nobodyApprovesTheirOwn(by: String, for principal: String, second: String, secondFor: String, may: Bool) throws
    {
        var driver = Fixture.driver(try Fixture.plan())
        var asks = Fixture.decision(
            by: by,
            .requestResource(
                request {
                    $0.requestID = "r1"
                    $0.kind = "money"
                }))
        asks.deputyFor = principal
        try driver.decide(asks)
        var approves = Fixture.decision(
            by: second,
            .decideResource(
                .with {
                    $0.requestID = "r1"
                    $0.approve = true
                }))
        approves.deputyFor = secondFor
        try driver.decide(approves)
        #expect((driver.processor.resources["r1"]?.state == .approved) == may)
    }

    /// What is dear is approved by who approves that much money, whatever it is called and counted in.
    @Test(arguments: [
        ("people", 1.0, 60_000.0, "CNY"), ("money", 1, 60_000, ""), ("venue", 1, 1e9, "CNY"), ("people", 1, 60_000, ""),
    ])
    func theCostCountsWhateverTheKind(kind: String, quantity: Double, cost: Double, currency: String) throws {
        var driver = Fixture.driver(try Fixture.plan())
        let asked = request {
            $0.requestID = "r1"
            $0.kind = kind
            $0.quantity = quantity
            $0.cost = cost
            $0.currency = currency
        }
        try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(asked)))
        #expect(driver.processor.resources["r1"]?.approverRoles == ["president"])
    }

    @Test func aCurrencyThatThePlanDoesNotCountInIsRefused() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let asked = request {
            $0.requestID = "r1"
            $0.cost = 1e9
            $0.currency = "XXX"
        }
        try driver.decide(Fixture.decision(by: "fang-jing", .requestResource(asked)))
        #expect(driver.processor.resources["r1"]?.state == .refused)
        #expect(driver.processor.resources["r1"]?.reason.contains("counts no cost in") == true)
    }
}
