public import Foundation

extension ResponsePlan.WorkingCalendar {
    /// Whether people are at work at this moment; the end of the hours is outside.
    public func isWorkingTime(at date: Date) -> Bool {
        intervals(on: day(of: date)).contains { $0.start <= date && date < $0.end }
    }

    public func isWorkday(_ day: Day) -> Bool {
        if extraWorkdays.contains(day) { return true }
        if holidays.contains(day) { return false }
        return workdays.contains { $0.number == weekday(of: day) }
    }

    /// The moment at which so much working time has passed since `date`. With no working time left to pass it is
    /// `date` itself, whether that is working time or not.
    public func adding(workingDuration: Duration, to date: Date) -> Date {
        var left = TimeInterval(workingDuration.components.seconds)
        guard left > 0, hasWorkingTime else { return date.addingTimeInterval(max(left, 0)) }
        var day = day(of: date)
        while true {
            for interval in intervals(on: day) where interval.end > date {
                let start = max(interval.start, date)
                let there = interval.end.timeIntervalSince(start)
                if left <= there { return start.addingTimeInterval(left) }
                left -= there
            }
            day = self.day(after: day)
        }
    }

    /// The close of business on the nth working day after the day of `date`: that day is not counted, and the last
    /// ends with business hours (Civil Code of the PRC, articles 201 and 203).
    public func adding(workingDays: Int, to date: Date) -> Date {
        guard workingDays > 0, hasWorkingTime else { return date }
        var day = day(of: date)
        var left = workingDays
        while left > 0 {
            day = self.day(after: day)
            if isWorkday(day) { left -= 1 }
        }
        return intervals(on: day).last?.end ?? date
    }

    /// Seconds of working time between two moments; 0 where the end is not after the start.
    public func workingSeconds(from start: Date, to end: Date) -> TimeInterval {
        guard start < end, hasWorkingTime else { return 0 }
        let last = self.day(of: end)
        var day = self.day(of: start)
        var seconds: TimeInterval = 0
        while day <= last {
            for interval in intervals(on: day) {
                seconds += max(0, min(interval.end, end).timeIntervalSince(max(interval.start, start)))
            }
            day = self.day(after: day)
        }
        return seconds
    }

    /// The moment at which a fraction, 0…1, of the time between two moments has passed: of the working time in between
    /// where that is what counts. With no working time in between it is of the whole time.
    public func moment(
        _ fraction: Double, from start: Date, to end: Date, time: ResponsePlan.Timekeeping
    ) -> Date {
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
        guard hasWorkingTime else { return date }
        var day = day(of: date)
        while true {
            for interval in intervals(on: day) where interval.end > date { return max(interval.start, date) }
            day = self.day(after: day)
        }
    }

    /// Guards the searches above: a plan that was read always has some, one changed by hand may not.
    private var hasWorkingTime: Bool {
        !workdays.isEmpty && hours.contains { $0.seconds > 0 }
    }

    private var civil: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }

    /// The civil day of a moment in the institution's time zone.
    public func day(of date: Date) -> Day {
        let parts = civil.dateComponents([.year, .month, .day], from: date)
        return Day(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)
    }

    private func day(after day: Day) -> Day {
        // Noon, so that a change of the clocks cannot lead back into the same day.
        self.day(of: moment(day, minute: 12 * 60).addingTimeInterval(86_400))
    }

    private func weekday(of day: Day) -> Int {
        civil.component(.weekday, from: moment(day, minute: 12 * 60))
    }

    private func moment(_ day: Day, minute: Int) -> Date {
        let parts = DateComponents(
            year: day.year, month: day.month, day: day.day, hour: minute / 60, minute: minute % 60)
        return civil.date(from: parts) ?? .distantPast
    }

    private func intervals(on day: Day) -> [DateInterval] {
        guard isWorkday(day) else { return [] }
        return hours.compactMap { hours in
            let start = moment(day, minute: hours.from)
            let end = moment(day, minute: hours.to)
            return start < end ? DateInterval(start: start, end: end) : nil
        }
    }
}
