import Foundation
import Text

/// What judges texts where an institution has trained nothing: trained from the corpus that ships when it is first
/// needed, in less than two seconds, the same each time.
///
/// One linear model of seven outputs side by side: negative, three kinds (`other` is none of them), three sentiments.
struct ShippedModels: Sendable {
    static let negative = 0
    static let kinds = 1..<4
    static let complaint = 1
    static let rumour = 3
    static let sentiments = 4..<7
    private static let outputs = 7
    /// The corpus differs more from what will be judged than rows of one source differ among themselves: smaller
    /// weights than elsewhere carry over better.
    private static let options = FitOptions(cost: 0.1)

    let model: LinearModel
    /// For each output.
    let calibrations: [Calibration]
    /// For each output where it stands alone: positive above `-offset`.
    let offsets: [Float]
    /// Of `other`, which is 0, and the three kinds; of the three sentiments.
    let kindOffsets: [Float]
    let sentimentOffsets: [Float]
    let attribution: Attribution
    /// Of held-out rows, for each output, how well probabilities fit.
    let calibrationErrors: [Double]

    /// Trained when first asked for.
    static let standard: ShippedModels = {
        do {
            return ShippedModels(try Corpus.shipped())
        } catch {
            preconditionFailure("the corpus that is part of this program cannot be read: \(error)")
        }
    }()

    init(_ corpus: Corpus) {
        let rows = corpus.rows
        var targets = [Float](repeating: -1, count: rows.count * Self.outputs)
        for (index, row) in rows.enumerated() {
            let base = index * Self.outputs
            if row.isNegative { targets[base] = 1 }
            let kind = Corpus.Kind.allCases.firstIndex(of: row.kind) ?? 0
            if kind > 0 { targets[base + kind] = 1 }
            targets[base + Self.sentiments.lowerBound + row.sentiment] = 1
        }
        let trainer = LinearTrainer(
            set: TrainingSet(
                rows.map { MaskedNames.masked($0.text, names: $0.entities + [$0.subject]) }, shape: FeatureShape()),
            targets: targets, outputs: Self.outputs)
        let options = Self.options
        let heldOut = trainer.heldOut(options)
        func isPositive(_ row: Int, _ output: Int) -> Bool { targets[row * Self.outputs + output] > 0 }
        calibrations = (0..<Self.outputs).map { output in
            Calibration(rows.indices.map { (heldOut[$0][output], isPositive($0, output)) })
        }
        calibrationErrors = zip(0..<Self.outputs, calibrations).map { output, calibration in
            CalibrationError.expected(
                rows.indices.map { row in
                    let probability = calibration.probability(heldOut[row][output])
                    return probability >= 0.5
                        ? (probability, isPositive(row, output)) : (1 - probability, !isPositive(row, output))
                })
        }
        offsets = (0..<Self.outputs).map { output in
            Offsets.tuned(
                heldOut.map { [$0[output]] }, rows.indices.map { isPositive($0, output) ? 1 : 0 }, labels: 2
            ) { $0.macroF1 }.offsets[0]
        }
        kindOffsets =
            Offsets.tuned(
                heldOut.map { [0] + $0[Self.kinds] },
                rows.map { Corpus.Kind.allCases.firstIndex(of: $0.kind) ?? 0 }, labels: 4
            ) { $0.macroF1 }.offsets
        sentimentOffsets =
            Offsets.tuned(
                heldOut.map { Array($0[Self.sentiments]) }, rows.map(\.sentiment), labels: 3
            ) { $0.kappa + $0.macroF1 }.offsets
        model = trainer.fit(options)
        // Where one party is named there is nothing to tell apart.
        let examples = rows.filter { $0.isMeant.contains(true) && $0.entities.count > 1 }.map {
            Attribution.Example(text: $0.text, names: $0.entities, isMeant: $0.isMeant)
        }
        // Examples are few: a name is passed over only where it is clear.
        attribution =
            Attribution.train(examples, cost: 0.3, passesOverParts: true, leniency: 0.5).attribution
    }
}

extension ShippedModels {
    /// Reads texts one after the other with one set of buffers.
    struct Judge {
        let models: ShippedModels
        private let reader = HashedNGrams(cues: SignalLexicon.table)
        private var features = TextFeatures(groups: SignalLexicon.groups.count)
        private var scratch: LinearModel.Scratch

        init(_ models: ShippedModels) {
            self.models = models
            scratch = models.model.makeScratch()
        }

        /// The outputs' margins.
        mutating func margins(_ folded: [UInt32]) -> [Float] {
            reader.read(folded, known: models.model.known, into: &features)
            models.model.score(features, &scratch)
            return scratch.margins
        }
    }

    /// Calibrated, 0…1.
    func probability(_ output: Int, _ margins: [Float]) -> Float {
        calibrations[output].probability(margins[output])
    }

    /// Of one output that stands alone.
    func verdict(_ output: Int, _ margins: [Float]) -> TextClassifier.Verdict {
        let margin = margins[output] + offsets[output]
        let positive = probability(output, margins)
        return TextClassifier.Verdict(
            label: margin > 0 ? 1 : 0, probability: margin > 0 ? positive : 1 - positive, margin: margin)
    }

    func kind(_ margins: [Float]) -> Corpus.Kind {
        Corpus.Kind.allCases[
            TextClassifier.decide([0] + Array(margins[Self.kinds]), offsets: kindOffsets).label]
    }

    func sentiment(_ margins: [Float]) -> TextClassifier.Verdict {
        let (label, margin) = TextClassifier.decide(Array(margins[Self.sentiments]), offsets: sentimentOffsets)
        let probabilities = Self.sentiments.map { probability($0, margins) }
        return TextClassifier.Verdict(
            label: label, probability: probabilities[label] / max(probabilities.reduce(0, +), 1e-6), margin: margin)
    }

    func verdicts(_ texts: [[UInt32]], _ verdict: ([Float]) -> TextClassifier.Verdict) -> [TextClassifier.Verdict] {
        var judge = Judge(self)
        return texts.map { verdict(judge.margins($0)) }
    }
}

/// The events of the corpus that ships, trained when first asked for: twenty-two outputs are a table of their own.
struct ShippedEvents: Sendable {
    let classifier: TextClassifier
    let spans: SubjectSpans

    static let standard: ShippedEvents = {
        do {
            return ShippedEvents(try Corpus.shipped())
        } catch {
            preconditionFailure("the corpus that is part of this program cannot be read: \(error)")
        }
    }()

    init(_ corpus: Corpus) {
        let rows = corpus.rows.filter { !$0.event.isEmpty }
        let labels = Set(rows.map(\.event)).sorted()
        let trainer = ClassifierTrainer(
            labels: labels, search: .manyLabels, objective: { $0.accuracy + $0.macroF1 })
        classifier =
            trainer.train(rows.map(\.text), answers: rows.map { labels.firstIndex(of: $0.event) ?? 0 }).classifier
        spans = SubjectSpans.train(
            rows.map {
                SubjectSpans.Example(text: $0.text, event: EventTypeTask.hash($0.event), name: $0.subject)
            })
    }
}
