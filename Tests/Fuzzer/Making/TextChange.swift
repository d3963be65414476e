/// Changes that any text or bytes can undergo.
enum TextChange {
    static func apply(_ input: inout [UInt8], other: [UInt8], words: [String], _ random: inout Random) {
        let at = random.below(input.count + 1)
        let rest = input.count - at
        switch random.below(13) {
        case 0 where rest > 0: input[at] ^= UInt8(1 << random.below(8))
        case 1 where rest > 0: input[at] = UInt8(random.below(256))
        case 2 where rest > 0: input.removeSubrange(at..<at + 1 + random.below(min(rest, 16)))
        case 3: input.insert(contentsOf: (0...random.below(4)).map { _ in UInt8(random.below(256)) }, at: at)
        case 4, 5: insert(random.pick(words, else: ""), &input, at: at)
        case 6: insert(random.pick(Extremes.texts, else: ""), &input, at: at)
        case 7, 8: number(&input, &random)
        case 9 where rest > 0: repeated(&input, at: at, &random)
        case 10 where !other.isEmpty:
            let from = random.below(other.count)
            input.replaceSubrange(at..., with: other[from...])
        case 11 where rest > 0: input.removeSubrange(at...)
        case 12 where rest > 1:
            let to = at + random.below(rest)
            input.swapAt(at, to)
        default: insert(random.pick(Extremes.numbers, else: "0"), &input, at: at)
        }
    }

    private static func insert(_ text: String, _ input: inout [UInt8], at: Int) {
        input.insert(contentsOf: text.utf8, at: at)
    }

    /// A number becomes another one.
    private static func number(_ input: inout [UInt8], _ random: inout Random) {
        let starts = input.indices.filter { at in
            isDigit(input[at]) && (at == 0 || !isDigit(input[at - 1]))
        }
        guard let start = random.pick(starts) else { return }
        let end = input[start...].firstIndex { !isDigit($0) } ?? input.count
        input.replaceSubrange(start..<end, with: random.pick(Extremes.numbers, else: "0").utf8)
    }

    /// A piece many times: what is not linear shows.
    private static func repeated(_ input: inout [UInt8], at: Int, _ random: inout Random) {
        let piece = Array(input[at..<min(input.count, at + 1 + random.below(24))])
        let size = random.chance(1, in: 40) ? 64 * 1024 : random.chance(1, in: 5) ? 4096 : 64
        var many: [UInt8] = []
        while many.count < size { many += piece }
        input.insert(contentsOf: many, at: at)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
