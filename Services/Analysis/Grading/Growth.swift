import Foundation
import Schemas

/// An incident's negative mentions of the last hours against its own past: how surprising so many are.
///
/// A new incident has no past: what the subject's negative mentions say of such a matter anyway stands for it (`Everyday`).
/// Where that is not known, a few a day of one matter are nothing unusual for anybody, and for a subject that is talked of
/// much a small share of its usual mentions.
struct Growth: Equatable {
    /// -log10 of the probability of so many by chance.
    var score = 0.0
    var hours = 0
    /// Negative mentions within those hours, and how many its past explains.
    var observed = 0.0
    var expected = 0.0
    /// By the plan's rule for bursts.
    var isSurge = false
    /// Where it is a list of sensitive terms that more mentions hit than is usual: its number; -1 for all mentions.
    var list = -1

    static let windows: [Int64] = [3, 12, 24]
    /// Hours of the past that are compared with.
    static let past: Int64 = 7 * 24
    /// Negative mentions an hour that any matter may have, and the share of the subject's usual mentions.
    static let leastRate = 0.02
    static let share = 0.004
    private static let dispersion = 1.05
    private static let dispersionPerMention = 0.04

    init() {}

    /// Of mentions that hit one list, within the narrowest window that holds all of the incident.
    /// - Parameter rate: how many an hour are usual.
    init?(list: Int, observed: Int64, age: Int64, rate: Double) {
        guard let width = Self.windows.first(where: { age <= $0 * Volume.hour }) else { return nil }
        let expected = rate * Double(width)
        let tail = CountTail(mean: expected, dispersion: Self.dispersion + Self.dispersionPerMention * expected)
        (score, hours, self.observed, self.expected) = (
            tail.surprise(atLeast: Double(observed)), Int(width), Double(observed), expected
        )
        self.list = list
    }

    /// - Parameters:
    ///   - volume: ascending.
    ///   - clock: ms since 1970.
    ///   - atLeast: fewer negative mentions are no growth, however surprising.
    ///   - usual: negative mentions an hour that there are of such a matter anyway; nil where nobody knows.
    init(of volume: [HourlyVolume], clock: Int64, atLeast least: Int64 = 1, usual rateOfMatter: Double? = nil) {
        let end = Volume.start(of: clock) + Volume.hour
        for width in Self.windows {
            let since = end - width * Volume.hour
            let before = since - Self.past * Volume.hour
            var (observed, usual, hours, earlier): (Int64, Double, Double, Int64) = (0, 0, 0, 0)
            for at in volume.indices.reversed() {
                let hour = volume[at].hour
                if hour < before { break }
                guard hour < end else { continue }
                if hour >= since {
                    observed += volume[at].negative
                    if volume[at].expected > 0 { (usual, hours) = (usual + volume[at].expected, hours + 1) }
                } else {
                    earlier += volume[at].negative
                }
            }
            guard observed >= least else { continue }
            let rate = max(
                Self.leastRate, rateOfMatter ?? (hours > 0 ? Self.share * usual / hours : 0),
                Double(earlier) / Double(Self.past))
            let expected = rate * Double(width)
            let tail = CountTail(
                mean: expected, dispersion: Self.dispersion + Self.dispersionPerMention * expected)
            let score = tail.surprise(atLeast: Double(observed))
            guard score > self.score else { continue }
            (self.score, self.hours, self.observed, self.expected) = (score, Int(width), Double(observed), expected)
        }
    }
}
