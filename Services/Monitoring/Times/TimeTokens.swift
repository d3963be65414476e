import Foundation

/// The numbers, words and marks of a written time, taken out one meaning after the other: the clock, the zone, the date.
struct TimeTokens {
    enum Token: Hashable {
        case number(Int, digits: Int)
        case word(String)
        case mark(Unicode.Scalar)
    }
    /// What is said of the zone.
    enum Offset: Hashable {
        case minutes(Int)
        case zone(TimeZone)
        /// By the source's own zone.
        case local
        case chinaOrChicago
        case indiaOrIreland
    }
    typealias Clock = (hour: Int, minute: Int, second: Int, thousandth: Int)

    private(set) var tokens: [Token?] = []
    /// Whether white space stands before it.
    private var isSpaced: [Bool] = []
    /// Where the clock ended: a sign behind it is a zone's.
    private var afterClock: Int?
    private var named: Offset?

    /// Of three numbers of two digits the first may be the year: so it is written where China's time is kept.
    let isYearFirst: Bool

    /// - Parameter text: at most `WrittenTime.longest` bytes.
    init(_ text: String, isYearFirst: Bool = false) {
        self.isYearFirst = isYearFirst
        var plain = text.precomposedStringWithCompatibilityMapping.lowercased()
        if let identifier = Self.identifier(in: plain), let zone = Self.zone(identifier) {
            named = .zone(zone)
            plain = plain.replacingOccurrences(of: identifier, with: " ")
        }
        plain = plain.utf8.allSatisfy { $0 < 0x80 } ? plain : TimeWords.plain(plain)
        for (form, word) in [("a.m.", " am "), ("p.m.", " pm "), ("a.m", " am "), ("p.m", " pm ")]
        where plain.contains(form) {
            plain = plain.replacingOccurrences(of: form, with: word)
        }
        read(plain)
    }

    /// What was not taken yet.
    var remaining: [Token] { tokens.compactMap { $0 } }

    /// Whether nothing is left that says something.
    var isSpent: Bool {
        tokens.allSatisfy {
            if case .number? = $0 { return false }
            return true
        }
    }

