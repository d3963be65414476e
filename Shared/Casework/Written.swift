public import Foundation
public import Plan

/// Moments and days as texts in the plan's languages write them.
public struct WrittenTime: Sendable {
    public let language: ResponsePlan.Language

    public init(language: ResponsePlan.Language) { self.language = language }

    /// A moment (ms since 1970) in the institution's time zone, to the minute.
    public func moment(_ milliseconds: Int64, in zone: TimeZone) -> String {
        let parts = civil(milliseconds, in: zone)
        let time = "\(two(parts.hour ?? 0)):\(two(parts.minute ?? 0))"
        return "\(day(milliseconds, in: zone))\(language == .english ? " " : "")\(time)"
    }

    /// A day in the institution's time zone.
    public func day(_ milliseconds: Int64, in zone: TimeZone) -> String {
        let parts = civil(milliseconds, in: zone)
        let (year, month, day) = (parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1)
        return language == .english ? "\(year)-\(two(month))-\(two(day))" : "\(year)年\(month)月\(day)日"
    }

    private func civil(_ milliseconds: Int64, in zone: TimeZone) -> DateComponents {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar.dateComponents(
            [.year, .month, .day, .hour, .minute], from: Date(milliseconds: milliseconds))
    }

    private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension String {
    /// Nothing but white space.
    public var isBlank: Bool {
        unicodeScalars.allSatisfy { scalar in
            let properties = scalar.properties
            return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
                || properties.generalCategory == .format || properties.generalCategory == .control
                // The one pattern of Braille without a dot.
                || scalar == "\u{2800}"
        }
    }

    /// The beginning of it, with a mark where something was left out: at most so many bytes of UTF-8, cut between
    /// scalars, because one character may be as long as a book.
    public func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var kept = String.UnicodeScalarView()
        var left = limit - 3
        for scalar in unicodeScalars {
            left -= UTF8.width(scalar)
            guard left >= 0 else { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }
}
