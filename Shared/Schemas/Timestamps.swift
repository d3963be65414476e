/// RFC 3339 times as milliseconds since 1970, without a calendar library in the hot path.
public enum Timestamps {
    /// The year 0, and the last millisecond of the year 9999: RFC 3339 has four digits.
    private static let written: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// `2026-01-02T03:04:05.678Z`; what lies outside of the years 0 to 9999 is written as the nearest time within.
    public static func rfc3339(_ milliseconds: Int64) -> String {
        let milliseconds = min(max(milliseconds, written.lowerBound), written.upperBound)
        let days = floorDivide(milliseconds, 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let (year, month, day) = civil(days: days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func put(_ value: Int64, _ width: Int, then end: Unicode.Scalar) {
            let digits = String(value).utf8
            for _ in 0..<max(0, width - digits.count) { bytes.append(UInt8(ascii: "0")) }
            bytes.append(contentsOf: digits)
            bytes.append(UInt8(ascii: end))
        }
        put(year, 4, then: "-")
        put(month, 2, then: "-")
        put(day, 2, then: "T")
        put(rest / 3_600_000, 2, then: ":")
        put(rest / 60_000 % 60, 2, then: ":")
        put(rest / 1000 % 60, 2, then: ".")
        put(rest % 1000, 3, then: "Z")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads `2026-01-02T03:04:05[.678](Z|±hh:mm)`; `nil` when it is anything else.
    public static func milliseconds(rfc3339 text: String) -> Int64? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        func at(_ index: Int, _ character: Character) -> Bool {
            index < bytes.count && bytes[index] == character.asciiValue
        }
        guard let year = number(0..<4), at(4, "-"), let month = number(5..<7), (1...12).contains(month), at(7, "-"),
            let day = number(8..<10), (1...daysInMonth(year, month)).contains(day),
            at(10, "T") || at(10, "t") || at(10, " "),
            let hour = number(11..<13), hour < 24, at(13, ":"), let minute = number(14..<16), minute < 60, at(16, ":"),
            let second = number(17..<19), second <= 60
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if at(index, ".") {
            index += 1
            let start = index
            var scale: Int64 = 100
            while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
                fraction += Int64(bytes[index] - 48) * scale
                scale /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        var offset: Int64 = 0
        if at(index, "Z") || at(index, "z") {
            index += 1
        } else if at(index, "+") || at(index, "-") {
            guard let hours = number(index + 1..<index + 3), hours < 24, at(index + 3, ":"),
                let minutes = number(index + 4..<index + 6), minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * 60_000 * (at(index, "-") ? -1 : 1)
            index += 6
        } else {
            return nil
        }
        guard index == bytes.count else { return nil }
        let days = days(year: year, month: month, day: day)
        return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction - offset
    }

    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": civil_from_days, days_from_civil.
    static func civil(days: Int64) -> (Int64, Int64, Int64) {
        let z = days + 719_468
        let era = floorDivide(z, 146_097)
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let m = (5 * dayOfYear + 2) / 153
        let month = m < 10 ? m + 3 : m - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
    }

    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = floorDivide(y, 400)
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
        switch month {
        case 2: (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-a + b - 1) / b) }
}