    private mutating func read(_ text: String) {
        var spaced = false
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                spaced = true
                rest.removeFirst()
            } else if "0"..."9" ~= scalar {
                let digits = rest.prefix { "0"..."9" ~= $0 }
                rest = rest[digits.endIndex...]
                append(.number(Int(String(digits)) ?? Int.max, digits: digits.count), spaced)
                spaced = false
            } else if let unit = TimeWords.units[scalar] {
                rest.removeFirst()
                append(.word(unit), spaced)
                spaced = false
            } else if scalar.properties.isAlphabetic {
                let letters = rest.prefix { $0.properties.isAlphabetic && TimeWords.units[$0] == nil }
                rest = rest[letters.endIndex...]
                append(.word(String(letters)), spaced)
                spaced = false
            } else {
                rest.removeFirst()
                append(.mark(scalar == "\u{2212}" || scalar == "\u{2013}" ? "-" : scalar), spaced)
                spaced = false
            }
        }
    }

    private mutating func append(_ token: Token, _ spaced: Bool) {
        tokens.append(token)
        isSpaced.append(spaced)
    }

    private func at(_ index: Int) -> Token? { tokens.indices.contains(index) ? tokens[index] : nil }
    private func number(_ index: Int, most digits: Int = 2) -> Int? {
        if case .number(let value, let count)? = at(index), count <= digits { return value }
        return nil
    }
    private func digits(_ index: Int) -> Int {
        if case .number(_, let count)? = at(index) { return count }
        return 0
    }
    private func word(_ index: Int) -> String? {
        if case .word(let word)? = at(index) { return word }
        return nil
    }
    private func isMark(_ index: Int, _ marks: Unicode.Scalar...) -> Bool {
        if case .mark(let mark)? = at(index) { return marks.contains(mark) }
        return false
    }
    private mutating func take(_ range: Range<Int>) {
        for index in range where tokens.indices.contains(index) { tokens[index] = nil }
    }

    // MARK: How long ago

    /// Milliseconds; nil when it is not said so.
    mutating func ago() -> Int64? {
        if tokens.count == 1, let word = word(0), TimeWords.justNow.contains(word) { return 0 }
        guard let end = tokens.indices.first(where: { word($0) == "ago" }), end > 0, let unit = word(end - 1),
            let length = TimeWords.lengths[unit]
        else { return nil }
        if let number = number(end - 2, most: 4) { return Int64(number) * length }
        return end >= 2 && ["a", "an", "one"].contains(word(end - 2) ?? "") ? length : nil
    }

    /// `-5 days ago`, which is nothing that anybody means.
    var isAheadAgo: Bool {
        guard let end = tokens.indices.first(where: { word($0) == "ago" }), number(end - 2) != nil else { return false }
        return isMark(end - 3, "-") && !isSpaced[end - 2]
    }

    /// Today, yesterday, the day before: how many days ago.
    mutating func takeDay() -> Int? {
        for index in tokens.indices {
            guard let word = word(index), let days = TimeWords.days[word] else { continue }
            tokens[index] = nil
            // `yesterday at 10:20`, and no headline.
            let isAlone = remaining.allSatisfy { $0 == .word("at") || $0 == .mark(",") || $0 == .mark("|") }
            return isAlone ? days : nil
        }
        return nil
    }

    // MARK: The clock

    mutating func takeClock() -> Clock? {
        for index in tokens.indices {
            guard var (clock, end) = clock(from: index) else { continue }
            var half = end
            while let name = word(half), ["uhr", "h", "hrs", "часов"].contains(name) { half += 1 }
            if let name = word(half), name == "am" || name == "pm" || name == "noon" {
                guard let hour = Self.hour(clock.hour, name) else { return nil }
                clock.hour = hour
                take(half..<half + 1)
                end = half + 1
            } else if let before = tokens[..<index].lastIndex(where: {
                $0 == .word("am") || $0 == .word("pm") || $0 == .word("noon")
            }), let name = word(before) {
                guard let hour = Self.hour(clock.hour, name) else { return nil }
                clock.hour = hour
                take(before..<before + 1)
            } else {
                end = half
            }
            take(index..<end)
            afterClock = end
            return clock
        }
        return takeDottedClock()
    }

    /// `10.20.30` or `10.20` behind a month that is written out: elsewhere it would be a date.
    private mutating func takeDottedClock() -> Clock? {
        guard let month = tokens.indices.first(where: { TimeWords.month(word($0) ?? "") != nil }) else { return nil }
        for index in tokens.indices where index > month {
            guard let hour = number(index), digits(index) <= 2, isMark(index + 1, "."), let minute = number(index + 2),
                digits(index + 2) == 2, index == 0 || !isMark(index - 1, ".", "-", "/")
            else { continue }
            var (second, end) = (0, index + 3)
            if isMark(end, "."), let value = number(end + 1), digits(end + 1) == 2 { (second, end) = (value, end + 2) }
            guard hour < 24, minute < 60, second < 60 else { continue }
            take(index..<end)
            afterClock = end
            return (hour, minute, second, 0)
        }
        return nil
    }

    private func clock(from start: Int) -> (Clock, Int)? {
        guard let hour = number(start, most: 6) else { return nil }
        if digits(start) == 4 || digits(start) == 6, start > 0, word(start - 1) == "t" {
            let isLong = digits(start) == 6
            let whole = isLong ? hour : hour * 100
            let (part, end) = fraction(start + 1)
            return ((whole / 10_000, whole / 100 % 100, whole % 100, part), end)
        }
        guard digits(start) <= 2 else { return nil }
        if isMark(start + 1, ":"), let minute = number(start + 2) {
            guard isMark(start + 3, ":"), let second = number(start + 4) else {
                return ((hour, minute, 0, 0), start + 3)
            }
            let (part, end) = fraction(start + 5)
            return ((hour, minute, second, part), end)
        }
        if word(start + 1) == "时" {
            var (minute, second, end) = (0, 0, start + 2)
            if word(end) == "半" {
                (minute, end) = (30, end + 1)
            } else if let value = number(end), word(end + 1) == "分" || at(end + 1) == nil {
                (minute, end) = (value, end + (word(end + 1) == "分" ? 2 : 1))
                if let value = number(end), word(end + 1) == "秒" { (second, end) = (value, end + 2) }
            }
            return ((hour, minute, second, 0), end)
        }
        if word(start + 1) == "h", let minute = number(start + 2), !isSpaced[start + 1] {
            return ((hour, minute, 0, 0), start + 3)
        }
        if isMark(start + 1, "."), let minute = number(start + 2), digits(start + 2) == 2, word(start + 3) == "uhr" {
            return ((hour, minute, 0, 0), start + 3)
        }
        if let name = word(start + 1), name == "am" || name == "pm", hour <= 12 { return ((hour, 0, 0, 0), start + 1) }
        return nil
    }

    private func fraction(_ index: Int) -> (Int, Int) {
        guard isMark(index, ".", ","), case .number(let value, let count)? = at(index + 1), count <= 12,
            index + 1 < isSpaced.count, !isSpaced[index + 1]
        else { return (0, index) }
        var (part, places) = (value, count)
        while places > 3 { (part, places) = (part / 10, places - 1) }
        while places < 3 { (part, places) = (part * 10, places + 1) }
        return (part, index + 2)
    }

    // MARK: The zone

    mutating func takeOffset() -> Offset? {
        var found: Offset?
        for index in tokens.indices {
            if let name = word(index), let offset = TimeWords.zones[name] {
                // What stands before the clock may be a day's name.
                if name.count < 3, name != "z", name != "ut" { continue }
                let isSigned = ["gmt", "utc", "ut", "z"].contains(name)
                if isSigned, let (minutes, end) = signed(index + 1) {
                    take(index..<end)
                    found = .minutes(minutes)
                } else {
                    take(index..<index + 1)
                    found = found ?? offset
                }
                continue
            }
            guard let afterClock, index >= afterClock || index == afterClock, index <= afterClock + 1,
                let (minutes, end) = signed(index)
            else { continue }
            take(index..<end)
            found = .minutes(minutes)
        }
        if found == nil, afterClock == nil, tokens.count >= 3, let (minutes, end) = signed(tokens.count - 4),
            end == tokens.count, isMark(tokens.count - 4, "+")
        {
            take(tokens.count - 4..<end)
            found = .minutes(minutes)
        }
        return found ?? named
    }

    /// Whether a zone is written behind the clock that is none: `+99:99`.
    var hasStrayOffset: Bool {
        guard let afterClock, isMark(afterClock, "+", "-"), number(afterClock + 1) != nil, !isSpaced[afterClock + 1]
        else { return false }
        return isMark(afterClock + 2, ":") && number(afterClock + 3) != nil
    }

    /// `+0800`, `+08:00`, `+8`, `-5:30`; at most 14 hours.
    private func signed(_ index: Int) -> (Int, Int)? {
        guard isMark(index, "+", "-"), index + 1 < isSpaced.count, !isSpaced[index + 1],
            case .number(let value, let count)? = at(index + 1)
        else { return nil }
        let isEast = isMark(index, "+")
        let (hours, minutes, end): (Int, Int, Int)
        if count <= 2, isMark(index + 2, ":"), let part = number(index + 3), digits(index + 3) == 2 {
            (hours, minutes, end) = (value, part, index + 4)
        } else if count <= 2 {
            (hours, minutes, end) = (value, 0, index + 2)
        } else if count <= 4 {
            (hours, minutes, end) = (value / 100, value % 100, index + 2)
        } else {
            return nil
        }
        guard hours <= 14, minutes < 60 else { return nil }
        return ((hours * 60 + minutes) * (isEast ? 1 : -1), end)
    }
}
