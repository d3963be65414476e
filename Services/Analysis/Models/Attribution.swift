import Foundation

/// For whom of several named in a text it is negative, given that it is negative at all.
struct Attribution: Sendable {
    struct Head: Codable, Hashable, Sendable {
        var offset: Float
        var calibration: Calibration
        /// Whether names that are part of longer ones are passed over: the longer one stands for both. What was trained
        /// on lists of such names knows by itself.
        var passesOverParts = false
        var lexicon = SignalLexicon.version
        var rows: Int
    }

    let head: Head
    let weights: [Float]

    private static let features = AttributionFeatures()

    /// How much each name is the one spoken ill of; above 0 it is.
    func margins(_ text: [UInt32], names: [[UInt32]]) -> [Float] {
        Self.features.rows(text, names: names).map { row in
            row.reduce(head.offset) { $0 + $1.value * weights[$1.column] }
        }
    }

    /// The names it is negative for, by their indices.
    func chosen(_ text: [UInt32], names: [[UInt32]]) -> [Int] {
        var candidates = Array(names.indices)
        if head.passesOverParts {
            let isPart = NamePlaces(names, in: text).isPart
            let whole = candidates.filter { !isPart[$0] }
            if !whole.isEmpty { candidates = whole }
        }
        return Self.chosen(margins(text, names: candidates.map { names[$0] })).map { candidates[$0] }
    }

    /// Those above 0, or the foremost where none is: somebody must be meant.
    static func chosen(_ margins: [Float]) -> [Int] {
        let above = margins.indices.filter { margins[$0] > 0 }
        if !above.isEmpty { return above }
        return margins.indices.max { (margins[$0], $1) < (margins[$1], $0) }.map { [$0] } ?? []
    }

    /// A negative text: its names, and whether it is negative for each.
    struct Example: Sendable {
        var text: [UInt32]
        var names: [[UInt32]]
        var isMeant: [Bool]
    }

    /// Also says what models that have not seen an example say of it, with the offset.
    ///
    /// - Parameter leniency: how far below the best cut-off a name still counts as meant.
    static func train(
        _ examples: [Example], cost: Float = 1, passesOverParts: Bool = false, leniency: Float = 0
    ) -> (attribution: Attribution, heldOut: [[Float]]) {
        var rows = SparseRows()
        var targets: [Float] = []
        var owners: [Int] = []
        for (index, example) in examples.enumerated() {
            for (name, row) in features.rows(example.text, names: example.names).enumerated() {
                for (column, value) in row { rows.append(column, value) }
                rows.endRow()
                targets.append(example.isMeant[name] ? 1 : -1)
                owners.append(index)
            }
        }
        var solver = DualDescent()
        solver.cost = cost
        let folds = LinearTrainer.folds
        var margins = [Float](repeating: 0, count: rows.count)
        for fold in 0..<folds {
            let order = (0..<rows.count).filter { owners[$0] % folds != fold }
            let weights = solver.weights(rows, order: order, targets: targets, outputs: 1)
            for row in 0..<rows.count where owners[row] % folds == fold {
                margins[row] = rows.range(row).reduce(0) { sum, index in
                    let column = Int(rows.columns[index])
                    return column < weights.count ? sum + rows.values[index] * weights[column] : sum
                }
            }
        }
        var grouped = [[Float]](repeating: [], count: examples.count)
        for row in 0..<rows.count { grouped[owners[row]].append(margins[row]) }
        let offset = bestOffset(grouped, examples) + leniency
        var weights = solver.weights(rows, order: Array(0..<rows.count), targets: targets, outputs: 1)
        weights += [Float](repeating: 0, count: AttributionFeatures.width - weights.count)
        let head = Head(
            offset: offset,
            calibration: Calibration(zip(margins, targets).map { ($0 + offset, $1 > 0) }),
            passesOverParts: passesOverParts, rows: examples.count)
        return (
            Attribution(head: head, weights: weights), grouped.map { $0.map { $0 + offset } }
        )
    }

    /// That with the best F1 of names meant.
    private static func bestOffset(_ margins: [[Float]], _ examples: [Example]) -> Float {
        var best: (offset: Float, score: Double) = (0, -1)
        for step in [0] + (1...16).flatMap({ [$0, -$0] }) {
            let offset = Float(step) * 0.05
            var (right, chosen, meant) = (0.0, 0.0, 0.0)
            for (row, example) in zip(margins, examples) {
                let answer = Attribution.chosen(row.map { $0 + offset })
                chosen += Double(answer.count)
                meant += Double(example.isMeant.count { $0 })
                right += Double(answer.count { example.isMeant[$0] })
            }
            let score = right > 0 ? 2 * right / (chosen + meant) : 0
            if score > best.score + 1e-4 { best = (offset, score) }
        }
        return best.offset
    }
}

extension ModelFile {
    var holdsAttribution: Bool { parts["attribution head"] != nil }
}

extension Attribution {
    /// How much of what is told of somebody is told of one of `wanted`, 0…1: 1 where one of them is chosen, else how likely
    /// the likeliest is.
    ///
    /// - Parameter wanted: indices into `names`.
    func share(of wanted: [Int], _ text: [UInt32], names: [[UInt32]]) -> Double {
        if chosen(text, names: names).contains(where: wanted.contains) { return 1 }
        let margins = margins(text, names: names)
        return wanted.map { Double(head.calibration.probability(margins[$0])) }.max() ?? 0
    }

    func put(into file: inout ModelFile) throws {
        try file.put("attribution head", json: head)
        var writer = BinaryWriter()
        for (column, weight) in weights.enumerated() where weight != 0 {
            writer.integer(UInt32(column))
            writer.float(weight)
        }
        file.put("attribution weights", writer.buffer)
    }

    /// - Throws: ``ModelFileMistake``.
    init(_ file: ModelFile) throws {
        head = try file.decode(Head.self, "attribution head")
        guard head.lexicon == SignalLexicon.version else {
            throw ModelFileMistake(
                found: "an attribution of signal lexicon \(head.lexicon)",
                expected: "lexicon \(SignalLexicon.version): train it anew")
        }
        var reader = BinaryReader(try file.part("attribution weights")[...])
        var weights = [Float](repeating: 0, count: AttributionFeatures.width)
        while !reader.isAtEnd {
            let column: UInt32 = try reader.integer()
            guard column < AttributionFeatures.width else {
                throw ModelFileMistake(found: "column \(column)", expected: "one below \(AttributionFeatures.width)")
            }
            weights[Int(column)] = try reader.float()
        }
        self.weights = weights
    }
}
