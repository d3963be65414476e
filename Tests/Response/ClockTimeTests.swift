import Casework
import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Response

/// Hours are 09:00-12:00 and 13:30-18:00, 7.5 a day. October 2026: 1 to 7 are holidays, Saturday 10 is worked.
@Suite("Clocks in working time") struct ClockTimeTests {
    static func moment(_ text: String) throws -> Int64 {
        try #require(Timestamps.milliseconds(rfc3339: text.replacing(" ", with: "T") + ":00+08:00"))
    }

    static let fractionsOfTime: [(String, String, Double, String)] = [
        // Within a morning; over lunch; over a night.
        ("2026-10-08 09:00", "2026-10-08 11:00", 0.5, "2026-10-08 10:00"),
        ("2026-10-08 11:00", "2026-10-08 14:30", 0.75, "2026-10-08 14:00"),
        ("2026-10-08 17:00", "2026-10-09 10:00", 0.75, "2026-10-09 09:30"),
        // Over the holidays: eight hours of work, six of them after 7 October.
        ("2026-09-30 16:00", "2026-10-08 15:00", 0.5, "2026-10-08 10:15"),
        // Over an exchanged Saturday.
        ("2026-10-09 17:00", "2026-10-10 11:00", 0.5, "2026-10-10 09:30"),
        // No working time in between: of the whole time.
        ("2026-10-03 10:00", "2026-10-03 14:00", 0.5, "2026-10-03 12:00"),
    ]
    @Test("a fraction of working time leaves out nights, lunch and holidays", arguments: fractionsOfTime)
    func fractions(from: String, to: String, fraction: Double, at: String) throws {
        let plan = try examplePlan()
        let moment = plan.moment(fraction, from: try Self.moment(from), to: try Self.moment(to), time: .working)
        #expect(moment == (try Self.moment(at)))
    }

    @Test func aFractionAroundTheClockIsOfTheWholeTime() throws {
        let plan = try examplePlan()
        #expect(plan.moment(0.25, from: monday, to: monday + 8 * hour, time: .calendar) == monday + 2 * hour)
    }

    @Test func aWorkingTimeClockWarnsInWorkingTime() throws {
        var plan = try examplePlan()
        let index = try #require(plan.clocks.firstIndex { $0.id == "internal-report" })
        plan.clocks[index].time = .working
        plan.clocks[index].duration = .init(seconds: 4 * 3600)
        // Friday 16:00: two hours are left of the day, two come on Monday.
        let friday = try Self.moment("2026-03-06 16:00")
        var desk = try Desk(plan, now: friday)
        var incident = exampleIncident(at: friday)
        incident.discoveredAt = friday
        try desk.take(incident)
        let clock = try desk.clock("internal-report")
        #expect(clock.workingTime)
        #expect(clock.dueAt == (try Self.moment("2026-03-09 11:00")))
        #expect(clock.warnings.map(\.at) == [try Self.moment("2026-03-06 18:00"), try Self.moment("2026-03-09 10:12")])
        // On Sunday nobody is told of it a second time.
        try desk.driver.tick(at: try Self.moment("2026-03-08 12:00"))
        #expect(try desk.clock("internal-report").warned == [0.5])
        try desk.driver.tick(at: try Self.moment("2026-03-09 10:12"))
        #expect(try desk.clock("internal-report").warned == [0.5, 0.8])
        #expect(try desk.clock("internal-report").warnings.allSatisfy { $0.toldAt > 0 })
    }

    @Test func aClockOverHolidaysIsDueAfterThem() throws {
        let plan = try examplePlan()
        let eve = try Self.moment("2026-09-30 17:00")
        #expect(
            plan.due(after: .init(seconds: 2 * 3600), from: eve, time: .working)
                == (try Self.moment("2026-10-08 10:00")))
        #expect(plan.due(after: .init(days: 3), from: eve, time: .working) == (try Self.moment("2026-10-10 18:00")))
    }
}

@Suite("Extensions of clocks") struct ClockExtensionTests {
    private func extend(
        _ desk: inout Desk, _ name: String, by person: String = "qiao-lan", reason: String = "案情复杂",
        clock: String = "complaint-answer"
    ) throws {
        var extend = ExtendClock()
        extend.clockID = clock
        extend.extension = name
        try desk.decide(person, .extendClock(extend), reason: reason)
    }

    @Test func aComplaintIsGivenMoreTimeInThePlansOrder() throws {
        var desk = try Desk.open()
        let due = try desk.clock("complaint-answer").dueAt
        #expect(try desk.clock("complaint-answer").extensionsOpen == ["complex", "approved"])
        try extend(&desk, "approved", by: "zhou-heng")
        #expect(try desk.refusals().last?.contains("the next extension of clock complaint-answer is complex") == true)
        try extend(&desk, "complex")
        let extended = try desk.clock("complaint-answer")
        #expect(extended.dueAt == due + 15 * 24 * hour)
        #expect(extended.firstDueAt == due)
        #expect(extended.extensions.map(\.grantedBy) == ["qiao-lan"])
        #expect(extended.extensionsOpen == ["approved"])
        try extend(&desk, "approved")
        #expect(try desk.refusals().last?.contains("is granted by compliance-head, not by qiao-lan") == true)
        try extend(&desk, "approved", by: "zhou-heng")
        #expect(try desk.clock("complaint-answer").dueAt == due + 45 * 24 * hour)
        try extend(&desk, "approved", by: "zhou-heng")
        #expect(try desk.refusals().last?.contains("no extension left") == true)
        #expect(try desk.entries("clock-extended").map { $0.details["extension"] } == ["complex", "approved"])
    }

    @Test func anExtensionTakesAReasonAndARunningClock() throws {
        var desk = try Desk.open()
        try extend(&desk, "complex", reason: " ")
        #expect(try desk.refusals().last?.contains("takes a reason") == true)
        try extend(&desk, "complex", clock: "first-word")
        #expect(try desk.refusals().last?.contains("no extension left") == true)
        desk.driver.now = monday + 16 * 24 * hour
        try extend(&desk, "complex")
        #expect(try desk.refusals().last?.contains("only one that runs and is not due") == true)
    }

    @Test func warningsComeAnewOnTheWayToTheNewDueTime() throws {
        var desk = try Desk.open()
        let start = try desk.clock("complaint-answer").startedAt
        let day = 24 * hour
        // 0.6 of 15 days were told; of 30 days they are told again at 18.
        try desk.driver.tick(at: start + 10 * day)
        #expect(try desk.clock("complaint-answer").warned == [0.6])
        try extend(&desk, "complex")
        #expect(try desk.clock("complaint-answer").warnings.map(\.at) == [start + 18 * day, start + 27 * day])
        try desk.driver.tick(at: start + 18 * day)
        #expect(try desk.notices("clockWarning").filter { $0.about == "complaint-answer" }.count == 2)
    }
}
