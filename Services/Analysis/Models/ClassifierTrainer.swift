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

    /// Another setting must do better by this: less is chance.
    private static let leastGain = 0.002

    let labels: [String]
    let search: Search
    let objective: Objective

    struct Outcome: Sendable {
        var classifier: TextClassifier
        /// For each row, by models that have not seen it.
        var heldOut: [[Float]]
        /// Of the objective, on held-out rows.
        var score: Double
    }

    private struct Tried {
        var trainer: LinearTrainer
        var setting: Setting
        var heldOut: [[Float]]
        var offsets: [Float]
        var score: Double
    }

    /// - Parameter answers: for each text an index into `labels`.
    func train(_ texts: [[UInt32]], answers: [Int]) -> Outcome {
        let outputs = TextClassifier.outputs(labels.count)
        var targets = [Float](repeating: -1, count: answers.count * outputs)
        for (row, answer) in answers.enumerated() {
            if outputs > 1 { targets[row * outputs + answer] = 1 } else if answer == 1 { targets[row] = 1 }
        }
        var sets: [FeatureShape: TrainingSet] = [:]
        func tried(_ setting: Setting) -> Tried {
            let set = sets[setting.shape] ?? TrainingSet(texts, shape: setting.shape)
            sets[setting.shape] = set
            let trainer = LinearTrainer(set: set, targets: targets, outputs: outputs)
            let heldOut = trainer.heldOut(setting.options)
            let (offsets, score) = Offsets.tuned(heldOut, answers, labels: labels.count, objective)
            return Tried(trainer: trainer, setting: setting, heldOut: heldOut, offsets: offsets, score: score)
        }
        var best = tried(search.start)
        for step in search.steps {
            for setting in step(best.setting) {
                let other = tried(setting)
                if other.score > best.score + Self.leastGain { best = other }
            }
        }
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

extension ClassifierTrainer {
    /// Settings tried one thing after the other, each beside the best of what was chosen before.
    struct Search: Sendable {
        var start: Setting
        var signals: [Float] = []
        var frequencies: [Bool] = []
        var costs: [Float] = []
        var ratios: [Float] = []

        /// For each thing to choose, the settings that differ in it from the best so far.
        fileprivate var steps: [@Sendable (Setting) -> [Setting]] {
            [
                { best in signals.map { Search.changed(best, \.shape.signalScale, $0) } },
                { best in frequencies.map { Search.changed(best, \.shape.usesFrequencies, $0) } },
                { best in costs.map { Search.changed(best, \.options.cost, $0) } },
                { best in ratios.map { Search.changed(best, \.options.ratios, $0) } },
            ]
        }

        private static func changed<Value>(
            _ setting: Setting, _ path: WritableKeyPath<Setting, Value>, _ value: Value
        ) -> Setting {
            var setting = setting
            setting[keyPath: path] = value
            return setting
        }

        /// Where nothing is known of the task.
        static let wide = Search(
            start: Setting(shape: FeatureShape(), options: FitOptions(cost: 0.5, ratios: 0.7)), signals: [0.15, 0],
            frequencies: [false], costs: [0.25, 1, 3], ratios: [0.3, 0])

        /// Where signals are known to help: telling bad news from good.
        static let signalled = Search(
            start: Setting(shape: FeatureShape(signalScale: 0.15), options: FitOptions()), signals: [0.3],
            frequencies: [false], costs: [0.5], ratios: [0.7])

        /// None, since many outputs take long; n-grams of one text are kept, since some labels have hardly more texts.
        static let manyLabels = Search(
            start: Setting(shape: FeatureShape(signalScale: 0.15, leastTexts: 1), options: FitOptions()))
    }
}
