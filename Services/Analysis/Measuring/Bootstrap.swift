/// Percentile bootstrap (Efron 1979): how far a figure would move with another sample of rows.
///
/// Resampling is seeded, so that a report is the same each time.
package struct Bootstrap: Sendable {
    package var resamples: Int
    package var seed: UInt64

    package init(resamples: Int = 1000, seed: UInt64 = 0x6665_6e67) {
        self.resamples = resamples
        self.seed = seed
    }

    /// The figures on all of `count` rows, each with its 95 % interval.
    ///
    /// - Parameter figures: from indices of rows, some of them repeated.
    package func measures(of count: Int, _ figures: ([Int]) -> [String: Double]) -> [String: Measure] {
        let whole = figures(Array(0..<count))
        guard count > 1, resamples > 1 else {
            return whole.mapValues { Measure(value: $0, low: $0, high: $0) }
        }
        var samples: [String: [Double]] = [:]
        var random = SplitMix(seed: seed)
        var indices = [Int](repeating: 0, count: count)
        for _ in 0..<resamples {
            for index in indices.indices { indices[index] = random.below(count) }
            for (name, value) in figures(indices) where !value.isNaN { samples[name, default: []].append(value) }
        }
        var measures: [String: Measure] = [:]
        for (name, value) in whole {
            let sorted = (samples[name] ?? [value]).sorted()
            measures[name] = Measure(
                value: value, low: Self.quantile(0.025, of: sorted), high: Self.quantile(0.975, of: sorted))
        }
        return measures
    }

    /// The nearest rank of a sorted sample.
    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
package struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    /// 0 ..< bound, by Lemire's multiplication; the bias is below 2⁻³² for the bounds used here.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
