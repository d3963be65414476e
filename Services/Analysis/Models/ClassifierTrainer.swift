import Foundation
import Text

/// Trains a classifier: among a few settings the one that does best on rows held out, its cut-offs and its calibration
/// from the same held-out margins, then once more on all rows.
struct ClassifierTrainer: Sendable {
    struct Setting: Sendable {
        var shape: FeatureShape
        var options: FitOptions
    }

    /// Higher is better.
    typealias Objective = @Sendable (Confusion) -> Double

    let labels: [String]
    let settings: [Setting]
    let objective: Objective

    struct Outcome: Sendable {
        var classifier: TextClassifier
        /// For each row, by models that have not seen it.
        var heldOut: [[Float]]
        /// Of the objective, on held-out rows.
        var score: Double
    }

    /// - Parameter answers: for each text an index into `labels`.
    func train(_ texts: [[UInt32]], answers: [Int]) -> Outcome {
        let outputs = TextClassifier.outputs(labels.count)
        var targets = [Float](repeating: -1, count: answers.count * outputs)
        for (row, answer) in answers.enumerated() {
            if outputs > 1 { targets[row * outputs + answer] = 1 } else if answer == 1 { targets[row] = 1 }
        }
        var best: (trainer: LinearTrainer, setting: Setting, heldOut: [[Float]], offsets: [Float], score: Double)?
        var sets: [FeatureShape: TrainingSet] = [:]
        for setting in settings {
            let set = sets[setting.shape] ?? TrainingSet(texts, shape: setting.shape)
            sets[setting.shape] = set
            let trainer = LinearTrainer(set: set, targets: targets, outputs: outputs)
            let heldOut = trainer.heldOut(setting.options)
            let (offsets, score) = tuned(heldOut, answers)
            if score > best?.score ?? -.infinity { best = (trainer, setting, heldOut, offsets, score) }
        }
        guard let best else { preconditionFailure("a trainer needs at least one setting") }
        let calibrations = (0..<outputs).map { output in
            Calibration(best.heldOut.indices.map { (best.heldOut[$0][output], targets[$0 * outputs + output] > 0) })
        }
        let classifier = TextClassifier(
            head: TextClassifier.Head(
                labels: labels, shape: best.setting.shape, options: best.setting.options, calibrations: calibrations,
                offsets: best.offsets, rows: texts.count),
            model: best.trainer.fit(best.setting.options))
        return Outcome(classifier: classifier, heldOut: best.heldOut, score: best.score)
    }

    /// Offsets by coordinate ascent on a grid; ties keep the smaller change.
    private func tuned(_ margins: [[Float]], _ answers: [Int]) -> (offsets: [Float], score: Double) {
        func score(_ offsets: [Float]) -> Double {
            var confusion = Confusion(classes: labels.count)
            for (row, answer) in answers.enumerated() {
                confusion.add(answer, TextClassifier.decide(margins[row], offsets: offsets).label)
            }
            return objective(confusion)
        }
        var offsets = [Float](repeating: 0, count: margins.first?.count ?? 0)
        var best = score(offsets)
        for _ in 0..<2 {
            for output in offsets.indices {
                let start = offsets
                for step in Self.steps {
                    var candidate = start
                    candidate[output] = start[output] + step
                    let found = score(candidate)
                    if found > best + 1e-4 { (offsets, best) = (candidate, found) }
                }
            }
        }
        return (offsets, best)
    }

    private static let steps: [Float] = (1...12).flatMap { [Float($0) * 0.05, Float($0) * -0.05] }
}

extension ClassifierTrainer.Setting {
    /// What is tried where nothing is known of the task: with and without signals, two costs, with and without document
    /// frequencies.
    static let grid: [ClassifierTrainer.Setting] = [0, 0.3].flatMap { (signals: Float) in
        [1, 3].flatMap { (cost: Float) in
            [true, false].map { frequencies in
                ClassifierTrainer.Setting(
                    shape: FeatureShape(usesFrequencies: frequencies, signalScale: signals),
                    options: FitOptions(cost: cost))
            }
        }
    }
}
