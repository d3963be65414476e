import Foundation
import Testing

@testable import Plan

/// The computed calendar against one that walks every day.
@Suite("The working calendar is computed")
struct ComputedCalendarTests {
    typealias Calendar = ResponsePlan.WorkingCalendar

    /// Walks day by day, as a person with a paper calendar would.
    struct Walker {
        let calendar: Calendar

        func adding(seconds: Int, to date: Date) -> Date {
            var left = TimeInterval(seconds)
            guard left > 0 else { return date }
            for day in calendar.number(of: date)... {
                for interval in calendar.intervals(on: day) where interval.end > date {
                    let start = max(interval.start, date)
                    let there = interval.end.timeIntervalSince(start)
                    if left <= there { return start.addingTimeInterval(left) }
                    left -= there
                }
            }
            return date
        }

        func adding(days: Int, to date: Date) -> Date {
            var day = calendar.number(of: date)
            var left = days
            while left > 0 {
                day += 1
                if calendar.isWorkday(day) { left -= 1 }
            }
            return calendar.intervals(on: day).last?.end ?? date
        }

        func seconds(from start: Date, to end: Date) -> TimeInterval {
            guard start < end else { return 0 }
            return (calendar.number(of: start)...calendar.number(of: end)).flatMap { calendar.intervals(on: $0) }
                .reduce(0) { $0 + max(0, min($1.end, end).timeIntervalSince(max($1.start, start))) }
        }
    }

    /// A seeded choice of numbers: the same in every run.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    /// The example plan's exceptions over two years, more of them strewn over six, in zones whose clocks change at odd
    /// hours, by half an hour, at midnight, or never; and with work around the clock, so that every change counts.
    static func calendar(_ zone: String, aroundTheClock: Bool, _ numbers: inout Numbers) throws -> Calendar {
        var calendar = try ExamplePlan.plan().calendar
        calendar.timeZone = try #require(TimeZone(identifier: zone))
        if aroundTheClock {
            calendar.hours = [.init(from: 0, to: 1440)]
            calendar.workdays = Set(Calendar.Weekday.allCases)
        }
        let first = Calendar.Day(year: 2024, month: 1, day: 1).number
        for _ in 0..<20 { calendar.holidays.insert(.init(number: first + Int.random(in: 0..<2200, using: &numbers))) }
        for _ in 0..<8 {
            calendar.extraWorkdays.insert(.init(number: first + Int.random(in: 0..<2200, using: &numbers)))
        }
        return calendar
    }

    static let zones = [
        "Asia/Shanghai", "Asia/Hong_Kong", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo",
        "America/Santiago", "Africa/Casablanca", "Europe/London",
    ]

    @Test("as the one that walks has it", arguments: zones, [false, true])
    func same(zone: String, aroundTheClock: Bool) throws {
        var numbers = Numbers(state: 20_261_130)
        let calendar = try Self.calendar(zone, aroundTheClock: aroundTheClock, &numbers)
        let walker = Walker(calendar: calendar)
        for _ in 0..<25 {
            // Seconds since 2024-01-01, over six years; a quarter of the moments on the hour.
            var second = 1_704_067_200 + Int.random(in: 0..<190_000_000, using: &numbers)
            if second.isMultiple(of: 4) { second -= second % 3600 }
            let start = Date(timeIntervalSince1970: TimeInterval(second))
            let length = Int.random(in: 0..<4_000_000, using: &numbers)
            let due = calendar.adding(workingDuration: .seconds(length), to: start)
            #expect(due == walker.adding(seconds: length, to: start))
            let days = Int.random(in: 1..<150, using: &numbers)
            #expect(calendar.adding(workingDays: days, to: start) == walker.adding(days: days, to: start))
            let end = start.addingTimeInterval(TimeInterval(Int.random(in: 0..<20_000_000, using: &numbers)))
            #expect(calendar.workingSeconds(from: start, to: end) == walker.seconds(from: start, to: end))
        }
    }

    @Test("whole weeks to the second", arguments: [1, 2, 3, 10, 60])
    func wholeWeeks(weeks: Int) throws {
        let calendar = try ExamplePlan.plan().calendar
        let start = try Date("2027-03-01T09:00:00+08:00", strategy: .iso8601)
        for off in [-1, 0, 1] {
            let length = weeks * 5 * 450 * 60 + off
            let due = calendar.adding(workingDuration: .seconds(length), to: start)
            #expect(due == Walker(calendar: calendar).adding(seconds: length, to: start))
        }
    }

    /// A directive due at the end of the year 9999 hung the response service: its reminders are fractions of the working
    /// time in between.
    @Test("far ends are reached at once, and nothing lies beyond them")
    func farEnds() throws {
        let calendar = try ExamplePlan.plan().calendar
        let now = Date(timeIntervalSince1970: 1_780_000_000)
        let clock = ContinuousClock()
        let took = clock.measure {
            for seconds in [253_402_300_799, 9.2e15, 1e300, .infinity, -.infinity, .nan, -1e300] {
                let far = Date(timeIntervalSince1970: seconds)
                let moment = calendar.moment(0.5, from: now, to: far, time: .working)
                #expect(moment >= Date(timeIntervalSince1970: 0) && moment <= Calendar.latest)
                #expect(calendar.workingSeconds(from: far, to: now) >= 0)
                #expect(calendar.nextWorkingTime(from: far) <= Calendar.latest.addingTimeInterval(30 * 86_400))
                _ = calendar.isWorkingTime(at: far)
                _ = calendar.day(of: far)
            }
            #expect(calendar.adding(workingDuration: .seconds(Int.max), to: now) == Calendar.latest)
            #expect(calendar.adding(workingDays: .max, to: now) == Calendar.latest)
        }
        #expect(took < .seconds(40))
    }

    @Test("days have the numbers of the civil calendar")
    func dayNumbers() {
        #expect(Calendar.Day(year: 1970, month: 1, day: 1).number == 0)
        #expect(Calendar.Day(year: 2000, month: 2, day: 29).number == 11_016)
        #expect(Calendar.Day.weekday(ofNumber: 0) == 5)
        #expect(Calendar.Day.weekday(ofNumber: -4) == 1)
        for number in stride(from: -800_000, to: 800_000, by: 997) {
            #expect(Calendar.Day(number: number).number == number)
        }
    }
}
