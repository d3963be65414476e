import Foundation

/// The working calendar.
extension PlanMapping {
    func workingCalendar(in zone: TimeZone) -> ResponsePlan.WorkingCalendar {
        let workdays = words("workdays", of: ResponsePlan.WorkingCalendar.Weekday.self)
        if workdays.isEmpty, let node = nodeIfAny("workdays"), node.isEmptyList {
            node.mistake(found: "an empty list", expected: "at least one workday")
        }
        let holidays = days("holidays")
        let extraWorkdays = days("extraWorkdays")
        for (day, node) in extraWorkdays where holidays.contains(where: { $0.0 == day }) {
            node.mistake(found: "\(day), also a holiday", expected: "either a holiday or an extra workday")
        }
        return ResponsePlan.WorkingCalendar(
            timeZone: zone, workdays: Set(workdays), hours: hours(), holidays: Set(holidays.map(\.0)),
            extraWorkdays: Set(extraWorkdays.map(\.0)))
    }

    private func hours() -> [ResponsePlan.WorkingCalendar.Hours] {
        var end = -1
        return list("hours", atLeastOne: true) { node in
            let hours = node.mapping { mapping in
                ResponsePlan.WorkingCalendar.Hours(from: mapping.timeOfDay("from"), to: mapping.timeOfDay("to"))
            }
            guard hours.from >= 0, hours.to >= 0 else { return hours }
            if hours.from >= hours.to {
                node.mistake(found: "an end that is not after the beginning", expected: "hours within one day")
            } else if hours.from < end {
                node.mistake(found: "hours before the end of the ones above", expected: "hours in order and apart")
            }
            end = max(end, hours.to)
            return hours
        }
    }

    /// Minutes since midnight; -1 where there was a mistake.
    fileprivate func timeOfDay(_ key: String) -> Int {
        let expected = "a time of day from 00:00 to 24:00"
        guard let node = node(key, expected), let text = node.characters(expected) else { return -1 }
        guard let minutes = minutes(text) else {
            node.mistake(expected: expected)
            return -1
        }
        return minutes
    }

    private func days(_ key: String) -> [(ResponsePlan.WorkingCalendar.Day, PlanNode)] {
        let expected = "a day of the calendar such as 2026-10-01"
        return listIfAny(key) { node -> (ResponsePlan.WorkingCalendar.Day, PlanNode)? in
            guard let text = node.characters(expected) else { return nil }
            guard let day = ResponsePlan.WorkingCalendar.Day(text) else {
                node.mistake(expected: expected)
                return nil
            }
            return (day, node)
        }.compactMap { $0 }
    }

    func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isASCIIDigit) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return hour * 60 + minute
    }
}

extension ResponsePlan.WorkingCalendar.Day {
    /// Reads `2026-10-01`; nil for a day that is not in the calendar.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        guard (1...length).contains(day) else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
