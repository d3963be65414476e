import Foundation

/// A place in a folded line, and what can be read from there.
struct Cursor {
    let line: [Character]
    let start: Int

    /// What is longer is no number and no name of a month, and is not read to its end from each of its characters.
    static let longest = 24

    func text(_ from: Int, _ to: Int) -> String { String(line[from..<to]) }

    func has(_ text: String, at position: Int) -> Bool {
        guard position >= 0, position + text.count <= line.count else { return false }
        return zip(line[position...], text).allSatisfy { $0 == $1 }
    }

    /// The end of the first of these that stands here.
    func sign(_ signs: [String], at position: Int) -> Int? {
        signs.first { has($0, at: position) }.map { position + $0.count }
    }

    func skippingSpace(_ position: Int) -> Int {
        var position = position
        while position < line.count, line[position] == " " { position += 1 }
        return position
    }

    /// Digits with thousands separators and a fraction: `31,200,000`, `3.12`.
    func digits(at position: Int) -> (value: Decimal, end: Int)? {
        var end = position
        var written = ""
        while end < line.count {
            let character = line[end]
            if Self.isDigit(character) {
                written.append(character)
            } else if character == ".", !written.contains("."), isDigit(at: end + 1), !written.isEmpty {
                written.append(character)
            } else if character == ",", !written.isEmpty, !written.contains("."), isGroup(after: end) {
                // Left out.
            } else {
                break
            }
            end += 1
            if written.utf8.count > Self.longest { return nil }
        }
        guard !written.isEmpty, written.utf8.count <= 20, let value = Decimal(string: written) else { return nil }
        return (value, end)
    }

    /// Only digits, at most so many: parts of dates and times.
    func integer(at position: Int, atMost count: Int) -> (value: Int, end: Int)? {
        var end = position
        while end < line.count, Self.isDigit(line[end]), end - position < count { end += 1 }
        guard end > position, let value = Int(text(position, end)) else { return nil }
        return (value, end)
    }

    func chinese(at position: Int) -> (value: Decimal, end: Int)? {
        var end = position
        while end < line.count, Numeral.isChinese(line[end]) {
            end += 1
            if end - position > Self.longest { return nil }
        }
        guard end > position, let value = Numeral.chinese(line[position..<end]) else { return nil }
        return (value, end)
    }

    /// A Latin word in lower case.
    func word(at position: Int) -> (text: String, end: Int)? {
        var end = position
        while end < line.count, end - position <= Self.longest, Self.isLatin(line[end]) { end += 1 }
        return end > position ? (text(position, end), end) : nil
    }

    /// Whether digits belong to a longer identifier: letters or hyphens join them.
    func isIdentifier(from: Int, to: Int) -> Bool {
        if from > 0, Self.isLatin(line[from - 1]) || (line[from - 1] == "-" && from > 1 && line[from - 2] != " ") {
            return true
        }
        guard to < line.count else { return to - from > 10 }
        if line[to] == "-", to + 1 < line.count, line[to + 1] != " " { return true }
        if line[to] == "@" { return true }
        return false
    }

    func endOfWord(_ position: Int) -> Int {
        var end = position
        while end < line.count, Self.isDigit(line[end]) || Self.isLatin(line[end]) || line[end] == "-" { end += 1 }
        return end
    }

    func isDigit(at position: Int) -> Bool { line.indices.contains(position) && Self.isDigit(line[position]) }

    private func isGroup(after comma: Int) -> Bool {
        (1...3).allSatisfy { isDigit(at: comma + $0) } && !isDigit(at: comma + 4)
    }

    static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    static func isLatin(_ character: Character) -> Bool { character.isASCII && character.isLetter }
}

/// Names of currencies as texts write them, in folded form.
enum Currency {
    private static let prefixes: [(String, String)] = [
        ("人民币", "CNY"), ("cny", "CNY"), ("rmb", "CNY"), ("¥", "CNY"), ("hk$", "HKD"), ("hkd", "HKD"), ("港币", "HKD"),
        ("us$", "USD"), ("usd", "USD"), ("$", "USD"), ("美元", "USD"),
    ]
    private static let suffixes: [(String, String)] = [
        ("元人民币", "CNY"), ("人民币", "CNY"), ("元", "CNY"), ("港元", "HKD"), ("港币", "HKD"), ("美元", "USD"),
        ("欧元", "EUR"), ("yuan", "CNY"), ("cny", "CNY"), ("rmb", "CNY"), ("hong kong dollars", "HKD"), ("hkd", "HKD"),
        ("us dollars", "USD"), ("dollars", "USD"), ("usd", "USD"), ("euros", "EUR"),
    ]

    /// Only where a number follows.
    static func prefix(_ cursor: Cursor, at position: Int) -> (code: String, end: Int)? {
        for (word, code) in prefixes where cursor.has(word, at: position) {
            let end = cursor.skippingSpace(position + word.count)
            if cursor.isDigit(at: end) { return (code, end) }
        }
        return nil
    }

    static func suffix(_ cursor: Cursor, at position: Int) -> (code: String, end: Int)? {
        suffixes.first { cursor.has($0.0, at: position) }.map { ($0.1, position + $0.0.count) }
    }
}

/// What a count is of: a Chinese measure word, or the English noun after the number.
enum Counted {
    private static let measures: [String] = [
        "小时", "分钟", "工作日", "个工作日", "个小时", "个月", "人次", "人", "名", "位", "户", "笔", "条", "家", "件", "起", "例", "项", "个", "张",
        "台", "次", "天", "日", "年", "月", "周", "倍", "股", "间", "宗", "单",
    ]

    static func unit(_ cursor: Cursor, at position: Int) -> (word: String, end: Int)? {
        let start = cursor.skippingSpace(position)
        if let measure = measures.first(where: { cursor.has($0, at: start) }) {
            return (measure, start + measure.count)
        }
        return cursor.word(at: start).map { ($0.text, $0.end) }
    }
}
