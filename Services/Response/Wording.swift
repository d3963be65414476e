import Foundation
import Plan

/// The service's own sentences, in the languages of the plan. Everything else people read comes from the plan.
struct Wording: Sendable {
    let language: ResponsePlan.Language

    func say(_ simplified: String, _ traditional: String, _ english: String) -> String {
        switch language {
        case .simplifiedChinese: simplified
        case .traditionalChinese: traditional
        case .english: english
        }
    }

    /// Where Chinese reads alike in both scripts, or only people inside read it.
    func say(_ chinese: String, _ english: String) -> String {
        language == .english ? english : chinese
    }

    /// A moment in the institution's time zone, to the minute.
    func moment(_ milliseconds: Int64, in zone: TimeZone) -> String {
        let parts = civil(milliseconds, in: zone)
        let time = "\(two(parts.hour ?? 0)):\(two(parts.minute ?? 0))"
        return "\(day(milliseconds, in: zone))\(language == .english ? " " : "")\(time)"
    }

    /// A day in the institution's time zone.
    func day(_ milliseconds: Int64, in zone: TimeZone) -> String {
        let parts = civil(milliseconds, in: zone)
        let (year, month, day) = (parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1)
        return say("\(year)年\(month)月\(day)日", "\(year)-\(two(month))-\(two(day))")
    }

    /// A length of time to the minute.
    func length(_ milliseconds: Int64) -> String {
        let minutes = max(milliseconds, 0) / 60_000
        let (hours, rest) = (minutes / 60, minutes % 60)
        if hours == 0 { return say("\(rest)分钟", "\(rest) min") }
        return rest == 0 ? say("\(hours)小时", "\(hours) h") : say("\(hours)小时\(rest)分钟", "\(hours) h \(rest) min")
    }

    /// The day as digits, for numbers: `20260105`.
    static func digits(_ milliseconds: Int64, in zone: TimeZone) -> String {
        let wording = Wording(language: .english)
        return wording.day(milliseconds, in: zone).filter { $0 != "-" }
    }

    private func civil(_ milliseconds: Int64, in zone: TimeZone) -> DateComponents {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar.dateComponents(
            [.year, .month, .day, .hour, .minute], from: Date(milliseconds: milliseconds))
    }

    private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
