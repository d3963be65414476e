import Foundation
import Text

/// What is told of each of several names in one text, as rows of numbers: how the name stands among the others, what
/// stands before and behind it, and the signals of its clauses beside those of the clauses without it.
struct AttributionFeatures: Sendable {
    static let width = 1 << 18
    /// Characters before and behind a name that are looked at.
    static let reach = 8
    private static let namesKind: UInt64 = 1

    private let reader = HashedNGrams(cues: SignalLexicon.table)

    /// For each name, columns with values.
    func rows(_ text: [UInt32], names: [[UInt32]]) -> [[(column: Int, value: Float)]] {
        let places = NamePlaces(names, in: text)
        var features = TextFeatures(groups: SignalLexicon.groups.count)
        let clauses = clauses(of: text)
        let signals = clauses.map { clause in
            reader.read(Array(text[clause]), into: &features)
            return features.cues.map { min(Float($0), 2) }
        }
        let firsts = names.indices.map { name in
            places.places.first { $0.name == name && !$0.isWithin }?.range.lowerBound ?? Int.max
        }
        let counts = names.indices.map { name in places.places.count { $0.name == name && !$0.isWithin } }
        return names.indices.map { name in
            var row = Row()
            standing(name, names, places, firsts, counts, text, &row)
            spelling(names[name], &row)
            let own = places.places.filter { $0.name == name && (!$0.isWithin || counts[name] == 0) }
            surroundings(own, places, text, &row)
            contrast(own, clauses, signals, &row)
            return row.values
        }
    }

    // MARK: Parts of a row

    private func standing(
        _ name: Int, _ names: [[UInt32]], _ places: NamePlaces, _ firsts: [Int], _ counts: [Int], _ text: [UInt32],
        _ row: inout Row
    ) {
        let number = min(names.count, 4)
        let rank = firsts.count { $0 < firsts[name] }
        row.add("bias", 0, 0.5)
        row.add("names", number, 0.5)
        row.add("rank", min(rank, 4), 0.5)
        row.add("rank of names", number * 8 + min(rank, 4), 0.5)
        row.add("count", min(counts[name], 4), 0.5)
        if counts[name] == counts.max() { row.add("most told of", number, 0.4) }
        let within = (places.isPart[name] ? 1 : 0) + (places.holdsAnother[name] ? 2 : 0)
        row.add("within", within, 0.7)
        row.add("within and apart", within * 8 + min(counts[name], 3), 0.7)
        row.add("within of names", within * 8 + number, 0.5)
        if firsts[name] < Int.max { row.add("place", min(firsts[name] * 5 / max(text.count, 1), 4), 0.4) }
        row.add("early", firsts[name] < 12 ? 1 : firsts[name] < 40 ? 2 : 3, 0.4)
    }

    private func spelling(_ name: [UInt32], _ row: inout Row) {
        row.add("name", Hashing.stableHash(scalars: name), 0.6)
        row.add("end", Hashing.stableHash(scalars: name.suffix(2)), 0.5)
        row.add("last", Hashing.stableHash(scalars: name.suffix(1)), 0.3)
        row.add("start", Hashing.stableHash(scalars: name.prefix(2)), 0.3)
        row.add("length", min(name.count, 12), 0.4)
    }

    private func surroundings(
        _ own: [NamePlaces.Place], _ places: NamePlaces, _ text: [UInt32], _ row: inout Row
    ) {
        var found: [Int: Float] = [:]
        for place in own.prefix(6) {
            let before = text[max(0, place.range.lowerBound - Self.reach)..<place.range.lowerBound]
            let behind = text[place.range.upperBound..<min(text.count, place.range.upperBound + Self.reach)]
            for (side, window) in [(UInt64(2), before), (UInt64(3), behind)] {
                for length in 1...3 where window.count >= length {
                    for start in window.startIndex...(window.endIndex - length) {
                        let hash = Hashing.stableHash(scalars: window[start..<(start + length)], seed: side)
                        found[Self.column(hash), default: 0] = 1
                        let touches =
                            side == 2 ? start + length == window.endIndex : start == window.startIndex
                        if touches { found[Self.column(hash ^ 0x70), default: 0] = 1.5 }
                    }
                }
            }
            for (index, other) in places.places.enumerated() where other.name != place.name && !other.isWithin {
                let gap = other.range.lowerBound - place.range.upperBound
                if gap >= 0, gap <= 3 { found[Self.column(11, UInt64(gap))] = 1.5 }
                let back = place.range.lowerBound - other.range.upperBound
                if back >= 0, back <= 3 { found[Self.column(12, UInt64(back))] = 1.5 }
                _ = index
            }
        }
        row.add(found, length: 1)
    }

    private func contrast(
        _ own: [NamePlaces.Place], _ clauses: [Range<Int>], _ signals: [[Float]], _ row: inout Row
    ) {
        var (inside, outside) = ([Int: Float](), [Int: Float]())
        for (index, clause) in clauses.enumerated() {
            let isOwn = own.contains { $0.range.overlaps(clause) }
            for (signal, value) in signals[index].enumerated() where value > 0 {
                if isOwn {
                    let column = Self.column(21, UInt64(signal))
                    inside[column] = max(inside[column] ?? 0, value)
                } else {
                    let column = Self.column(22, UInt64(signal))
                    outside[column] = max(outside[column] ?? 0, value)
                }
            }
        }
        row.add(inside, length: 1)
        row.add(outside, length: 0.5)
    }

    /// Between marks of punctuation.
    private func clauses(of text: [UInt32]) -> [Range<Int>] {
        var clauses: [Range<Int>] = []
        var start = 0
        for position in text.indices {
            switch text[position] {
            case 0x2c, 0x3002, 0x21, 0x3f, 0x3b, 0x0a:
                if position > start { clauses.append(start..<position) }
                start = position + 1
            default: continue
            }
        }
        if text.count > start { clauses.append(start..<text.count) }
        return clauses
    }

    static func column(_ kind: UInt64, _ value: UInt64) -> Int { column(Hashing.combine(kind, value)) }
    static func column(_ hash: UInt64) -> Int { Int(hash >> 46) }

    private struct Row {
        var values: [(column: Int, value: Float)] = []

        mutating func add(_ kind: StaticString, _ value: Int, _ weight: Float) {
            add(kind, UInt64(value), weight)
        }

        mutating func add(_ kind: StaticString, _ value: UInt64, _ weight: Float) {
            let seed = Hashing.stableHash(UnsafeBufferPointer(start: kind.utf8Start, count: kind.utf8CodeUnitCount))
            values.append((AttributionFeatures.column(seed, value), weight))
        }

        /// A part of its own length, however many there are.
        mutating func add(_ part: [Int: Float], length: Float) {
            let square = part.values.reduce(0) { $0 + $1 * $1 }
            guard square > 0 else { return }
            let factor = length / square.squareRoot()
            for (column, value) in part.sorted(by: { $0.key < $1.key }) { values.append((column, value * factor)) }
        }
    }
}
