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

    /// A later setting must do better by this: less is chance.
    private static let leastGain = 0.002

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
            let (offsets, score) = Offsets.tuned(heldOut, answers, labels: labels.count, objective)
            if score > (best?.score ?? -.infinity) + Self.leastGain {
                best = (trainer, setting, heldOut, offsets, score)
            }
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
}

extension ClassifierTrainer.Setting {
    /// What is tried where nothing is known of the task: signals weighing nothing, little or more, three costs, with
    /// and without document frequencies.
    static let grid = settings(signals: [0, 0.15, 0.3], costs: [1, 0.5, 3])

    /// Where signals are known to help: telling bad news from good.
    static let signalled = settings(signals: [0.15, 0.3], costs: [1, 0.5])

    /// Few, since many outputs take long; n-grams of one text are kept, since some labels have hardly more texts.
    static let manyLabels = [
        ClassifierTrainer.Setting(shape: FeatureShape(signalScale: 0.15, leastTexts: 1), options: FitOptions())
    ]

    private static func settings(signals: [Float], costs: [Float]) -> [ClassifierTrainer.Setting] {
        signals.flatMap { signals in
            [true, false].flatMap { frequencies in
                costs.map { cost in
                    ClassifierTrainer.Setting(
                        shape: FeatureShape(usesFrequencies: frequencies, signalScale: signals),
                        options: FitOptions(cost: cost))
                }
            }
        }
    }
}
