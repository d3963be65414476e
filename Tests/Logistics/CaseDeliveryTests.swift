import EventLog
import Plan
import Processing
import Schemas
import Testing

@testable import Logistics

@Suite struct CaseDeliveryTests {
    @Test func aNoticeGoesToEachPersonOnTheFirstChannelTheyHave() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Fixture.aCase { $0.notices = [Fixture.notice("n1", to: ["lin-yue", "luo-siyuan"])] })
        #expect(driver.deliveries(to: "lin-yue").map(\.channel) == ["webhook"])
        #expect(driver.deliveries(to: "lin-yue").map(\.address) == ["http://127.0.0.1:8090/people/lin-yue"])
        #expect(driver.deliveries(to: "luo-siyuan").map(\.channel) == ["email"])
        #expect(driver.deliveries.allSatisfy { $0.state == .pending && $0.nextAttemptAt == Fixture.now })
    }

    @Test func aCaseSeenAgainAddsNothing() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let aCase = Fixture.aCase {
            $0.notices = [Fixture.notice("n1", to: ["lin-yue", "zhou-heng"])]
            $0.directives = [Fixture.directive("d1")]
            $0.statements = [Fixture.statement()]
        }
        try driver.see(aCase)
        let before = driver.deliveries
        #expect(before.count == 5)
        try driver.see(aCase)
        try driver.restart()
        try driver.see(aCase)
        #expect(driver.deliveries == before)
    }

    @Test(arguments: [
        ("nobody-of-that-name", ["email"], "the plan has nobody for nobody-of-that-name"),
        ("pan-rui", ["webhook"], "pan-rui has no contact on webhook"),
    ])
    func whoCannotBeReachedIsAVisibleFailure(person: String, channels: [String], error: String) throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Fixture.aCase { $0.notices = [Fixture.notice("n1", to: [person], channels: channels)] })
        #expect(driver.deliveries.map(\.state) == [.failed])
        #expect(driver.deliveries.map(\.lastError) == [error])
    }

    @Test func aDirectiveGoesOnceToItsAssigneeAndAsksForAcknowledgement() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(
            Fixture.aCase {
                $0.directives = [Fixture.directive("d1"), Fixture.directive("d2", state: .proposed)]
                $0.notices = [
                    Fixture.notice("n1", to: ["he-junyi", "fang-jing"], what: "directiveIssued", about: "d1")
                ]
            })
        #expect(driver.deliveries(to: "he-junyi").map(\.what) == ["directive"])
        #expect(driver.deliveries(to: "he-junyi").allSatisfy { $0.acknowledge && $0.nextReminderAt > 0 })
        #expect(driver.deliveries(to: "fang-jing").map(\.what) == ["notice"])
        #expect(driver.deliveries.count == 2)
    }

    @Test func aDirectiveWithoutAssigneeGoesToTheHeadOfItsDepartment() throws {
        let plan = try Fixture.plan()
        let head = try #require(plan.department("it")?.head)
        var driver = Fixture.driver(plan)
        try driver.see(Fixture.aCase { $0.directives = [Fixture.directive("d1", to: "")] })
        #expect(driver.deliveries.map(\.recipient) == [head])
    }

    @Test func aDirectiveGivenToSomebodyElseIsTakenBackFromTheFirst() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Fixture.aCase { $0.directives = [Fixture.directive("d1", to: "he-junyi")] })
        try driver.see(Fixture.aCase { $0.directives = [Fixture.directive("d1", to: "pan-rui")] })
        #expect(driver.deliveries(to: "he-junyi").map(\.state) == [.cancelled])
        #expect(driver.deliveries(to: "pan-rui").map(\.state) == [.pending])
    }

    @Test func aReleasedStatementGoesToEveryPlaceOfItsChannelWordForWord() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let statement = Fixture.statement(body: "第一行\n第二行  \n")
        try driver.see(Fixture.aCase { $0.statements = [statement] })
        #expect(driver.deliveries.map(\.channel).sorted() == ["email", "webhook"])
        #expect(
            driver.deliveries.allSatisfy {
                $0.body == statement.body && $0.title == statement.title && $0.contentHash == statement.contentHash
                    && $0.state == .pending && $0.recipient == "press"
            })
    }

    @Test(arguments: ["body", "signature", "refused", "channel"])
    func whatIsNotWordForWordWhatWasSignedIsNotPublished(spoilt: String) throws {
        var driver = Fixture.driver(try Fixture.plan())
        var statement = Fixture.statement()
        switch spoilt {
        case "body": statement.body += "!"
        case "signature": statement.signOffs = []
        case "refused": statement.signOffs[0].refused = true
        default: statement.channel = "billboard"
        }
        try driver.see(Fixture.aCase { $0.statements = [statement] })
        #expect(!driver.deliveries.isEmpty)
        #expect(driver.deliveries.allSatisfy { $0.state == .failed && !$0.lastError.isEmpty })
        for delivery in driver.deliveries {
            try driver.decide(Fixture.decision(by: "shen-qihang", Fixture.retry(delivery.id)))
        }
        for delivery in driver.deliveries {
            #expect(delivery.answers.map(\.refused) == [true])
        }
        #expect(driver.deliveries.allSatisfy { $0.state == .failed }, "asking again does not publish it")
    }

    @Test func onlyReleasedStatementsAreSent() throws {
        var driver = Fixture.driver(try Fixture.plan())
        for state in [StatementState.draft, .signed, .withdrawn] {
            var statement = Fixture.statement("statement-\(state)")
            statement.state = state
            try driver.see(Fixture.aCase { $0.statements = [statement] })
        }
        #expect(driver.deliveries.isEmpty)
    }

    @Test func aDrillReachesNobodyOutside() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let aCase = Fixture.aCase {
            $0.drill = true
            $0.notices = [Fixture.notice("n1")]
            $0.directives = [Fixture.directive("d1")]
            $0.statements = [Fixture.statement()]
        }
        try driver.see(aCase)
        try driver.tick(at: Fixture.now + 86_400_000)
        for delivery in driver.deliveries {
            try driver.decide(Fixture.decision(by: "shen-qihang", Fixture.retry(delivery.id)))
        }
        #expect(driver.deliveries.count == 4)
        #expect(driver.deliveries.allSatisfy { $0.state == .cancelled && $0.verdict == "drill" && $0.drill })
        #expect(driver.committed.allSatisfy { $0.headers.contains { $0.name == "ce_drill" } || !$0.isDelivery })
    }

    @Test func whatIsOverIsNotSentAnyMore() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let open = Fixture.aCase {
            $0.notices = [
                Fixture.notice("n1", what: "clockWarning", about: "report-12h"), Fixture.notice("n2"),
            ]
            $0.statements = [Fixture.statement()]
            $0.directives = [Fixture.directive("d1"), Fixture.directive("d2")]
        }
        try driver.see(open)
        var later = open
        var clock = CaseClock()
        clock.id = "report-12h"
        clock.state = .met
        later.clocks = [clock]
        later.statements[0].state = .withdrawn
        later.directives[0].state = .done
        try driver.see(later)
        let states = Dictionary(grouping: driver.deliveries, by: \.about).mapValues { $0.map(\.state) }
        #expect(states["n1"] == [.cancelled])
        #expect(states["n2"] == [.pending])
        #expect(states["d1"] == [.cancelled])
        #expect(states["d2"] == [.pending])
        #expect(states["statement-1"] == [.cancelled, .cancelled])
    }

    @Test func thatATextWasWithdrawnIsToldThoughWhatWasAboutItIsNot() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let open = Fixture.aCase {
            $0.notices = [Fixture.notice("n1", what: "signOffRequested", about: "statement-1")]
            $0.statements = [Fixture.statement()]
        }
        try driver.see(open)
        var withdrawn = open
        withdrawn.statements[0].state = .withdrawn
        withdrawn.statements[0].withdrawnAt = Fixture.now + 1_000
        var told = Fixture.notice("n2", what: "statementWithdrawn", about: "statement-1")
        told.at = withdrawn.statements[0].withdrawnAt
        withdrawn.notices.append(told)
        driver.now += 1_000
        try driver.see(withdrawn)
        let states = Dictionary(grouping: driver.deliveries.filter { $0.what == "notice" }) { $0.notices.first ?? "" }
        #expect(states["n1"]?.map(\.state) == [.cancelled])
        #expect(states["n2"]?.map(\.state) == [.pending])
    }

    @Test(arguments: [CaseState.closed, .falseAlarm])
    func aClosedCaseCancelsWhatIsPendingButSaysThatItIsClosed(state: CaseState) throws {
        var driver = Fixture.driver(try Fixture.plan())
        let open = Fixture.aCase {
            $0.notices = [Fixture.notice("n1")]
            $0.directives = [Fixture.directive("d1")]
        }
        try driver.see(open)
        var closed = open
        closed.state = state
        closed.closedAt = Fixture.now + 1000
        var last = Fixture.notice("n2", what: "caseClosed", acknowledge: false)
        last.at = closed.closedAt
        closed.notices.append(last)
        driver.now += 1000
        try driver.see(closed)
        let states = Dictionary(uniqueKeysWithValues: driver.deliveries.map { ($0.about, $0.state) })
        #expect(states == ["n1": .cancelled, "d1": .cancelled, "n2": .pending])
        try driver.tick(at: Fixture.now + 7_200_000)
        #expect(driver.deliveries.count == 3, "nothing is asked again")

        var reopened = open
        reopened.reopened = 1
        try driver.see(reopened)
        #expect(driver.deliveries.first { $0.about == "d1" }?.state == .pending)
        #expect(driver.deliveries.first { $0.about == "n1" }?.state == .cancelled)
    }

    @Test(arguments: [1, 7, 1000])
    func theSameInputGivesTheSameBytesInAnyBatch(batch: Int) throws {
        func run(batch: Int) throws -> [[UInt8]] {
            var driver = Fixture.driver(try Fixture.plan(), batch: batch)
            for step in 0..<40 {
                try driver.see(
                    Fixture.aCase {
                        $0.notices = (0...step).map { Fixture.notice("n\($0)", to: ["lin-yue", "zhou-heng"]) }
                        if step > 20 { $0.statements = [Fixture.statement()] }
                    })
                let delivery = try #require(driver.deliveries.first { $0.about == "n\(step)" })
                try driver.hear(Fixture.attempt(delivery.id, 1, step % 3 == 0 ? .refused : .retry))
            }
            try driver.commit()
            try driver.tick(at: Fixture.now + 1_200_000)
            return try driver.deliveries.map { try EventCodec.encode($0, as: .protobuf) }
        }
        #expect(try run(batch: batch) == run(batch: 3))
    }
}

extension ProducerRecord {
    var isDelivery: Bool { topicPartition.topic == EventKind.deliveryUpdated.topic }
}
