import Foundation

/// How a linear model is fitted.
struct FitOptions: Codable, Hashable, Sendable {
    /// What an error costs against the size of the weights.
    var cost: Float = 1
    /// How far rare outcomes are made up for: 0 not at all, 1 wholly.
    var balance: Float = 0.5
    /// How far log-count ratios set how freely a weight may grow: 0 a plain support vector machine, 1 NB-SVM.
    var ratios: Float = 0.3
}

/// Fits a model, and says what models fitted without a row say of it.
struct LinearTrainer: Sendable {
    static let folds = 5

    let set: TrainingSet
    /// For each row and output: 1, -1, or 0 where it is not known.
    let targets: [Float]
    let outputs: Int

    private var count: Int { self.set.rows.count }

    func fit(_ options: FitOptions) -> LinearModel {
        LinearModel(set, weights: weights(options, rows: Array(0..<count)), outputs: outputs)
    }

    /// For each row the margins of the outputs, by a model that has not seen the row's fold.
    func heldOut(_ options: FitOptions) -> [[Float]] {
        var margins = [[Float]](repeating: [], count: count)
        for fold in 0..<Self.folds {
            let weights = weights(options, rows: (0..<count).filter { $0 % Self.folds != fold })
            for row in stride(from: fold, to: count, by: Self.folds) {
                var sums = [Float](repeating: 0, count: outputs)
                for index in set.rows.range(row) {
                    let base = Int(set.rows.columns[index]) * outputs
                    for output in 0..<outputs { sums[output] += set.rows.values[index] * weights[base + output] }
                }
                margins[row] = sums
            }
        }
        return margins
    }

    private func weights(_ options: FitOptions, rows: [Int]) -> [Float] {
        var solver = DualDescent()
        solver.cost = options.cost
        solver.freedom = options.ratios > 0 ? freedom(options.ratios, rows: rows) : []
        return solver.weights(set.rows, order: rows, targets: weighted(options.balance, rows: rows), outputs: outputs)
    }

    /// Targets scaled so that, with balance 1, positives and negatives of an output cost the same in sum.
    private func weighted(_ balance: Float, rows: [Int]) -> [Float] {
        var weighted = [Float](repeating: 0, count: targets.count)
        for output in 0..<outputs {
            var (positives, negatives): (Float, Float) = (0, 0)
            for row in rows {
                let target = targets[row * outputs + output]
                if target > 0 { positives += 1 } else if target < 0 { negatives += 1 }
            }
            let half = (positives + negatives) / 2
            let up = positives > 0 ? pow(half / positives, balance) : 1
            let down = negatives > 0 ? pow(half / negatives, balance) : 1
            for row in rows {
                let target = targets[row * outputs + output]
                weighted[row * outputs + output] = target > 0 ? up : target < 0 ? -down : 0
            }
        }
        return weighted
    }

    /// Squared log-count ratios of each column for each output, mixed with 1.
    private func freedom(_ share: Float, rows: [Int]) -> [Float] {
        let width = set.rows.width
        var positive = [Float](repeating: 1, count: width * outputs)
        var negative = positive
        for row in rows {
            for index in set.rows.range(row) {
                let base = Int(set.rows.columns[index]) * outputs
                for output in 0..<outputs {
                    let target = targets[row * outputs + output]
                    if target > 0 { positive[base + output] += 1 } else if target < 0 { negative[base + output] += 1 }
                }
            }
        }
        var (ups, downs) = ([Float](repeating: 0, count: outputs), [Float](repeating: 0, count: outputs))
        for column in 0..<width {
            for output in 0..<outputs {
                ups[output] += positive[column * outputs + output]
                downs[output] += negative[column * outputs + output]
            }
        }
        var freedom = positive
        for index in freedom.indices {
            let output = index % outputs
            if index < FeatureShape.signalCount * outputs {
                freedom[index] = 1
            } else {
                let ratio = log(positive[index] / ups[output] * downs[output] / negative[index])
                freedom[index] = 1 - share + share * ratio * ratio
            }
        }
        return freedom
    }
}
