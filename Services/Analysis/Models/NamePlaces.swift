/// Where the names of a text stand, and which stand only within longer ones.
struct NamePlaces: Sendable {
    struct Place: Hashable, Sendable {
        var name: Int
        var range: Range<Int>
        /// Lies within a place of a longer name.
        var isWithin: Bool
    }

    /// By position.
    let places: [Place]
    /// For each name: part of another name's spelling.
    let isPart: [Bool]
    /// For each name: another name's spelling is part of it.
    let holdsAnother: [Bool]

    /// - Parameters:
    ///   - names: folded; empty ones stand nowhere.
    ///   - limit: of places for each name.
    init(_ names: [[UInt32]], in text: [UInt32], limit: Int = 8) {
        var found: [Place] = []
        for (index, name) in names.enumerated() where !name.isEmpty && name.count <= text.count {
            var position = 0
            var count = 0
            while position + name.count <= text.count, count < limit {
                if text[position] == name[0], text[position..<(position + name.count)].elementsEqual(name) {
                    found.append(Place(name: index, range: position..<(position + name.count), isWithin: false))
                    position += name.count
                    count += 1
                } else {
                    position += 1
                }
            }
        }
        found.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
        for index in found.indices {
            let own = found[index].range
            found[index].isWithin = found.contains { other in
                other.range.count > own.count && other.range.lowerBound <= own.lowerBound
                    && other.range.upperBound >= own.upperBound
            }
        }
        places = found
        isPart = names.map { name in
            names.contains { $0.count > name.count && !name.isEmpty && Self.holds($0, name) }
        }
        holdsAnother = names.map { name in
            names.contains { $0.count < name.count && !$0.isEmpty && Self.holds(name, $0) }
        }
    }

    private static func holds(_ long: [UInt32], _ short: [UInt32]) -> Bool {
        guard long.count >= short.count else { return false }
        return (0...(long.count - short.count)).contains { start in
            long[start..<(start + short.count)].elementsEqual(short)
        }
    }
}
