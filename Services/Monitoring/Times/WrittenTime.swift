import Foundation
import Schemas
import Text

/// Reads a time as sites write it: RFC 822 and what is made of it, RFC 3339 and the other forms of ISO 8601, numbers of
/// seconds, Chinese, Japanese, Korean and European dates, and how long ago something was.
///
/// Nothing is guessed that is not written, but for three things: a time without a zone is the source's own, `CST` is
/// China's where the source keeps China's time, and a day without its year is the last such day that has been.
struct WrittenTime {
    /// Where a time without a zone is told.
    let zone: TimeZone
    /// Milliseconds since 1970: what "5 minutes ago" counts from. Nil: such times cannot be read.
    var now: Int64?

    /// No time is longer, in bytes: what is, is not looked into.
    static let longest = 128
    /// 1971 and 2100, in milliseconds since 1970: what lies outside is a clock that was never set, or a slip.
    private static let plausible: ClosedRange<Int64> = 31_536_000_000...4_102_444_800_000

    /// Milliseconds since 1970; nil when it cannot be read, or lies before 1971 or after 2100.
    func milliseconds(_ text: String) -> Int64? {
        guard text.utf8.count <= Self.longest else { return nil }
        let text = text.trimming(" \t\r\n\u{a0}\u{3000}\u{feff}\u{200b}")
        guard !text.isEmpty else { return nil }
        let found = Timestamps.milliseconds(rfc3339: text) ?? count(text) ?? written(text)
        return found.flatMap { Self.plausible.contains($0) ? $0 : nil }
    }

