import Plan
import Processing
import Schemas
import Testing

@testable import Logistics

/// What is asked again, of whom, and when it stops.
@Suite struct FollowingThroughTests {
    private func told(_ people: [String] = ["lin-yue"]) throws -> ProcessorDriver<LogisticsProcessor> {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Fixture.aCase { $0.notices = [Fixture.notice("n1", to: people)] })
        return driver
    }

    @Test func aForgottenAcknowledgementIsAskedAgainOnTheNextChannelThenEscalated() throws {
        var driver = try told()
        try driver.tick(at: Fixture.now + 599_000)
        #expect(driver.deliveries.count == 1)
        try driver.tick(at: Fixture.now + 600_000)
        #expect(driver.deliveries(to: "lin-yue").map(\.channel) == ["webhook", "email"])
        #expect(driver.deliveries(to: "shen-qihang").isEmpty)
        try driver.tick(at: Fixture.now + 1_200_000)
        #expect(driver.deliveries(to: "shen-qihang").map(\.state) == [.pending])
        #expect(driver.deliveries(to: "shen-qihang").allSatisfy { $0.acknowledge && $0.escalateAt == 0 })
        #expect(driver.deliveries.first?.escalated == true)
    }

    @Test func itIsAskedNoMoreOftenThanThePlanSays() throws {
        var driver = try told()
        for step in Int64(1)...40 {
            for delivery in driver.deliveries where delivery.state == .pending {
                try driver.hear(Fixture.attempt(delivery.id, delivery.attempts + 1, .delivered))
            }
            try driver.tick(at: Fixture.now + step * 600_000)
        }
        #expect(driver.deliveries(to: "lin-yue").count == 7, "once, and six times again")
        #expect(driver.deliveries(to: "shen-qihang").count == 7, "told once, and asked in the same rhythm")
        #expect(driver.deliveries.first?.reminders == 6)
    }

    @Test func whatIsStillUnderWayToAPlaceIsNotPiledUpThere() throws {
        var driver = try told(["luo-siyuan"])
        for step in Int64(1)...5 { try driver.tick(at: Fixture.now + step * 600_000) }
        #expect(driver.deliveries(to: "luo-siyuan").count == 1)
    }

    @Test func severalWhoForgetAreEscalatedOnce() throws {
        var driver = try told(["lin-yue", "zhou-heng", "fang-jing"])
        try driver.tick(at: Fixture.now + 1_200_000)
        #expect(driver.deliveries(to: "shen-qihang").count == 1)
    }

    @Test func oneWhoAnsweredKeepsItFromThoseAbove() throws {
        var driver = try told(["lin-yue", "zhou-heng"])
        let delivery = try #require(driver.deliveries(to: "zhou-heng").first)
        try driver.decide(Fixture.decision(by: "zhou-heng", Fixture.acknowledge(delivery.id)))
        try driver.tick(at: Fixture.now + 1_200_000)
        #expect(driver.deliveries(to: "shen-qihang").isEmpty)
        #expect(driver.deliveries(to: "lin-yue").count == 2, "who did not answer is still asked")
    }

    @Test func anAcknowledgementStopsThatPersonsMessagesAboutTheSameThing() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(
            Fixture.aCase {
                $0.notices = [
                    Fixture.notice("n1", to: ["lin-yue", "zhou-heng"], what: "clockWarning", about: "clock-1"),
                    Fixture.notice("n2", what: "clockWarning", about: "clock-1"),
                    Fixture.notice("n3", what: "clockWarning", about: "clock-1", acknowledge: false),
                    Fixture.notice("n4", what: "clockWarning", about: "clock-2"),
                ]
            })
        try driver.tick(at: Fixture.now + 600_000)
        let first = try #require(driver.deliveries(to: "lin-yue").first { $0.about == "n1" })
        try driver.decide(Fixture.decision(by: "lin-yue", at: Fixture.now + 601_000, Fixture.acknowledge(first.id)))
        let states = Dictionary(grouping: driver.deliveries(to: "lin-yue"), by: \.about).mapValues {
            Set($0.map(\.state))
        }
        #expect(states == ["n1": [.acknowledged], "n2": [.acknowledged], "n3": [.cancelled], "n4": [.pending]])
        #expect(driver.deliveries(to: "zhou-heng").allSatisfy { $0.state == .pending })
        let count = driver.deliveries(to: "lin-yue").count { $0.thing == "clock-1" }
        try driver.tick(at: Fixture.now + 3_600_000)
        #expect(driver.deliveries(to: "lin-yue").count { $0.thing == "clock-1" } == count)
    }

    @Test func aLateAcknowledgementReopensNothing() throws {
        var driver = try told()
        let id = try #require(driver.deliveries.first?.id)
        try driver.see(
            Fixture.aCase {
                $0.state = .closed
                $0.closedAt = Fixture.now + 1
                $0.notices = [Fixture.notice("n1")]
            })
        let before = driver.deliveries
        #expect(before.map(\.state) == [.cancelled])
        #expect(try driver.decide(Fixture.decision(by: "lin-yue", Fixture.acknowledge(id))) == .processed)
        try driver.hear(Fixture.attempt(id, 1, .retry))
        #expect(driver.deliveries.map(\.state) == [.cancelled])
    }

    @Test(arguments: [("lin-yue", true), ("fang-jing", true), ("qiao-lan", false), ("nobody", false)])
    func theRecipientOrADeputyAcknowledges(person: String, may: Bool) throws {
        var driver = try told()
        let id = try #require(driver.deliveries.first?.id)
        try driver.decide(Fixture.decision(by: person, Fixture.acknowledge(id)))
        #expect(driver.deliveries.first { $0.id == id }?.answers.map(\.refused) == [!may])
        #expect(driver.deliveries.first?.state == (may ? .acknowledged : .pending))
        #expect(driver.deadLetters().isEmpty)
    }

    @Test func whoActsHasHeard() throws {
        var driver = Fixture.driver(try Fixture.plan())
        var aCase = Fixture.aCase { $0.directives = [Fixture.directive("d1")] }
        try driver.see(aCase)
        aCase.directives[0].state = .accepted
        aCase.directives[0].acceptedBy = "he-junyi"
        aCase.directives[0].acceptedAt = Fixture.now + 5
        try driver.see(aCase)
        #expect(driver.deliveries.map(\.state) == [.acknowledged])
        #expect(driver.deliveries.map(\.acknowledgedAt) == [Fixture.now + 5])
    }

    @Test func whatFailsForGoodGoesToTheNextChannel() throws {
        var driver = try told()
        let first = try #require(driver.deliveries.first)
        try driver.hear(Fixture.attempt(first.id, 1, .refused))
        #expect(driver.deliveries.map(\.channel).sorted() == ["email", "webhook"])
        let second = try #require(driver.deliveries.first { $0.channel == "email" })
        #expect(second.follows == first.id)
        try driver.hear(Fixture.attempt(second.id, 1, .refused))
        #expect(driver.deliveries.count == 2, "there is no third channel")
        #expect(driver.deliveries.allSatisfy { $0.state == .failed })
    }

    @Test(arguments: [("deng-kaifeng", true), ("shen-qihang", true), ("qiao-lan", false)])
    func aPersonWithTheRoleHasItTriedAgain(person: String, may: Bool) throws {
        var driver = try told(["luo-siyuan"])
        let id = try #require(driver.deliveries.first?.id)
        try driver.hear(Fixture.attempt(id, 1, .refused))
        #expect(driver.deliveries.first?.state == .failed)
        try driver.decide(Fixture.decision(by: person, Fixture.retry(id)))
        #expect(driver.deliveries.first?.answers.map(\.refused) == [!may])
        #expect(driver.deliveries.first?.state == (may ? .pending : .failed))
    }

    @Test func anAttemptOfNothingIsADeadLetter() throws {
        var driver = try told()
        #expect(try driver.hear(Fixture.attempt("unknown", 1, .delivered)) != .processed)
        #expect(driver.deadLetters().count == 1)
    }
}
