public import Foundation

/// Working time is computed: whole weeks by multiplication, single days only around what is no ordinary week. How far
/// apart two moments lie does not matter, only how many exceptions lie between them.
///
/// Moments before 1970 or after 2200 count as those ends: no rule of a plan leads there.
extension ResponsePlan.WorkingCalendar {
    /// Whether people are at work at this moment; the end of the hours is outside.
    public func isWorkingTime(at date: Date) -> Bool {
        let date = Self.within(date)
        return intervals(on: number(of: date)).contains { $0.start <= date && date < $0.end }
    }

    public func isWorkday(_ day: Day) -> Bool {
        if extraWorkdays.contains(day) { return true }
        if holidays.contains(day) { return false }
        return isOrdinaryWorkday(day.number)
    }

    /// The moment at which so much working time has passed since `date`. With no working time left to pass it is
    /// `date` itself, whether that is working time or not.
    public func adding(workingDuration: Duration, to date: Date) -> Date {
        let date = Self.within(date)
        var left = TimeInterval(workingDuration.components.seconds)
        guard left > 0, hasWorkingTime else { return date.addingTimeInterval(max(left, 0)) }
        var exceptions = Exceptions(of: self)
        let weekly = TimeInterval(secondsOfOrdinaryWeek)
        var day = number(of: date)
        let first = day
        while day <= Self.lastDay {
            // So many whole weeks that something is left for the day on which it ends.
            let weeks = day == first ? 0 : min(Int(left / weekly), exceptions.ordinaryDays(from: day) / 7)
            if weeks > 0, left > TimeInterval(weeks) * weekly {
                left -= TimeInterval(weeks) * weekly
                day += weeks * 7
                continue
            }
            for interval in intervals(on: day) where interval.end > date {
                let start = max(interval.start, date)
                let there = interval.end.timeIntervalSince(start)
                if left <= there { return start.addingTimeInterval(left) }
                left -= there
            }
            day += 1
        }
        return Self.latest
    }

    /// The close of business on the nth working day after the day of `date`: that day is not counted, and the last
    /// ends with business hours (Civil Code of the PRC, articles 201 and 203).
    public func adding(workingDays: Int, to date: Date) -> Date {
        guard workingDays > 0, hasWorkingTime else { return date }
        var exceptions = Exceptions(of: self, withClockChanges: false)
        var day = number(of: Self.within(date))
        var left = workingDays
        while left > 0, day < Self.lastDay {
            let weeks = min((left - 1) / workdays.count, exceptions.ordinaryDays(from: day + 1) / 7)
            if weeks > 0 {
                left -= weeks * workdays.count
                day += weeks * 7
            } else {
                day += 1
                if isWorkday(day) { left -= 1 }
            }
        }
        return day < Self.lastDay ? intervals(on: day).last?.end ?? date : Self.latest
    }

    /// Seconds of working time between two moments; 0 where the end is not after the start.
    public func workingSeconds(from start: Date, to end: Date) -> TimeInterval {
        let (start, end) = (Self.within(start), Self.within(end))
        guard start < end, hasWorkingTime else { return 0 }
        var exceptions = Exceptions(of: self)
        let last = number(of: end)
        var day = number(of: start)
        let first = day
        var seconds: TimeInterval = 0
        while day <= last {
            let weeks = day == first ? 0 : min((last - day) / 7, exceptions.ordinaryDays(from: day) / 7)
            if weeks > 0 {
                seconds += TimeInterval(weeks * secondsOfOrdinaryWeek)
                day += weeks * 7
                continue
            }
            for interval in intervals(on: day) {
                seconds += max(0, min(interval.end, end).timeIntervalSince(max(interval.start, start)))
            }
            day += 1
        }
        return seconds
    }

    /// The moment at which a fraction, 0…1, of the time between two moments has passed: of the working time in between
    /// where that is what counts. With no working time in between it is of the whole time.
    public func moment(
        _ fraction: Double, from start: Date, to end: Date, time: ResponsePlan.Timekeeping
    ) -> Date {
        let (start, end) = (Self.within(start), Self.within(end))
        if time == .working {
            let there = workingSeconds(from: start, to: end)
            if there > 0 { return adding(workingDuration: .seconds(Int(there * fraction)), to: start) }
        }
        return start.addingTimeInterval(end.timeIntervalSince(start) * fraction)
    }

