/// One place where something from outside comes in, and what a fuzzer throws at it.
struct Door: Sendable {
    /// Tries one input. A refusal is an error like any other; only a trap, a hang or a `Finding` counts.
    typealias Attempt = (_ input: [UInt8]) async throws -> Void

    let name: String
    let grammar: Grammar
    /// Inputs as they should be, and such as once did harm.
    let seeds: [[UInt8]]
    /// Words of the grammar that mean something here.
    let words: [String]
    /// Inputs in the checks of every change: by what one costs.
    let usual: Int
    /// CPU time one input may take, in milliseconds.
    let limit: Int
    /// No input is longer, in bytes: less where one byte costs much, so that inputs are many.
    let longest: Int
    /// Made once a process: what every attempt needs and is dear to make.
    let open: @Sendable () async throws -> Attempt

    init(
        _ name: String, _ grammar: Grammar, seeds: [String] = [], binary: [[UInt8]] = [], words: [String] = [],
        usual: Int = 20_000, limit: Int = 4_000, longest: Int = Grammar.longest,
        open: @escaping @Sendable () async throws -> Attempt
    ) {
        self.name = name
        self.grammar = grammar
        self.seeds = seeds.map { Array($0.utf8) } + binary
        self.words = words
        self.usual = usual
        self.limit = limit
        self.longest = longest
        self.open = open
    }

    /// The input of that number: the same for the same seed.
    func input(_ number: Int, seed: UInt64) -> [UInt8] {
        var name: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in self.name.utf8 { name = (name ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var random = Random(seed: seed &+ name &+ UInt64(number) &* 0x9e37_79b9_7f4a_7c15)
        return grammar.input(from: seeds, words: words, longest: longest, number: number, &random)
    }
}

/// What is promised and does not hold, found without a crash.
struct Finding: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
