import Plan
import Processing
import Schemas
import Testing

@testable import Logistics

/// Lin Yue has a webhook and e-mail; the clock is moved by hand.
@Suite("The ladder of a person's contacts") struct LadderTests {
    private func told(acknowledge: Bool = true) throws -> ProcessorDriver<LogisticsProcessor> {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Fixture.aCase { $0.notices = [Fixture.notice("n1", acknowledge: acknowledge)] })
        return driver
    }

    private func fail(_ driver: inout ProcessorDriver<LogisticsProcessor>, _ id: String, times: Int32, wait: Int64 = 0)
        throws
    {
        let made = driver.deliveries.first { $0.id == id }?.attempts ?? 0
        for number in 1...times {
            try driver.hear(Fixture.attempt(id, made + number, .retry, at: driver.now, retryAfter: wait))
            driver.now += 6_000
        }
    }

    @Test(arguments: [true, false]) func `a dead webhook keeps no mail back`(acknowledge: Bool) throws {
        var driver = try told(acknowledge: acknowledge)
        let webhook = try #require(driver.deliveries.first)
        try fail(&driver, webhook.id, times: 1)
        #expect(driver.deliveries.count == 1, "one failure is tried again in seconds")
        try fail(&driver, webhook.id, times: 1)
        #expect(driver.deliveries.map(\.channel) == ["webhook", "email"])
        #expect(driver.deliveries.last?.follows == webhook.id)
        #expect(driver.deliveries.map(\.state) == [.pending, .pending], "the webhook is tried on")
        try fail(&driver, webhook.id, times: 3)
        #expect(driver.deliveries.count == 2, "each rung is opened once")
    }

    @Test func `a vendor that asks to wait for long is not waited for`() throws {
        var driver = try told()
        let webhook = try #require(driver.deliveries.first)
        try fail(&driver, webhook.id, times: 1, wait: 30)
        #expect(driver.deliveries.count == 1)
        driver = try told()
        try fail(&driver, webhook.id, times: 1, wait: 3_600)
        #expect(driver.deliveries.map(\.channel) == ["webhook", "email"])
    }

    @Test func `what arrives on one rung is asked there and no longer sent on the one before`() throws {
        var driver = try told()
        let webhook = try #require(driver.deliveries.first)
        try fail(&driver, webhook.id, times: 2)
        let mail = try #require(driver.deliveries.first { $0.channel == "email" })
        try driver.hear(Fixture.attempt(mail.id, 1, .delivered, at: driver.now))
        let rungs = driver.deliveries
        #expect(rungs.map(\.state) == [.cancelled, .delivered])
        #expect(rungs.first?.verdict == "reached on email" && rungs.first?.lastError == "no luck")
        #expect(rungs.first?.nextReminderAt == 0 && rungs.first?.escalateAt == 0)
        #expect(rungs.last?.nextReminderAt == webhook.nextReminderAt && rungs.last?.escalateAt == webhook.escalateAt)
        #expect(rungs.last?.escalateTo == webhook.escalateTo)
        try driver.tick(at: Fixture.now + 1_200_000)
        #expect(driver.deliveries(to: "shen-qihang").map(\.state) == [.pending], "escalated as the route says")
        try driver.decide(
            Fixture.decision(by: "lin-yue", at: driver.now, Fixture.acknowledge(mail.id)))
        #expect(driver.deliveries(to: "lin-yue").allSatisfy { $0.nextReminderAt == 0 && $0.escalateAt == 0 })
    }

    @Test func `one that may still go well is waited for`() throws {
        var driver = try told()
        let webhook = try #require(driver.deliveries.first)
        try fail(&driver, webhook.id, times: 2)
        try driver.hear(Fixture.attempt(webhook.id, 3, .refused, at: driver.now))
        #expect(driver.deliveries.map(\.channel) == ["webhook", "email"])
        let mail = try #require(driver.deliveries.last)
        try driver.hear(Fixture.attempt(mail.id, 1, .refused, at: driver.now))
        #expect(driver.deliveries.map(\.state) == [.failed, .failed], "there is no third rung")
    }

    @Test func `without a time of the route every rung was tried when it is escalated`() throws {
        var plan = try Fixture.plan()
        for index in plan.routing.indices { plan.routing[index].repetition = nil }
        var driver = Fixture.driver(plan)
        try driver.see(Fixture.aCase { $0.notices = [Fixture.notice("n1", every: 0)] })
        try driver.tick(at: Fixture.now + 599_000)
        #expect(driver.deliveries.count == 1)
        try driver.tick(at: Fixture.now + 600_000)
        #expect(driver.deliveries(to: "lin-yue").map(\.channel) == ["webhook", "email"])
        try driver.tick(at: Fixture.now + 1_200_000)
        #expect(driver.deliveries(to: "shen-qihang").count == 1)
    }

    @Test func `a restart in the middle of the ladder changes nothing`() throws {
        var driver = try told()
        let webhook = try #require(driver.deliveries.first)
        try fail(&driver, webhook.id, times: 2)
        try driver.restart()
        let mail = try #require(driver.deliveries.first { $0.channel == "email" })
        try driver.hear(Fixture.attempt(mail.id, 1, .delivered, at: driver.now))
        #expect(driver.deliveries.map(\.state) == [.cancelled, .delivered])
    }
}
