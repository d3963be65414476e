import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Logistics

/// The example plan's grouping: wait 30 s, interval 5 min, for grades III and IV.
@Suite struct NoticeGroupingTests {
    private static func quiet(_ id: String, what: String = "directiveOverdue", grade: Grade = .iii) -> Notice {
        var notice = Fixture.notice(id, what: what, about: "about-\(id)", channels: ["webhook"], acknowledge: false)
        notice.grade = grade
        notice.title = "title \(id)"
        notice.text = "text \(id)"
        return notice
    }

    private static func aCase(_ ids: [String], grade: Grade = .iii) -> Case {
        Fixture.aCase {
            $0.grade = grade
            $0.notices = ids.map { quiet($0, grade: grade) }
        }
    }

    @Test func noticesThatComeCloseUponEachOtherGoOutInOneMessage() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Self.aCase(["n1"]))
        let first = try #require(driver.deliveries.first)
        #expect(first.nextAttemptAt == Fixture.now + 30_000)
        driver.now += 10_000
        try driver.see(Self.aCase(["n1", "n2", "n3"]))
        try driver.see(Self.aCase(["n1", "n2", "n3"]))
        let delivery = try #require(driver.deliveries.first)
        #expect(driver.deliveries.count == 1)
        #expect(delivery.nextAttemptAt == first.nextAttemptAt, "others do not put it off")
        #expect(delivery.wholeTitle == "title n1 (+2)")
        #expect(delivery.wholeBody == "title n1\ntext n1\n\ntitle n2\ntext n2\n\ntitle n3\ntext n3")
    }

    @Test func theNextMessageComesNoSoonerThanTheInterval() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Self.aCase(["n1"]))
        let first = try #require(driver.deliveries.first)
        driver.now += 31_000
        try driver.hear(Fixture.attempt(first.id, 1, .delivered, at: driver.now))
        let delivered = driver.now
        driver.now += 20_000
        try driver.see(Self.aCase(["n1", "n2"]))
        let second = try #require(driver.deliveries.first { $0.about == "n2" })
        #expect(second.nextAttemptAt == delivered + 300_000)
    }

    @Test(arguments: [Grade.i, .ii])
    func whatIsGraveIsNeverHeldBack(_ grade: Grade) throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Self.aCase(["n1", "n2"], grade: grade))
        #expect(driver.deliveries.map(\.nextAttemptAt) == [Fixture.now, Fixture.now])
    }

    @Test func whatAsksForAnAcknowledgementIsNeverHeldBack() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(
            Fixture.aCase {
                $0.grade = .iii
                $0.notices = ["n1", "n2"].map { Fixture.notice($0) }
            })
        #expect(driver.deliveries.map(\.nextAttemptAt) == [Fixture.now, Fixture.now])
    }

    @Test func whatJoinedWhileTheMessageWasOnItsWayIsToldInAnother() throws {
        var driver = Fixture.driver(try Fixture.plan())
        try driver.see(Self.aCase(["n1", "n2", "n3", "n4"]))
        let sent = try #require(driver.deliveries.first)
        var attempt = Fixture.attempt(sent.id, 1, .delivered)
        attempt.joined = 1
        try driver.hear(attempt)
        let late = try #require(driver.deliveries.first { $0.id != sent.id })
        #expect(driver.deliveries.count == 2)
        #expect(driver.deliveries.first { $0.id == sent.id }?.notices == ["n1", "n2"])
        #expect(late.notices == ["n3", "n4"] && late.state == .pending && late.nextAttemptAt == driver.now)
        try driver.see(Self.aCase(["n1", "n2", "n3", "n4"]))
        #expect(driver.deliveries.count == 2, "a case seen again adds nothing")
    }

    @Test func aMessageIsOnlyCancelledWhenAllItIsAboutIsOver() throws {
        var driver = Fixture.driver(try Fixture.plan())
        func see(met: [String]) throws {
            var aCase = Self.aCase(["n1", "n2"])
            aCase.clocks = ["about-n1", "about-n2"].map { id in
                CaseClock.with {
                    $0.id = id
                    $0.state = met.contains(id) ? .met : .running
                }
            }
            try driver.see(aCase)
        }
        try see(met: [])
        try see(met: ["about-n1"])
        #expect(driver.deliveries.map(\.state) == [.pending])
        try see(met: ["about-n1", "about-n2"])
        #expect(driver.deliveries.map(\.state) == [.cancelled])
    }
}
