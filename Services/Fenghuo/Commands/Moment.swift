import ArgumentParser
import Foundation
import Hosting
import Schemas

/// A time as a person says it on the command line.
enum Moment {
    /// - Parameter option: that it was said for.
    /// - Throws: `ValidationError` when it is no time.
    static func read(_ option: String, _ text: String, zone: TimeZone) throws -> Int64 {
        guard let time = milliseconds(text, now: ServiceHost.wallClock(), zone: zone) else {
            throw ValidationError("\(option) \(Terminal.harmless(text)): expected \(expected)")
        }
        return time
    }

    static let expected =
        "a time such as 2026-01-31T08:00:00Z, 2026-01-31 08:00, 2026-01-31, 09:00, yesterday, \"yesterday 09:00\", "
        + "now, or how long ago: 2h, 1h30m, 3d"

    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - zone: of what is said without one.
    /// - Returns: milliseconds since 1970; `nil` when it is no time.
    static func milliseconds(_ text: String, now: Int64, zone: TimeZone) -> Int64? {
        // No time is longer; the beginning of a longer text is not what was said.
        guard text.utf8.count <= 64 else { return nil }
        if let time = Timestamps.milliseconds(rfc3339: text) { return time }
        if let ago = span(text) {
            let (time, isTooLong) = now.subtractingReportingOverflow(ago)
            return isTooLong ? nil : time
        }
        return day(text.lowercased(), now: now, zone: zone)
    }

    /// `2h`, `-2h`, `1h30m`, in milliseconds.
    static func span(_ text: String) -> Int64? {
        let units: [Character: Int64] = [
            "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
        ]
        var (total, digits) = (Int64(0), "")
        var rest = text[...]
        if rest.first == "-" { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        for character in rest {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            // Nine digits of weeks are 19 million years: no overflow.
            guard let unit = units[character], digits.count <= 9, let number = Int64(digits) else { return nil }
            total += number * unit
            digits = ""
            guard total < Int64.max / 4 else { return nil }
        }
        return digits.isEmpty ? total : nil
    }

    private static func day(_ text: String, now: Int64, zone: TimeZone) -> Int64? {
        if text == "now" { return now }
        var words = text.split(whereSeparator: { $0 == " " || $0 == "t" && text.first?.isNumber == true })
        guard let first = words.first, words.count <= 2 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let today = Date(timeIntervalSince1970: Double(now) / 1000)
        var date = calendar.dateComponents([.year, .month, .day], from: today)
        if let named = Self.date(first) {
            (date.year, date.month, date.day) = (named.year, named.month, named.day)
            words.removeFirst()
        } else if text.hasPrefix("today") || text.hasPrefix("yesterday") {
            let back = first == "yesterday" ? -1 : 0
            guard ["today", "yesterday"].contains(first),
                let day = calendar.date(byAdding: .day, value: back, to: today)
            else { return nil }
            date = calendar.dateComponents([.year, .month, .day], from: day)
            words.removeFirst()
        }
        if let word = words.first {
            guard let clock = Self.clock(word), words.count == 1 else { return nil }
            (date.hour, date.minute, date.second) = (clock.hour, clock.minute, clock.second)
        }
        guard let time = calendar.date(from: date) else { return nil }
        // A 31st of April would be the 1st of May.
        guard calendar.component(.day, from: time) == date.day else { return nil }
        return Int64(time.timeIntervalSince1970 * 1000)
    }

    private static func date(_ word: Substring) -> (year: Int, month: Int, day: Int)? {
        guard let parts = numbers(word, "-"), parts.count == 3, word.count == 10, (1970...9999).contains(parts[0]),
            (1...12).contains(parts[1]), (1...31).contains(parts[2])
        else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    private static func clock(_ word: Substring) -> (hour: Int, minute: Int, second: Int)? {
        guard let parts = numbers(word, ":"), (2...3).contains(parts.count), (0...23).contains(parts[0]),
            parts.dropFirst().allSatisfy({ (0...59).contains($0) })
        else { return nil }
        return (parts[0], parts[1], parts.count == 3 ? parts[2] : 0)
    }

    private static func numbers(_ word: Substring, _ separator: Character) -> [Int]? {
        let parts = word.split(separator: separator, omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            (1...4).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        return numbers.count == parts.count ? numbers : nil
    }
}
