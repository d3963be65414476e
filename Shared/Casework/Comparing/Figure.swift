import Foundation
import Schemas

/// A date, time, amount, share or count in a text, brought to one form whatever the script or language.
struct Figure: Hashable, Sendable {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case date, time, amount, share, count
    }

    var kind: Kind
    /// `2026-03-02`; `14:30`; `31200000`; `12.5`; `312`.
    var value: String
    /// The currency of an amount, what a count is of (`户`, `clients`); empty where the text does not say.
    var unit: String
    /// The folded words before and after it.
    var before: String
    var after: String
    /// As it stands in the folded text, with what is around it.
    var excerpt: String

    /// For people: `CNY 31200000`, `12.5 %`, `312 户`.
    var shown: String {
        switch kind {
        case .date, .time: value
        case .amount: unit.isEmpty ? value : "\(unit) \(value)"
        case .share: "\(value) %"
        case .count: unit.isEmpty ? value : "\(value) \(unit)"
        }
    }

    /// How alike, 0…1, the words around two figures are: the Dice coefficient of their two-letter sequences.
    func likeness(to other: Figure) -> Double {
        let one = Self.pairs(near: before, fromEnd: true) + Self.pairs(near: after, fromEnd: false)
        var rest = Self.pairs(near: other.before, fromEnd: true) + Self.pairs(near: other.after, fromEnd: false)
        let total = one.count + rest.count
        guard total > 0 else { return 0 }
        var shared = 0
        for pair in one {
            guard let index = rest.firstIndex(of: pair) else { continue }
            rest.remove(at: index)
            shared += 1
        }
        return Double(2 * shared) / Double(total)
    }

    /// The letters next to the figure say what it is of: more of them in an alphabet than in Chinese.
    private static func pairs(near text: String, fromEnd: Bool) -> [String] {
        let letters = text.filter { $0.isLetter }.map(String.init)
        let isLatin = (fromEnd ? letters.last : letters.first).map { $0.utf8.count == 1 } ?? false
        let count = (isLatin ? 14 : 6) / (fromEnd ? 1 : 2)
        let nearest = fromEnd ? letters.suffix(count) : letters.prefix(count)
        return zip(nearest, nearest.dropFirst()).map { $0 + $1 }
    }
}

/// A number as texts write it, exactly.
enum Numeral {
    private static let digits: [Character: Int] = [
        "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]
    private static let places: [Character: Int] = ["十": 10, "百": 100, "千": 1000]
    /// Magnitudes that may follow a number, in Chinese and English.
    static let magnitudes: [(word: String, factor: Decimal)] = [
        ("万亿", 1_000_000_000_000), ("亿", 100_000_000), ("千万", 10_000_000), ("百万", 1_000_000), ("万", 10_000),
        ("千", 1000), ("million", 1_000_000), ("billion", 1_000_000_000), ("thousand", 1000), ("bn", 1_000_000_000),
    ]

    static func isChinese(_ character: Character) -> Bool { digits[character] != nil || places[character] != nil }

    /// Reads 三百二十, 两千零五, 十二, 二〇二六; `nil` where it is no number.
    static func chinese(_ text: some Collection<Character>) -> Decimal? {
        guard !text.isEmpty else { return nil }
        if text.allSatisfy({ digits[$0] != nil }), text.count > 1 {
            return Decimal(string: text.map { "\(digits[$0] ?? 0)" }.joined())
        }
        var sum = 0
        var digit = 0
        for character in text {
            if let value = digits[character] {
                digit = value
            } else if let place = places[character] {
                sum += max(digit, 1) * place
                digit = 0
            } else {
                return nil
            }
        }
        return Decimal(sum + digit)
    }

    /// Without a needless fraction: `31200000`, `12.5`.
    static func plain(_ value: Decimal) -> String {
        NSDecimalNumber(decimal: value).stringValue
    }
}
