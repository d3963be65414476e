import Foundation

/// Tail probabilities of counts that vary more than Poisson's: negative binomial with a given mean and variance.
///
/// Sums over the tail itself, so that small probabilities are exact where 1 - CDF would cancel out.
struct CountTail {
    private let mean: Double
    private let size: Double
    private let share: Double

    /// - Parameters:
    ///   - mean: above 0.
    ///   - dispersion: variance over mean, above 1.
    init(mean: Double, dispersion: Double) {
        self.mean = max(mean, 1e-9)
        let dispersion = max(dispersion, 1.0001)
        share = 1 / dispersion
        size = self.mean / (dispersion - 1)
    }

    private func logarithmOfProbability(_ count: Double) -> Double {
        lgamma(size + count) - lgamma(size) - lgamma(count + 1) + size * log(share) + count * log1p(-share)
    }

    /// -log10 of the probability of so many or more; 0 where that is no surprise.
    func surprise(atLeast count: Double) -> Double {
        guard count > mean else { return 0 }
        var (sum, term, at) = (1.0, 1.0, count)
        for _ in 0..<Self.maximumTerms {
            term *= (size + at) / (at + 1) * (1 - share)
            sum += term
            at += 1
            if term < sum * 1e-9 { break }
        }
        return max(0, -(logarithmOfProbability(count) + log(sum)) / M_LN10)
    }

    /// -log10 of the probability of so many or fewer; 0 where that is no surprise.
    func surprise(atMost count: Double) -> Double {
        guard count < mean else { return 0 }
        var (sum, term, at) = (1.0, 1.0, count)
        while at > 0 {
            term *= at / ((size + at - 1) * (1 - share))
            sum += term
            at -= 1
            if term < sum * 1e-9 { break }
        }
        return max(0, -(logarithmOfProbability(count) + log(sum)) / M_LN10)
    }

    private static let maximumTerms = 20_000
}
