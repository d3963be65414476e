import Foundation

/// Platt's sigmoid: a margin becomes a probability, P(y = 1 | f) = 1 / (1 + exp(a·f + b)), fitted on margins of rows the
/// model has not seen (Platt 1999, with the corrections of Lin, Lin and Weng 2007).
struct Calibration: Codable, Hashable, Sendable {
    var a: Float = -1
    var b: Float = 0

    init() {}

    /// 0…1.
    func probability(_ margin: Float) -> Float { 1 / (1 + exp(a * margin + b)) }

    /// - Parameter rows: margins with whether the row is positive.
    init(_ rows: [(margin: Float, isPositive: Bool)]) {
        let positives = Double(rows.count { $0.isPositive })
        let negatives = Double(rows.count) - positives
        guard positives > 0, negatives > 0 else { return }
        let high = (positives + 1) / (positives + 2)
        let low = 1 / (negatives + 2)
        var (a, b) = (0.0, log((negatives + 1) / (positives + 1)))
        func loss(_ a: Double, _ b: Double) -> Double {
            rows.reduce(0) { sum, row in
                let target = row.isPositive ? high : low
                let z = Double(row.margin) * a + b
                return sum + (z >= 0 ? target * z + log1p(exp(-z)) : (target - 1) * z + log1p(exp(z)))
            }
        }
        var value = loss(a, b)
        for _ in 0..<100 {
            var (h11, h22, h21, g1, g2) = (1e-12, 1e-12, 0.0, 0.0, 0.0)
            for row in rows {
                let f = Double(row.margin)
                let p = 1 / (1 + exp(f * a + b))
                let d2 = p * (1 - p)
                h11 += f * f * d2
                h22 += d2
                h21 += f * d2
                let d1 = (row.isPositive ? high : low) - p
                g1 += f * d1
                g2 += d1
            }
            if abs(g1) < 1e-5, abs(g2) < 1e-5 { break }
            let determinant = h11 * h22 - h21 * h21
            let (stepA, stepB) = (-(h22 * g1 - h21 * g2) / determinant, -(-h21 * g1 + h11 * g2) / determinant)
            let slope = g1 * stepA + g2 * stepB
            var step = 1.0
            while step >= 1e-10 {
                let next = loss(a + step * stepA, b + step * stepB)
                if next < value + 1e-4 * step * slope {
                    (a, b, value) = (a + step * stepA, b + step * stepB, next)
                    break
                }
                step /= 2
            }
            if step < 1e-10 { break }
        }
        self.a = Float(a)
        self.b = Float(b)
    }
}

/// Expected calibration error (Naeini et al. 2015): by how much, on average over ten bins of confidence, confidence
/// misses the share of right answers.
enum CalibrationError {
    static func expected(_ rows: [(confidence: Float, isRight: Bool)], bins: Int = 10) -> Double {
        guard !rows.isEmpty else { return 0 }
        var sums = [(confidence: Double, right: Double, count: Double)](repeating: (0, 0, 0), count: bins)
        for row in rows {
            let bin = min(bins - 1, max(0, Int(row.confidence * Float(bins))))
            sums[bin].confidence += Double(row.confidence)
            sums[bin].right += row.isRight ? 1 : 0
            sums[bin].count += 1
        }
        return sums.reduce(0) { $0 + abs($1.confidence - $1.right) } / Double(rows.count)
    }
}
