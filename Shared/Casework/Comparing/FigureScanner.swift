import Foundation
import Plan
import Text

/// Finds the figures in a text in Simplified or Traditional Chinese or English.
///
/// The text is folded first, so that full-width digits, Traditional characters and case make no difference. What only
/// looks like a figure is left out: list numbers, telephone numbers, identifiers.
struct FigureScanner {
    /// For dates that name no year.
    let year: Int
    private static let contextLength = 24

    /// - Parameter leavingOut: texts that are no figures, such as the statement's own number and date.
    func figures(in text: String, leavingOut: [String] = []) -> [Figure] {
        var text = text
        for own in leavingOut where !own.isEmpty { text = text.replacing(own, with: " ") }
        return text.split(whereSeparator: \.isNewline).flatMap { line in
            figures(inLine: Self.withoutListNumber(Array(TextFolding.standard.fold(String(line)))))
        }
    }

    private func figures(inLine line: [Character]) -> [Figure] {
        var found: [Figure] = []
        var position = 0
        while position < line.count {
            let cursor = Cursor(line: line, start: position)
            if let (figure, end) = read(cursor) {
                if var figure {
                    figure.before = cursor.text(max(0, position - Self.contextLength), position)
                    figure.after = cursor.text(end, min(line.count, end + Self.contextLength / 2))
                    figure.excerpt = cursor.text(
                        max(0, position - Self.contextLength), min(line.count, end + Self.contextLength))
                    found.append(figure)
                }
                position = max(end, position + 1)
            } else {
                position += 1
            }
        }
        return found
    }

    /// What begins here: a figure and its end; no figure and the end of what is passed over; `nil` where nothing begins.
    private func read(_ cursor: Cursor) -> (Figure?, Int)? {
        if let date = date(cursor) { return date }
        if let time = time(cursor) { return time }
        if let share = shareInWords(cursor) { return share }
        return number(cursor)
    }

    // MARK: dates and times

    private func date(_ cursor: Cursor) -> (Figure?, Int)? {
        if let date = FigureDates.read(cursor, year: year) {
            return (figure(.date, date.value), date.end)
        }
        return nil
    }

    private func time(_ cursor: Cursor) -> (Figure?, Int)? {
        guard let time = FigureDates.time(cursor) else { return nil }
        return (figure(.time, time.value), time.end)
    }

    // MARK: shares, amounts, counts

    /// 百分之十二, 百分之12.5
    private func shareInWords(_ cursor: Cursor) -> (Figure?, Int)? {
        guard cursor.has("百分之", at: cursor.start) else { return nil }
        let from = cursor.start + 3
        if let number = cursor.digits(at: from) { return (figure(.share, Numeral.plain(number.value)), number.end) }
        guard let number = cursor.chinese(at: from) else { return nil }
        return (figure(.share, Numeral.plain(number.value)), number.end)
    }

    private func number(_ cursor: Cursor) -> (Figure?, Int)? {
        var start = cursor.start
        var currency = ""
        if let prefix = Currency.prefix(cursor, at: start) {
            currency = prefix.code
            start = prefix.end
        }
        let written: (value: Decimal, end: Int)
        let isChinese: Bool
        if let digits = cursor.digits(at: start) {
            // Part of a word or of a longer identifier: 40000-LJBK, v2, 12378.
            guard !cursor.isIdentifier(from: start, to: digits.end) else { return (nil, cursor.endOfWord(digits.end)) }
            (written, isChinese) = (digits, false)
        } else if currency.isEmpty, let chinese = cursor.chinese(at: start) {
            (written, isChinese) = (chinese, true)
        } else {
            return nil
        }
        var value = written.value
        var end = written.end
        let space = cursor.skippingSpace(end)
        if let share = cursor.sign(["%", "percent", "per cent"], at: space) {
            return (figure(.share, Numeral.plain(value)), share)
        }
        if cursor.has("成", at: end), !cursor.has("成为", at: end), !cursor.has("成立", at: end), value <= 10 {
            return (figure(.share, Numeral.plain(value * 10)), end + 1)
        }
        let magnified = magnify(&value, &end, cursor)
        if let suffix = Currency.suffix(cursor, at: cursor.skippingSpace(end)) {
            return (figure(.amount, Numeral.plain(value), unit: currency.isEmpty ? suffix.code : currency), suffix.end)
        }
        if !currency.isEmpty { return (figure(.amount, Numeral.plain(value), unit: currency), end) }
        guard let unit = Counted.unit(cursor, at: end) else {
            // A bare 一 or 千万 is a word, a bare 312 a count.
            return isChinese ? nil : (figure(.count, Numeral.plain(value)), end)
        }
        // 一条, 一起: words, too.
        if isChinese, !magnified, written.end - start == 1, value <= 1 { return (nil, end) }
        return (figure(.count, Numeral.plain(value), unit: unit.word), unit.end)
    }

    /// Applies 万, 亿, million, and what follows them: 1亿2000万.
    private func magnify(_ value: inout Decimal, _ end: inout Int, _ cursor: Cursor) -> Bool {
        var magnified = false
        var part = value
        var least: Decimal?
        value = 0
        while true {
            let space = cursor.skippingSpace(end)
            guard let magnitude = Numeral.magnitudes.first(where: { cursor.has($0.word, at: space) }),
                least.map({ magnitude.factor < $0 }) ?? true
            else {
                // The last part has none, or belongs to what comes next.
                if !magnified { value = part }
                return magnified
            }
            value += part * magnitude.factor
            end = space + magnitude.word.count
            least = magnitude.factor
            magnified = true
            guard let next = cursor.digits(at: end) ?? cursor.chinese(at: end),
                let following = Numeral.magnitudes.first(where: { cursor.has($0.word, at: next.end) }),
                following.factor < magnitude.factor
            else { return magnified }
            part = next.value
            end = next.end
        }
    }

    private func figure(_ kind: Figure.Kind, _ value: String, unit: String = "") -> Figure {
        Figure(kind: kind, value: value, unit: unit, before: "", after: "", excerpt: "")
    }

    /// `1. `, `2、`, `3) ` at the beginning of a line number what follows.
    private static func withoutListNumber(_ line: [Character]) -> [Character] {
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        guard (1...2).contains(digits.count), digits.count < line.count, ".、)".contains(line[digits.count]) else {
            return line
        }
        let rest = line.dropFirst(digits.count + 1)
        guard rest.first.map({ !$0.isNumber }) ?? true else { return line }
        return Array(rest)
    }
}
