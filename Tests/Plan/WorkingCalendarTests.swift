import Foundation
import Testing

@testable import Plan

/// October 2026: Thursday 1 to Wednesday 7 are holidays, Saturday 10 is worked. Hours 09:00-12:00, 13:30-18:00.
@Suite("Working calendar")
struct WorkingCalendarTests {
    private func calendar() throws -> ResponsePlan.WorkingCalendar { try ExamplePlan.plan().calendar }

    /// A moment in Shanghai, written `2026-10-08 09:00`.
    private func moment(_ text: String) throws -> Date {
        try Date(text.replacing(" ", with: "T") + ":00+08:00", strategy: .iso8601)
    }

    @Test(
        "knows working time",
        arguments: [
            ("2026-10-08 08:59", false), ("2026-10-08 09:00", true), ("2026-10-08 11:59", true),
            ("2026-10-08 12:00", false), ("2026-10-08 13:30", true), ("2026-10-08 18:00", false),
            ("2026-10-05 10:00", false), ("2026-10-10 10:00", true), ("2026-10-11 10:00", false),
        ])
    func isWorkingTime(at text: String, expected: Bool) throws {
        #expect(try calendar().isWorkingTime(at: moment(text)) == expected)
    }

    @Test(
        "adds working hours over lunch, nights, weekends, holidays and exchanged days",
        arguments: [
            ("2026-10-08 09:00", 60, "2026-10-08 10:00"),
            ("2026-10-08 11:30", 60, "2026-10-08 14:00"),
            ("2026-10-08 09:00", 180, "2026-10-08 12:00"),
            ("2026-10-08 17:30", 60, "2026-10-09 09:30"),
            ("2026-10-09 17:30", 60, "2026-10-10 09:30"),
            ("2026-10-10 17:30", 60, "2026-10-12 09:30"),
            ("2026-09-30 17:00", 120, "2026-10-08 10:00"),
            ("2026-10-03 03:00", 30, "2026-10-08 09:30"),
            ("2026-10-08 09:00", 450 * 3 + 1, "2026-10-12 09:01"),
            ("2026-10-08 20:00", 0, "2026-10-08 20:00"),
        ])
    func adding(from: String, minutes: Int, expected: String) throws {
        let due = try calendar().adding(workingDuration: .seconds(minutes * 60), to: moment(from))
        #expect(try due == moment(expected))
    }

    @Test(
        "counts working days without the first, to the close of the last",
        arguments: [
            ("2026-10-08 10:00", "1d", "2026-10-09 18:00"), ("2026-10-09 10:00", "2d", "2026-10-12 18:00"),
            ("2026-09-30 10:00", "1d", "2026-10-08 18:00"), ("2026-10-11 10:00", "1d", "2026-10-12 18:00"),
            ("2026-10-08 10:00", "1d1h", "2026-10-10 10:00"), ("2026-10-08 10:00", "2h", "2026-10-08 12:00"),
        ])
    func due(from: String, span: String, expected: String) throws {
        let span = try #require(ResponsePlan.Span(span))
        let due = try calendar().due(after: span, from: moment(from), time: .working)
        #expect(try due == moment(expected))
    }

    @Test("counts around the clock in calendar time")
    func calendarTime() throws {
        let due = try calendar().due(after: .init(days: 15), from: moment("2026-10-01 10:00"), time: .calendar)
        #expect(try due == moment("2026-10-16 10:00"))
    }

    @Test(
        "counts working time between two moments",
        arguments: [
            ("2026-10-08 09:00", "2026-10-08 18:00", 450), ("2026-10-08 12:00", "2026-10-08 13:30", 0),
            ("2026-09-30 17:00", "2026-10-08 10:00", 120), ("2026-10-09 17:30", "2026-10-12 09:30", 510),
            ("2026-10-01 00:00", "2026-10-07 23:00", 0), ("2026-10-09 10:00", "2026-10-08 10:00", 0),
        ])
    func between(from: String, to: String, minutes: Int) throws {
        #expect(try calendar().workingSeconds(from: moment(from), to: moment(to)) == Double(minutes * 60))
    }

    @Test("what is added is counted between", arguments: [1, 30, 449, 451, 2_000, 20_000])
    func roundTrip(minutes: Int) throws {
        let from = try moment("2026-09-25 16:20")
        let to = try calendar().adding(workingDuration: .seconds(minutes * 60), to: from)
        #expect(try calendar().workingSeconds(from: from, to: to) == Double(minutes * 60))
    }

    @Test("finds the next opening")
    func nextOpening() throws {
        #expect(try calendar().nextWorkingTime(from: moment("2026-10-01 10:00")) == moment("2026-10-08 09:00"))
        #expect(try calendar().nextWorkingTime(from: moment("2026-10-08 12:10")) == moment("2026-10-08 13:30"))
        #expect(try calendar().nextWorkingTime(from: moment("2026-10-08 10:10")) == moment("2026-10-08 10:10"))
    }

    @Test("keeps to local hours when the clocks change")
    func daylightSaving() throws {
        var calendar = try calendar()
        calendar.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
        calendar.workdays = Set(ResponsePlan.WorkingCalendar.Weekday.allCases)
        // 24 to 25 October 2026: the night is 25 hours long.
        let due = calendar.adding(
            workingDuration: .seconds(3_600), to: try Date("2026-10-24T15:30:00Z", strategy: .iso8601))
        #expect(try due == Date("2026-10-25T08:30:00Z", strategy: .iso8601))
    }

    @Test("ends at once where there is no working time")
    func withoutWork() throws {
        var calendar = try calendar()
        calendar.workdays = []
        let date = try moment("2026-10-08 10:00")
        #expect(calendar.adding(workingDays: 3, to: date) == date)
        #expect(calendar.nextWorkingTime(from: date) == date)
    }
}
