import Foundation
import Schemas
import SwiftProtobuf

/// How often a subject's negative mentions hit each of the plan's lists of sensitive terms: for a bank a card is frozen every
/// day, and an arrest is told once a year.
///
/// Sums that fade over two weeks, written and read as they are kept, so that a restart changes nothing.
struct ListUse: Equatable {
    /// By the list's name.
    private(set) var sums: [String: Float] = [:]
    /// Hours behind the sums.
    private(set) var hours: Float = 0
    /// The hour since 1970 up to which they have faded; 0 before the first.
    private(set) var hour: Int64 = 0

    /// Under these names stand all negative mentions that are no copies, whatever they hit, and the hours in which they were
    /// counted: a row of before they were has neither.
    static let any = "*"
    private static let hoursOfAny = "*h"
    /// Hours before anything is said of how many there are.
    private static let warmUpOfAny: Float = 12
    private static let halfLife: Float = 14 * 24
    /// Hours before anything is said of what is usual.
    private static let warmUp: Float = 48
    /// What counts as seen before the first mention.
    private static let priorHours = 168.0
    private static let prior = 0.5

    init() {}

    /// As `terms` wrote it.
    init(_ terms: [Term]) {
        for term in terms {
            if term.text.isEmpty {
                // Whatever a row says, hours can be told apart by subtraction.
                hour = EventBounds.time(Int64(truncatingIfNeeded: term.hash))
                hours = term.weight
            } else {
                sums[term.text] = term.weight
            }
        }
    }

    var terms: [Term] {
        guard hour != 0 else { return [] }
        var whole = Term()
        (whole.hash, whole.weight) = (UInt64(bitPattern: hour), hours)
        return [whole]
            + sums.sorted { $0.key < $1.key }.map { name, sum in
                Term.with { ($0.text, $0.weight) = (name, sum) }
            }
    }

    private func left(at now: Int64) -> Float {
        now > hour && hour != 0 ? exp2(-Float(min(now - hour, 100_000)) / Self.halfLife) : 1
    }

    private func hours(at now: Int64) -> Float {
        let left = left(at: now)
        return hours * left + (1 - left) * Self.halfLife / Float(M_LN2)
    }

    /// Counts a negative mention that hits these lists; none: that time has passed.
    mutating func count(_ lists: [String], at now: Int64) {
        if hour == 0 { hour = now }
        if now > hour {
            let left = left(at: now)
            hours = hours(at: now)
            for name in sums.keys { sums[name]? *= left }
            if sums[Self.any] != nil { sums[Self.hoursOfAny, default: 0] += (1 - left) * Self.halfLife / Float(M_LN2) }
            hour = now
        }
        for name in lists { sums[name, default: 0] += 1 }
    }

    /// How many negative mentions an hour there are, whatever they hit; nil before enough has been seen.
    func rateOfAny(at now: Int64) -> Double? {
        let left = left(at: now)
        let hours = (sums[Self.hoursOfAny] ?? 0) * left + (1 - left) * Self.halfLife / Float(M_LN2)
        guard let sum = sums[Self.any], hours >= Self.warmUpOfAny else { return nil }
        return Double(sum * left / hours)
    }

    /// How many an hour are usual, some left out; nil before enough has been seen.
    func rate(of list: String, without own: Double, at now: Int64) -> Double? {
        let hours = hours(at: now)
        guard hours >= Self.warmUp else { return nil }
        let past = max(0, Double((sums[list] ?? 0) * left(at: now)) - own)
        return (past + Self.prior) / (Double(hours) + Self.priorHours)
    }
}