    /// When a span that began at `date` is over. In working time, whole days are counted first, then hours.
    public func due(
        after span: ResponsePlan.Span, from date: Date, time: ResponsePlan.Timekeeping
    ) -> Date {
        let date = Self.within(date)
        switch time {
        case .calendar:
            return date.addingTimeInterval(TimeInterval(span.seconds))
        case .working:
            let afterDays = adding(workingDays: span.days, to: date)
            return adding(workingDuration: .seconds(span.rest), to: afterDays)
        }
    }

    /// `date` where that is working time, else the next opening.
    public func nextWorkingTime(from date: Date) -> Date {
        let date = Self.within(date)
        guard hasWorkingTime else { return date }
        // Days off in a row are counted in the plan: there is no more of them than exceptions, and a week.
        for day in number(of: date)...Self.lastDay {
            for interval in intervals(on: day) where interval.end > date { return max(interval.start, date) }
        }
        return Self.latest
    }

    /// The civil day of a moment in the institution's time zone.
    public func day(of date: Date) -> Day { Day(number: number(of: Self.within(date))) }
}

extension ResponsePlan.WorkingCalendar {
    /// 2200-01-01.
    static let latest = Date(timeIntervalSince1970: 7_258_118_400)
    static let lastDay = Day(year: 2201, month: 1, day: 1).number

    static func within(_ date: Date) -> Date {
        // Not a number is neither before nor after: it counts as the beginning.
        date > Date(timeIntervalSince1970: 0) ? min(date, latest) : Date(timeIntervalSince1970: 0)
    }

    /// Guards the searches above: a plan that was read always has some, one changed by hand may not.
    var hasWorkingTime: Bool { !workdays.isEmpty && hours.contains { $0.seconds > 0 } }

    /// Of a week without holidays, exchanged days and changes of the clocks.
    private var secondsOfOrdinaryWeek: Int { workdays.count * hours.reduce(0) { $0 + max($1.seconds, 0) } }

    func isWorkday(_ number: Int) -> Bool { isWorkday(Day(number: number)) }

    private func isOrdinaryWorkday(_ number: Int) -> Bool {
        let weekday = Day.weekday(ofNumber: number)
        return workdays.contains { $0.number == weekday }
    }

    /// Days since 1970-01-01 on the calendar of the institution's zone.
    func number(of date: Date) -> Int {
        Int(((date.timeIntervalSince1970 + TimeInterval(timeZone.secondsFromGMT(for: date))) / 86_400).rounded(.down))
    }

    func intervals(on number: Int) -> [DateInterval] {
        let day = Day(number: number)
        guard isWorkday(day) else { return [] }
        var civil = Calendar(identifier: .gregorian)
        civil.timeZone = timeZone
        func moment(_ minute: Int) -> Date {
            let parts = DateComponents(
                year: day.year, month: day.month, day: day.day, hour: minute / 60, minute: minute % 60)
            return civil.date(from: parts) ?? .distantPast
        }
        return hours.compactMap { hours in
            let (start, end) = (moment(hours.from), moment(hours.to))
            return start < end ? DateInterval(start: start, end: end) : nil
        }
    }
}

/// The days on which a calendar is not as in any other week, in order: holidays, exchanged days and days on which the
/// clocks change.
private struct Exceptions {
    private let days: [Int]
    private var next = 0
    private let calendar: ResponsePlan.WorkingCalendar
    private var clockChange: Int

    init(of calendar: ResponsePlan.WorkingCalendar, withClockChanges: Bool = true) {
        self.calendar = calendar
        days = calendar.holidays.union(calendar.extraWorkdays).map(\.number).sorted()
        clockChange = withClockChanges ? .min : .max
    }

    /// How many days from this one on are ordinary. Asked for later and later days.
    mutating func ordinaryDays(from day: Int) -> Int {
        while next < days.count, days[next] < day { next += 1 }
        while clockChange < day { clockChange = change(onOrAfter: day) }
        return min(next < days.count ? days[next] : .max, clockChange, ResponsePlan.WorkingCalendar.lastDay) - day
    }

    /// The day before a change counts as well: the change may be at its very end.
    private func change(onOrAfter day: Int) -> Int {
        var from = Date(timeIntervalSince1970: TimeInterval(day - 1) * 86_400)
        while let moment = calendar.timeZone.nextDaylightSavingTimeTransition(after: from), moment > from {
            let found = calendar.number(of: moment.addingTimeInterval(-1))
            if found >= day { return found }
            // The day after a change is one too, where the change stands at midnight.
            if calendar.number(of: moment) >= day { return day }
            from = moment
        }
        return .max
    }
}
