import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Logistics

/// The example plan's attention: 5 min, 12 an hour; its routing asks again after what the notice says.
@Suite("What a person can bear") struct AttentionTests {
    private typealias Driver = ProcessorDriver<LogisticsProcessor>

    private static let minute: Int64 = 60_000

    private static func notice(
        _ id: String, _ grade: Grade = .iii, acknowledge: Bool = true, to people: [String] = ["lin-yue"],
        about: String = "", at time: Int64 = 0
    ) -> Notice {
        var notice = Fixture.notice(
            id, to: people, what: "clockMissed", about: about, acknowledge: acknowledge, every: 1800)
        notice.grade = grade
        notice.title = "title \(id)"
        notice.at = Fixture.now + time
        return notice
    }

    private static func see(
        _ driver: inout Driver, _ notices: [Notice], incident: String = "incident-1", clocks: [CaseClock] = []
    ) throws {
        try driver.see(
            Fixture.aCase {
                $0.incidentID = incident
                $0.notices = notices
                $0.clocks = clocks
                $0.grade = .iii
            })
    }

    /// What is due is delivered.
    private static func deliver(_ driver: inout Driver) throws {
        for delivery in driver.deliveries where delivery.state == .pending && delivery.nextAttemptAt <= driver.now {
            var attempt = Fixture.attempt(delivery.id, delivery.attempts + 1, .delivered, at: driver.now)
            attempt.joined = Int32(delivery.joined.count)
            try driver.hear(attempt)
        }
    }

    @Test func `what comes at once is one message and one acknowledgement`() throws {
        var driver = Fixture.driver(try Fixture.attentivePlan())
        let notices = ["n1", "n2", "n3"].map { Self.notice($0) }
        try Self.see(&driver, notices)
        let message = try #require(driver.deliveries.first)
        #expect(driver.deliveries.count == 1 && message.notices == ["n1", "n2", "n3"])
        #expect(message.nextAttemptAt == Fixture.now, "the first of a case waits for nothing")
        try Self.deliver(&driver)
        try Self.see(&driver, notices)
        #expect(driver.deliveries.count == 1, "a case seen again adds nothing")
        try driver.restart()
        try Self.see(&driver, notices)
        #expect(driver.deliveries.count == 1, "nor after a restart")
        try driver.decide(Fixture.decision(by: "lin-yue", at: driver.now, Fixture.acknowledge(message.id)))
        #expect(driver.deliveries.map(\.state) == [.acknowledged])
    }

    @Test func `what comes soon after waits for others`() throws {
        var driver = Fixture.driver(try Fixture.attentivePlan())
        try Self.see(&driver, [Self.notice("n1")])
        try Self.deliver(&driver)
        for minute in Int64(1)...4 {
            driver.now = Fixture.now + minute * Self.minute
            try Self.see(&driver, (1...minute + 1).map { Self.notice("n\($0)") })
        }
        #expect(driver.deliveries.map(\.notices) == [["n1"], ["n2", "n3", "n4", "n5"]])
        #expect(driver.deliveries.last?.nextAttemptAt == Fixture.now + 5 * Self.minute)
    }

    @Test(arguments: [Grade.i, .ii]) func `what is graver is told at once, with what was held back`(grade: Grade) throws
    {
        var driver = Fixture.driver(try Fixture.attentivePlan())
        try Self.see(&driver, [Self.notice("n1")])
        try Self.deliver(&driver)
        driver.now += Self.minute
        try Self.see(&driver, [Self.notice("n1"), Self.notice("n2")])
        driver.now += Self.minute
        try Self.see(&driver, [Self.notice("n1"), Self.notice("n2"), Self.notice("n3", grade)])
        let told = try #require(driver.deliveries.first { $0.notices.contains("n3") })
        #expect(told.nextAttemptAt <= driver.now && told.notices == ["n2", "n3"])
        #expect(told.grade == grade)
        try Self.deliver(&driver)
        #expect(driver.deliveries.first { $0.notices.contains("n3") }?.state == .delivered)
    }

    @Test func `nothing of grade I is ever held back`() throws {
        var driver = Fixture.driver(try Fixture.attentivePlan())
        var notices: [Notice] = []
        for number in 1...30 {
            notices.append(Self.notice("n\(number)", .i))
            try Self.see(&driver, notices)
            try Self.deliver(&driver)
            #expect(driver.deliveries.allSatisfy { $0.state == .delivered })
            driver.now += Self.minute
        }
    }