    /// Milliseconds since 1970 of a day in Excel's count (days since 1899-12-30, with the time as a fraction).
    func milliseconds(excel text: String) -> Int64? {
        guard text.utf8.count <= 20, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2e }),
            let days = Double(text), (20_000...80_000).contains(days)
        else { return nil }
        let local = Int64(((days - 25_569) * 86_400).rounded()) * 1_000
        return universal(local)
    }

    // MARK: Numbers alone

    /// Seconds, or thousandths, millionths and billionths of them; or the digits of a date.
    private func count(_ text: String) -> Int64? {
        var text = text
        // As .NET wrote it: `/Date(1795746030000+0800)/`; the zone only says where it was shown.
        if text.hasPrefix("/Date("), let end = text.firstIndex(of: ")") {
            text = String(text[..<end].dropFirst(6).prefix { $0 != "+" && $0 != "-" })
        }
        // As spreadsheets write long numbers: `1.79574603E+12`.
        if text.utf8.count <= 24, text.contains(where: { $0 == "e" || $0 == "E" }), let number = Double(text),
            number >= 1e9, let whole = Int64(exactly: number.rounded())
        {
            text = String(whole)
        }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }) else {
            return nil
        }
        guard let whole = Int64(parts[0]) else { return nil }
        if parts.count == 2 {
            guard parts[0].utf8.count == 10, let thousandths = Int64((parts[1] + "000").prefix(3)) else { return nil }
            return whole * 1_000 + thousandths
        }
        switch text.utf8.count {
        case 10: return whole * 1_000
        case 13: return whole
        case 16: return whole / 1_000
        case 19: return whole / 1_000_000
        case 8, 12, 14: return digits(text)
        default: return nil
        }
    }

    /// `20261127`, `202611271020`, `20261127102030`.
    private func digits(_ text: String) -> Int64? {
        let numbers = Array(text.utf8).map { Int($0 &- 0x30) }
        func number(_ from: Int, _ count: Int) -> Int {
            numbers.dropFirst(from).prefix(count).reduce(0) { $0 * 10 + $1 }
        }
        var moment = Moment(year: number(0, 4), month: number(4, 2), day: number(6, 2))
        if numbers.count >= 12 {
            (moment.hour, moment.minute, moment.second) = (number(8, 2), number(10, 2), number(12, 2))
        }
        return moment.local.flatMap { universal($0) }
    }

    // MARK: Words

    private func written(_ text: String) -> Int64? {
        var tokens = TimeTokens(text, isYearFirst: isChinese)
        guard !tokens.isAheadAgo else { return nil }
        if let ago = tokens.ago() { return now.map { $0 - ago } }
        let clock = tokens.takeClock()
        let offset = tokens.takeOffset()
        guard !tokens.hasStrayOffset else { return nil }
        var moment: Moment
        if let days = tokens.takeDay() {
            guard let today else { return nil }
            let local = today - Int64(days) * 86_400_000
            guard let date = Moment(day: local) else { return nil }
            moment = date
        } else if let date = tokens.takeDate() {
            moment = date
        } else if let clock, tokens.isSpent, let today, let date = Moment(day: today) {
            moment = date
            _ = clock
        } else {
            return nil
        }
        if let clock { (moment.hour, moment.minute, moment.second, moment.thousandth) = clock }
        return finish(moment, offset: offset)
    }

    private func finish(_ moment: Moment, offset: TimeTokens.Offset?) -> Int64? {
        if moment.year == nil {
            guard let today, let date = Moment(day: today), let year = date.year else { return nil }
            var dated = moment
            dated.year = year
            guard let local = dated.local else { return nil }
            // A day ahead of the calendar is last year's.
            if local <= today + 2 * 86_400_000 { return place(local, offset) }
            dated.year = year - 1
            return dated.local.flatMap { place($0, offset) }
        }
        return moment.local.flatMap { place($0, offset) }
    }

    private func place(_ local: Int64, _ offset: TimeTokens.Offset?) -> Int64? {
        switch offset {
        case nil, .local: universal(local)
        case .minutes(let minutes): local - Int64(minutes) * 60_000
        case .zone(let zone): Self.universal(local, in: zone)
        case .chinaOrChicago: local - (isChinese ? 8 : -6) * 3_600_000
        case .indiaOrIreland: local - (isIndian ? 330 : 60) * 60_000
        }
    }

    private var isChinese: Bool { zone.secondsFromGMT(for: Date(timeIntervalSince1970: 1_700_000_000)) == 28_800 }
    private var isIndian: Bool { zone.secondsFromGMT(for: Date(timeIntervalSince1970: 1_700_000_000)) == 19_800 }

    /// The source's midnight, as if its clock were UTC's.
    private var today: Int64? {
        now.map { now in
            let local = now + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now) / 1_000))) * 1_000
            return local - (local % 86_400_000 + 86_400_000) % 86_400_000
        }
    }

    private func universal(_ local: Int64) -> Int64? { Self.universal(local, in: zone) }

    private static func universal(_ local: Int64, in zone: TimeZone) -> Int64? {
        guard plausible.lowerBound - 86_400_000 <= local, local <= plausible.upperBound + 86_400_000 else { return nil }
        let first = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local) / 1_000))
        let near = local - Int64(first) * 1_000
        let second = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(near) / 1_000))
        return local - Int64(second) * 1_000
    }
}

/// A date and a time of day, by no zone.
struct Moment: Hashable {
    /// Nil: not said.
    var year: Int?
    var month: Int
    var day: Int
    /// 0 to 24: 24:00 is the next day's 0:00.
    var hour = 0
    var minute = 0
    /// To 60.
    var second = 0
    var thousandth = 0

    init(year: Int?, month: Int, day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    /// - Parameter day: its midnight, in milliseconds since 1970 as UTC has it.
    init?(day: Int64) {
        let parts = Timestamps.rfc3339(day).prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    /// Milliseconds since 1970 as if it were UTC's; nil for a day or time that is none.
    var local: Int64? {
        guard let year, 1_900...2_200 ~= year, 1...12 ~= month, 1...31 ~= day, 0...24 ~= hour, 0...59 ~= minute,
            0...60 ~= second, 0...999 ~= thousandth, hour < 24 || minute == 0 && second == 0
        else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard let midnight = Timestamps.milliseconds(rfc3339: "\(year)-\(two(month))-\(two(day))T00:00:00Z") else {
            return nil
        }
        return midnight + Int64(((hour * 60 + minute) * 60 + second) * 1_000 + thousandth)
    }
}
