/// Dates and times of day as they stand in Chinese and English texts.
enum FigureDates {
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    /// 下午 and the like, with the hours they add to a time before noon.
    private static let halves: [(String, Int)] = [
        ("上午", 0), ("早上", 0), ("凌晨", 0), ("清晨", 0), ("中午", 12), ("下午", 12), ("傍晚", 12), ("晚上", 12), ("晚", 12),
    ]

    /// A date, written `2026-03-02`; a date without a year takes the one given.
    static func read(_ cursor: Cursor, year: Int) -> (value: String, end: Int)? {
        guard cursor.start == 0 || !cursor.isDigit(at: cursor.start - 1) else { return nil }
        return chinese(cursor, year: year) ?? iso(cursor) ?? english(cursor, year: year)
    }

    /// A time of day, written `14:30`.
    static func time(_ cursor: Cursor) -> (value: String, end: Int)? {
        guard cursor.start == 0 || !cursor.isDigit(at: cursor.start - 1) else { return nil }
        var position = cursor.start
        var added: Int?
        if let half = halves.first(where: { cursor.has($0.0, at: position) }) {
            position = cursor.skippingSpace(position + half.0.count)
            added = half.1
        }
        guard let hour = cursor.integer(at: position, atMost: 2), hour.value <= 24 else { return nil }
        var minutes = 0
        var end = hour.end
        if cursor.has(":", at: end), let minute = cursor.integer(at: end + 1, atMost: 2), minute.end == end + 3 {
            (minutes, end) = (minute.value, minute.end)
            if cursor.has(":", at: end), let second = cursor.integer(at: end + 1, atMost: 2) { end = second.end }
        } else if let sign = cursor.sign(["点钟", "点", "时"], at: end), !cursor.has("时间", at: end) {
            end = sign
            if cursor.has("半", at: end) {
                (minutes, end) = (30, end + 1)
            } else if let minute = cursor.integer(at: end, atMost: 2), cursor.has("分", at: minute.end) {
                (minutes, end) = (minute.value, minute.end + 1)
            }
        } else if meridiem(cursor, at: end) == nil {
            return nil
        }
        if let meridiem = meridiem(cursor, at: end) {
            added = meridiem.added
            end = meridiem.end
        }
        guard minutes < 60 else { return nil }
        let shifted =
            switch (added, hour.value) {
            case (12, ..<12): hour.value + 12
            // 12 am, 凌晨12点
            case (0, 12): 0
            default: hour.value
            }
        return ("\(two(shifted)):\(two(minutes))", end)
    }

    private static func meridiem(_ cursor: Cursor, at position: Int) -> (added: Int, end: Int)? {
        let start = cursor.skippingSpace(position)
        for (sign, added) in [("p.m.", 12), ("pm", 12), ("a.m.", 0), ("am", 0)] where cursor.has(sign, at: start) {
            let end = start + sign.count
            // "3 amounts" is no time.
            if end >= cursor.line.count || !Cursor.isLatin(cursor.line[end]) { return (added, end) }
        }
        return nil
    }

    private static func chinese(_ cursor: Cursor, year: Int) -> (value: String, end: Int)? {
        var position = cursor.start
        var named = year
        if let year = cursor.integer(at: position, atMost: 4), cursor.has("年", at: year.end), year.value > 1900 {
            named = year.value
            position = cursor.skippingSpace(year.end + 1)
        }
        guard let month = cursor.integer(at: position, atMost: 2), cursor.has("月", at: month.end),
            let day = cursor.integer(at: cursor.skippingSpace(month.end + 1), atMost: 2),
            let end = cursor.sign(["日", "号"], at: day.end)
        else { return nil }
        return whole(named, month.value, day.value, end)
    }

    private static func iso(_ cursor: Cursor) -> (value: String, end: Int)? {
        guard let year = cursor.integer(at: cursor.start, atMost: 4), year.value > 1900,
            let sign = cursor.sign(["-", "/"], at: year.end), let month = cursor.integer(at: sign, atMost: 2),
            let other = cursor.sign(["-", "/"], at: month.end), let day = cursor.integer(at: other, atMost: 2),
            !cursor.isDigit(at: day.end)
        else { return nil }
        return whole(year.value, month.value, day.value, day.end)
    }

    /// `2 march 2026`, `march 2, 2026`, `2 mar`.
    private static func english(_ cursor: Cursor, year: Int) -> (value: String, end: Int)? {
        if let day = cursor.integer(at: cursor.start, atMost: 2) {
            let suffix = cursor.sign(["st", "nd", "rd", "th"], at: day.end) ?? day.end
            guard let month = month(cursor, at: cursor.skippingSpace(suffix)) else { return nil }
            return withYear(cursor, at: month.end, month.number, day.value, year)
        }
        guard cursor.start == 0 || !Cursor.isLatin(cursor.line[cursor.start - 1]),
            let month = month(cursor, at: cursor.start),
            let day = cursor.integer(at: cursor.skippingSpace(month.end), atMost: 2)
        else { return nil }
        return withYear(
            cursor, at: cursor.sign(["st", "nd", "rd", "th"], at: day.end) ?? day.end, month.number, day.value, year)
    }

    private static func withYear(
        _ cursor: Cursor, at position: Int, _ month: Int, _ day: Int, _ year: Int
    ) -> (value: String, end: Int)? {
        let comma = cursor.sign([","], at: position) ?? position
        if let named = cursor.integer(at: cursor.skippingSpace(comma), atMost: 4), named.value > 1900 {
            return whole(named.value, month, day, named.end)
        }
        return whole(year, month, day, position)
    }

    private static func month(_ cursor: Cursor, at position: Int) -> (number: Int, end: Int)? {
        guard let word = cursor.word(at: position), word.text.count >= 3,
            let index = months.firstIndex(where: { $0 == word.text || $0.prefix(3) == word.text })
        else { return nil }
        return (index + 1, word.end)
    }

    private static func whole(_ year: Int, _ month: Int, _ day: Int, _ end: Int) -> (value: String, end: Int)? {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        return ("\(year)-\(two(month))-\(two(day))", end)
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