    @Test func `past the rate of an hour it stands in the next message`() throws {
        var driver = Fixture.driver(try Fixture.attentivePlan())
        // Twelve cases, one message each; the thirteenth waits until the first is an hour old.
        for number in 1...12 {
            try Self.see(&driver, [Self.notice("a\(number)")], incident: "incident-\(number)")
            try Self.deliver(&driver)
            driver.now += Self.minute
        }
        try Self.see(&driver, [Self.notice("a1"), Self.notice("b1")], incident: "incident-1")
        let held = try #require(driver.deliveries.first { $0.about == "b1" })
        #expect(held.nextAttemptAt == Fixture.now + 60 * Self.minute)
        driver.now = Fixture.now + 50 * Self.minute
        try Self.see(&driver, [Self.notice("a1"), Self.notice("b1"), Self.notice("b2")], incident: "incident-1")
        #expect(driver.deliveries.first { $0.id == held.id }?.notices == ["b1", "b2"])
        try driver.restart()
        #expect(driver.deliveries.count == 13)
    }

    @Test func `one acknowledgement is asked for at a time and answers for all before it`() throws {
        var driver = Fixture.driver(try Fixture.attentivePlan())
        var notices: [Notice] = []
        for hour in Int64(0)..<6 {
            driver.now = Fixture.now + hour * 60 * Self.minute
            notices.append(Self.notice("n\(hour)", about: "clock-\(hour)"))
            try Self.see(&driver, notices)
            try Self.deliver(&driver)
            try driver.tick(at: driver.now + 31 * Self.minute)
            try Self.deliver(&driver)
        }
        let own = driver.deliveries(to: "lin-yue")
        #expect(own.count { $0.acknowledge } == 1, "\(own.map(\.about))")
        let asking = try #require(own.first { $0.acknowledge })
        try driver.decide(Fixture.decision(by: "lin-yue", at: driver.now, Fixture.acknowledge(asking.id)))
        #expect(driver.deliveries(to: "lin-yue").allSatisfy { $0.state == .acknowledged })
        let count = driver.deliveries(to: "lin-yue").count
        try driver.tick(at: driver.now + 600 * Self.minute)
        #expect(driver.deliveries(to: "lin-yue").count == count, "who has heard is not reminded")
    }

    @Test func `what was not heard is escalated when it was before`() throws {
        func escalatedAt(_ plan: ResponsePlan) throws -> Int64? {
            var driver = Fixture.driver(plan)
            try Self.see(&driver, [Self.notice("n1", about: "clock-1")])
            for minute in Int64(1)...130 {
                try driver.tick(at: Fixture.now + minute * Self.minute)
                try Self.deliver(&driver)
            }
            return driver.deliveries(to: "shen-qihang").map(\.createdAt).min()
        }
        #expect(try escalatedAt(Fixture.attentivePlan()) == escalatedAt(Fixture.plan()))
        #expect(try escalatedAt(Fixture.plan()) == Fixture.now + 60 * Self.minute)
    }

    @Test func `what is over no longer asks, and what it answered for asks again`() throws {
        var driver = Fixture.driver(try Fixture.attentivePlan())
        try Self.see(&driver, [Self.notice("n1", about: "clock-1")])
        try Self.deliver(&driver)
        driver.now += 20 * Self.minute
        let both = [Self.notice("n1", about: "clock-1"), Self.notice("n2", about: "clock-2")]
        try Self.see(&driver, both)
        try Self.deliver(&driver)
        #expect(driver.deliveries.map(\.acknowledge) == [false, true])
        let met = CaseClock.with {
            $0.id = "clock-2"
            $0.state = .met
        }
        try Self.see(&driver, both, clocks: [met])
        #expect(driver.deliveries.map(\.acknowledge) == [true, false])
        #expect(driver.deliveries.first?.nextReminderAt == driver.now + 30 * Self.minute)
    }

    @Test(arguments: [("lin-yue", "clock-1", true), ("lin-yue", "clock-2", false), ("zhou-heng", "clock-1", false)])
    func `deciding on a matter acknowledges what was said about it`(person: String, clock: String, heard: Bool) throws {
        for plan in [try Fixture.attentivePlan(), try Fixture.plan()] {
            var driver = Fixture.driver(plan)
            try Self.see(&driver, [Self.notice("n1", about: "clock-1")])
            try Self.deliver(&driver)
            driver.now += Self.minute
            let explain = Decision.OneOf_Kind.explainClock(.with { $0.clockID = clock })
            try driver.decide(Fixture.decision(by: person, at: driver.now, explain))
            #expect(driver.deliveries.first?.state == (heard ? .acknowledged : .delivered))
            #expect(driver.deliveries.first?.acknowledgedBy == (heard ? person : ""))
        }
    }
}
