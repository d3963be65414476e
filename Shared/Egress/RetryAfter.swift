/// The `Retry-After` of RFC 9110, section 10.2.3: seconds, or a date in one of HTTP's three forms. Read byte by byte:
/// no calendar library ever sees what a stranger wrote.
public enum RetryAfter {
    /// Nobody is waited for longer than a day, in seconds.
    public static let longest: Int64 = 86_400

    /// Seconds to wait, 0 to ``longest``; nil when there is nothing that can be read.
    /// - Parameter now: milliseconds since 1970.
    public static func seconds(_ header: String?, now: Int64) -> Int64? {
        guard let header, header.utf8.count <= 64 else { return nil }
        var bytes = Array(header.utf8)[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        if bytes.allSatisfy({ 0x30...0x39 ~= $0 }) {
            return bytes.reduce(0) { min(longest, $0 * 10 + Int64($1 - 0x30)) }
        }
        guard let date = HTTPDate.milliseconds(bytes) else { return nil }
        let (wait, overflow) = date.subtractingReportingOverflow(now)
        guard !overflow else { return date < now ? 0 : longest }
        return min(longest, max(0, wait / 1000 + (wait % 1000 > 0 ? 1 : 0)))
    }
}

/// Dates as HTTP writes them (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
public enum HTTPDate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map { Array($0.utf8) }
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ].map { Array($0.utf8) }
    private static let wholeDays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ].map { Array($0.utf8) }

    /// Milliseconds since 1970; nil when it is none of the three. A day of the week that is not that date's is passed
    /// over.
    public static func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(text)
        switch bytes.count {
        case 29 where bytes[3] == UInt8(ascii: ","): return fixed(bytes)
        case 24: return asctime(bytes)
        case 30...33: return rfc850(bytes)
        default: return nil
        }
    }

    private static func fixed(_ b: [UInt8]) -> Int64? {
        guard days.contains(Array(b[0..<3])), isSpace(b, 4, 7, 11, 16, 25), isZone(b, 26), let day = number(b, 5..<7),
            let month = month(b, 8), let year = number(b, 12..<16)
        else { return nil }
        return time(year, month, day, clock: 17, b)
    }

    private static func rfc850(_ b: [UInt8]) -> Int64? {
        guard let comma = b.firstIndex(of: UInt8(ascii: ",")), wholeDays.contains(Array(b[..<comma])),
            b.count == comma + 24, isSpace(b, comma + 1, comma + 11, comma + 20), isZone(b, comma + 21),
            b[comma + 4] == UInt8(ascii: "-"), b[comma + 8] == UInt8(ascii: "-"),
            let day = number(b, comma + 2..<comma + 4), let month = month(b, comma + 5),
            let short = number(b, comma + 9..<comma + 11)
        else { return nil }
        return time(short < 70 ? 2000 + short : 1900 + short, month, day, clock: comma + 12, b)
    }

    private static func asctime(_ b: [UInt8]) -> Int64? {
        var b = b
        if b[8] == 0x20 { b[8] = 0x30 }
        guard days.contains(Array(b[0..<3])), isSpace(b, 3, 7, 10, 19), let month = month(b, 4),
            let day = number(b, 8..<10), let year = number(b, 20..<24)
        else { return nil }
        return time(year, month, day, clock: 11, b)
    }

    /// All of it is in range: four digits of a year at most.
    private static func time(_ year: Int64, _ month: Int64, _ day: Int64, clock: Int, _ b: [UInt8]) -> Int64? {
        guard let hour = number(b, clock..<clock + 2), let minute = number(b, clock + 3..<clock + 5),
            let second = number(b, clock + 6..<clock + 8), b[clock + 2] == 0x3a, b[clock + 5] == 0x3a, hour < 24,
            minute < 60, second <= 60, day >= 1, day <= length(of: month, year)
        else { return nil }
        return (((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000
    }

    private static func number(_ b: [UInt8], _ range: Range<Int>) -> Int64? {
        guard range.upperBound <= b.count else { return nil }
        var value: Int64 = 0
        for byte in b[range] {
            guard 0x30...0x39 ~= byte else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    private static func month(_ b: [UInt8], _ at: Int) -> Int64? {
        months.firstIndex(of: Array(b[at..<at + 3])).map { Int64($0) + 1 }
    }

    private static func isSpace(_ b: [UInt8], _ places: Int...) -> Bool { places.allSatisfy { b[$0] == 0x20 } }

    private static func isZone(_ b: [UInt8], _ at: Int) -> Bool { b[at...].elementsEqual("GMT".utf8) }

    private static func length(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar, by the number of days before each year and month.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        func before(_ year: Int64) -> Int64 {
            let past = year - 1
            return past * 365 + past / 4 - past / 100 + past / 400
        }
        let months = (1..<month).reduce(0) { $0 + length(of: $1, year) }
        return before(year) - before(1970) + months + day - 1
    }
}
