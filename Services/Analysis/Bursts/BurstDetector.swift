import Foundation
import Schemas
import SwiftProtobuf

/// Tells when a subject is talked of more, or less, than its usual volume explains; hour by hour, looking back only.
///
/// The mentions of the last one, three and six hours are held against the baseline of those hours by the tail of a
/// negative binomial distribution (longer windows find the slow rise of a quiet subject); fewer than usual, over six,
/// twelve and twenty-four. An alarm is given once: the next one only after a day without.
struct BurstDetector {
    /// One hour's count.
    struct Hour: Equatable {
        var mentions = 0.0
        /// A bit for each source, by hash.
        var sources: UInt64 = 0
        var expected = 0.0
    }

    private(set) var baseline = HourlyBaseline()
    /// The hour being counted, since 1970; nil before the first mention.
    private(set) var hour: Int64?
    /// The newest hours, the one being counted last.
    private(set) var recent: [Hour] = []

    static let windows = [1, 3, 6]
    static let lullWindows = [6, 12, 24]
    private static let kept = 24
    /// Variance over mean of an hour's count: at least this, and more by this share of the mean, because busy subjects vary
    /// by more than their number.
    private static let leastDispersion = 1.05
    private static let dispersionPerMention = 0.04

    init() {}

    init(_ row: Baseline) {
        baseline = HourlyBaseline(row)
        recent = row.recent.suffix(Self.kept).map {
            Hour(mentions: $0.mentions, sources: $0.sources, expected: $0.expected)
        }
        hour = recent.isEmpty ? nil : row.hour
    }

    var row: Baseline {
        Baseline.with { row in
            baseline.put(in: &row)
            row.hour = hour ?? 0
            row.recent = recent.map { hour in
                HourCount.with {
                    $0.mentions = hour.mentions
                    $0.sources = hour.sources
                    $0.expected = hour.expected
                }
            }
        }
    }

    /// Counts into the current hour; what is late is not counted.
    mutating func count(_ mentions: Double, source: UInt64, hour: Int64) {
        if self.hour == nil { begin(hour) }
        guard hour == self.hour, !recent.isEmpty else { return }
        recent[recent.count - 1].mentions += mentions
        recent[recent.count - 1].sources |= 1 << (source & 63)
    }

    /// Ends hours until `hour` is the one being counted.
    /// - Parameter ended: called for each hour with the strongest burst and lull that end with it.
    mutating func advance(to hour: Int64, ended: (_ burst: Burst, _ lull: Burst) -> Void) {
        guard let current = self.hour, hour > current else { return }
        // After a very long silence most hours would teach the same: nothing.
        var next = current
        if hour - current > Self.longestSilence { next = hour - Self.longestSilence }
        while next < hour {
            if let last = recent.last {
                if baseline.isWarm(at: next) { ended(burst(endingWith: next), lull(endingWith: next)) }
                baseline.learn(last.mentions, hour: next)
            }
            next += 1
            begin(next)
        }
    }

    private static let longestSilence: Int64 = 28 * 24

    private mutating func begin(_ hour: Int64) {
        self.hour = hour
        recent.append(Hour(expected: baseline.expected(hour)))
        if recent.count > Self.kept { recent.removeFirst() }
    }

    /// The strongest burst that ends with the hour being counted, as far as it is counted.
    func burst(endingWith hour: Int64) -> Burst {
        strongest(Self.windows, endingWith: hour) { $0.surprise(atLeast: $1) }
    }

    func lull(endingWith hour: Int64) -> Burst {
        strongest(Self.lullWindows, endingWith: hour) { $0.surprise(atMost: $1) }
    }

    private func strongest(
        _ windows: [Int], endingWith hour: Int64, _ surprise: (CountTail, Double) -> Double
    ) -> Burst {
        var best = Burst()
        for width in windows where width <= recent.count {
            let hours = recent.suffix(width)
            let mentions = hours.reduce(0) { $0 + $1.mentions }
            let expected = hours.reduce(0) { $0 + $1.expected }
            let tail = CountTail(
                mean: expected, dispersion: Self.leastDispersion + Self.dispersionPerMention * expected)
            let score = surprise(tail, mentions)
            guard score > best.score else { continue }
            best.score = score
            best.hours = Int32(width)
            best.since = (hour - Int64(width) + 1) * 3_600_000
            best.at = (hour + 1) * 3_600_000
            best.observed = mentions
            best.expected = expected
            best.sources = Int32(hours.reduce(UInt64(0)) { $0 | $1.sources }.nonzeroBitCount)
        }
        return best
    }
}
