/// What inputs of a door look like, and so which changes get past its first check.
enum Grammar: Sendable {
    case text, json, markup, protobuf
    /// A line `walk SEED STEPS`: the door makes its own way from there, looking at what came of the last step.
    case walk(steps: Int)

    /// No input is longer, in bytes.
    static let longest = 192 * 1024

    /// - Parameter longest: in bytes; what is longer is cut.
    func input(
        from seeds: [[UInt8]], words: [String], longest: Int, number: Int, _ random: inout Random
    ) -> [UInt8] {
        if case .walk(let steps) = self { return Walk(seed: random.next(), steps: steps).bytes }
        if number < seeds.count { return seeds[number] }
        var input = random.pick(seeds, else: [])
        for _ in 0...random.below(4) {
            let isPlain = random.chance(1, in: 4)
            switch self {
            case .json where !isPlain: JSONChange.apply(&input, words: words, &random)
            case .markup where !isPlain: MarkupChange.apply(&input, words: words, &random)
            case .protobuf where !isPlain: WireChange.apply(&input, &random)
            default: TextChange.apply(&input, other: random.pick(seeds, else: []), words: words, &random)
            }
            if input.count > longest { input.removeLast(input.count - longest) }
        }
        return input
    }
}

/// A way through a processor or the console, made step by step from a seed.
struct Walk {
    var seed: UInt64
    var steps: Int

    init(seed: UInt64, steps: Int) {
        self.seed = seed
        self.steps = steps
    }

    /// Anything may stand in a file: what is no walk is one of no steps.
    init(_ bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        seed = parts.count > 1 ? UInt64(parts[1]) ?? 0 : 0
        steps = parts.count > 2 ? min(max(Int(parts[2]) ?? 0, 0), 10_000) : 0
    }

    var bytes: [UInt8] { Array("walk \(seed) \(steps)\n".utf8) }
}
