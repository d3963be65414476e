import Text

/// Which of several labels a text has, and how sure that is.
struct TextClassifier: Sendable {
    /// What belongs to a classifier besides weights.
    struct Head: Codable, Hashable, Sendable {
        /// With two labels there is one output, which speaks for the second.
        var labels: [String]
        var shape: FeatureShape
        var options: FitOptions
        /// For each output.
        var calibrations: [Calibration]
        /// Added to each output's margin before they are compared; found on held-out rows.
        var offsets: [Float]
        var lexicon = SignalLexicon.version
        var rows: Int
    }

    struct Verdict: Hashable, Sendable {
        var label: Int
        /// Calibrated, 0…1.
        var probability: Float
        /// For two labels how far the second is ahead, else how far the answer is ahead of the next.
        var margin: Float
    }

    let head: Head
    let model: LinearModel

    static func outputs(_ labels: Int) -> Int { labels == 2 ? 1 : labels }

    /// The label of margins.
    static func decide(_ margins: [Float], offsets: [Float]) -> (label: Int, margin: Float) {
        if margins.count == 1 {
            let margin = margins[0] + offsets[0]
            return (margin > 0 ? 1 : 0, margin)
        }
        var (best, second) = (0, -Float.infinity)
        for index in margins.indices.dropFirst() {
            let (value, top) = (margins[index] + offsets[index], margins[best] + offsets[best])
            if value > top { (best, second) = (index, top) } else { second = max(second, value) }
        }
        return (best, margins[best] + offsets[best] - second)
    }

    func verdict(_ margins: [Float]) -> Verdict {
        let (label, margin) = Self.decide(margins, offsets: head.offsets)
        if margins.count == 1 {
            let positive = head.calibrations[0].probability(margins[0])
            return Verdict(label: label, probability: label == 1 ? positive : 1 - positive, margin: margin)
        }
        let probabilities = zip(head.calibrations, margins).map { $0.probability($1) }
        let sum = max(probabilities.reduce(0, +), 1e-6)
        return Verdict(label: label, probability: probabilities[label] / sum, margin: margin)
    }

    /// Judges many texts with one set of buffers.
    func verdicts(_ texts: [[UInt32]]) -> [(verdict: Verdict, margins: [Float])] {
        let reader = HashedNGrams(cues: SignalLexicon.table)
        var features = TextFeatures(groups: SignalLexicon.groups.count)
        var scratch = model.makeScratch()
        return texts.map { text in
            reader.read(text, known: model.known, into: &features)
            model.score(features, &scratch)
            return (verdict(scratch.margins), scratch.margins)
        }
    }
}

extension TextClassifier {
    func put(into file: inout ModelFile, as name: String = "") throws {
        try file.put("\(name)head", json: head)
        file.put("\(name)weights", model.bytes)
    }

    /// - Throws: ``ModelFileMistake``.
    init(_ file: ModelFile, as name: String = "") throws {
        head = try file.decode(Head.self, "\(name)head")
        guard head.lexicon == SignalLexicon.version else {
            throw ModelFileMistake(
                found: "a model of signal lexicon \(head.lexicon)",
                expected: "lexicon \(SignalLexicon.version): train it anew")
        }
        model = try LinearModel(bytes: try file.part("\(name)weights"), shape: head.shape)
        let outputs = Self.outputs(head.labels.count)
        guard head.labels.count > 1, model.outputs == outputs, head.offsets.count == outputs,
            head.calibrations.count == outputs
        else {
            throw ModelFileMistake(
                found: "\(head.labels.count) labels and \(model.outputs) outputs", expected: "as many as fit together")
        }
    }
}
