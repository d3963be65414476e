/// Linear support vector machines with squared hinge loss, one against the rest for all outputs at once, by dual
/// coordinate descent (Hsieh, Chang, Lin, Keerthi, Sundararajan 2008).
///
/// The outputs' weights lie side by side for each column, so that a row is read once for all of them. The order of the
/// rows is shuffled from a fixed seed: the same rows give the same weights, bit for bit.
struct DualDescent {
    /// How much an error costs against the size of the weights.
    var cost: Float = 1
    var epochs = 40
    /// Ends when no row's gradient is further than this from its optimum.
    var tolerance: Float = 0.05
    /// Of weights: for each column and output, how freely it may grow; 1 where empty. Log-count ratios squared make it
    /// the NB-SVM of Wang and Manning (2012).
    var freedom: [Float] = []

    /// The weights: `outputs` for each column.
    ///
    /// - Parameters:
    ///   - order: which rows to learn from.
    ///   - targets: for each row and output, positive or negative, by its size weighing the row's cost; 0 leaves it out.
    func weights(_ rows: SparseRows, order: [Int], targets: [Float], outputs: Int) -> [Float] {
        let stride = outputs
        var weights = [Float](repeating: 0, count: rows.width * stride)
        var alphas = [Float](repeating: 0, count: rows.count * stride)
        var squares = [Float](repeating: 0, count: rows.count * stride)
        var margins = [Float](repeating: 0, count: stride)
        var deltas = [Float](repeating: 0, count: stride)
        var shuffled = order
        var random = SplitMix(seed: 0x5eed)
        rows.columns.withUnsafeBufferPointer { columns in
            rows.values.withUnsafeBufferPointer { values in
                weights.withUnsafeMutableBufferPointer { weights in
                    squares.withUnsafeMutableBufferPointer { squares in
                        for row in order {
                            for index in rows.range(row) {
                                let square = values[index] * values[index]
                                let base = Int(columns[index]) &* stride
                                for output in 0..<stride {
                                    squares[row &* stride &+ output] +=
                                        freedom.isEmpty ? square : square * freedom[base &+ output]
                                }
                            }
                        }
                    }
                    for _ in 0..<epochs {
                        shuffled.shuffle(using: &random)
                        var worst: Float = 0
                        for row in shuffled {
                            let range = rows.range(row)
                            for output in 0..<stride { margins[output] = 0 }
                            margins.withUnsafeMutableBufferPointer { margins in
                                for index in range {
                                    let value = values[index]
                                    let base = Int(columns[index]) &* stride
                                    for output in 0..<stride { margins[output] += value * weights[base &+ output] }
                                }
                            }
                            var moved = false
                            for output in 0..<stride {
                                let at = row &* stride &+ output
                                let target = targets[at]
                                deltas[output] = 0
                                if target == 0 { continue }
                                let sign: Float = target > 0 ? 1 : -1
                                let diagonal = 0.5 / (cost * abs(target))
                                let gradient = sign * margins[output] - 1 + diagonal * alphas[at]
                                let projected = alphas[at] == 0 ? min(gradient, 0) : gradient
                                worst = max(worst, abs(projected))
                                if abs(projected) < 1e-6 { continue }
                                let new = max(alphas[at] - gradient / (squares[at] + diagonal), 0)
                                deltas[output] = (new - alphas[at]) * sign
                                alphas[at] = new
                                moved = true
                            }
                            guard moved else { continue }
                            deltas.withUnsafeBufferPointer { deltas in
                                for index in range {
                                    let value = values[index]
                                    let base = Int(columns[index]) &* stride
                                    if freedom.isEmpty {
                                        for output in 0..<stride {
                                            weights[base &+ output] += value * deltas[output]
                                        }
                                    } else {
                                        for output in 0..<stride {
                                            weights[base &+ output] +=
                                                value * deltas[output] * freedom[base &+ output]
                                        }
                                    }
                                }
                            }
                        }
                        if worst < tolerance { break }
                    }
                }
            }
        }
        return weights
    }
}
