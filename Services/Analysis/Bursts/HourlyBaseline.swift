import Foundation
import Schemas

/// How many mentions an hour of the week usually brings a subject.
///
/// A level that drifts, times the shape of the day, times the shape of the week; all three exponentially weighted, the
/// shapes held back towards flat while they rest on little, so that a subject of a mention a day has a baseline too. A
/// count far above the baseline teaches no more than a count at its edge: what is being measured must not become usual
/// at once.
struct HourlyBaseline {
    private(set) var level = (sum: 0.0, weight: 0.0)
    private(set) var hours = Shape(count: 24)
    private(set) var days = Shape(count: 7)
    /// The first hour counted, since 1970; nil before that.
    private(set) var firstHour: Int64?

    struct Shape: Equatable {
        var sums: [Double]
        var weights: [Double]

        init(count: Int) {
            sums = [Double](repeating: 0, count: count)
            weights = sums
        }
    }

    /// Weight of the newest hour in the level: it follows a change in some two days.
    static let drift = 1.0 / 50
    /// What an hour of the day, or a day of the week, weighs before anything was seen: in hours at the level.
    static let hourPrior = 2.0
    static let dayPrior = 72.0
    /// Kept of a shape's sums each time: three weeks' memory for an hour of the day, eight for a day of the week.
    private static let hourMemory = 1 - 1.0 / 28
    private static let dayMemory = 1 - 1.0 / (8 * 24)
    /// Hours before counts are held back and alarms given.
    static let warmUp: Int64 = 168
    /// Standard deviations above which a count teaches no more.
    static let edge = 3.0
    /// No hour is expected to bring less.
    static let least = 0.05

    init() {}

    init(_ row: Baseline) {
        level = (row.level, row.levelWeight)
        if row.hourOfDay.count == 24, row.hourWeight.count == 24 {
            (hours.sums, hours.weights) = (row.hourOfDay, row.hourWeight)
        }
        if row.dayOfWeek.count == 7, row.dayWeight.count == 7 {
            (days.sums, days.weights) = (row.dayOfWeek, row.dayWeight)
        }
        firstHour = row.levelWeight > 0 ? row.firstHour : nil
    }

    func put(in row: inout Baseline) {
        (row.level, row.levelWeight) = level
        (row.hourOfDay, row.hourWeight) = (hours.sums, hours.weights)
        (row.dayOfWeek, row.dayWeight) = (days.sums, days.weights)
        row.firstHour = firstHour ?? 0
    }

    var meanLevel: Double { level.weight > 0 ? level.sum / level.weight : 0 }

    private static func hourOfDay(_ hour: Int64) -> Int { Int(((hour % 24) + 24) % 24) }
    private static func dayOfWeek(_ hour: Int64) -> Int {
        let day = hour >= 0 ? hour / 24 : (hour - 23) / 24
        return Int(((day % 7) + 7) % 7)
    }

    private func hourFactor(_ hour: Int) -> Double {
        let level = max(meanLevel, Self.least)
        func raw(_ hour: Int) -> Double {
            (hours.sums[hour] + Self.hourPrior * level) / (hours.weights[hour] + Self.hourPrior)
        }
        let mean = (0..<24).reduce(0) { $0 + raw($1) } / 24
        return raw(hour) / max(mean, 1e-9)
    }

    /// Sums are of counts over what level and hour let expect, so they need no level of their own.
    private func dayFactor(_ day: Int) -> Double {
        func raw(_ day: Int) -> Double { (days.sums[day] + Self.dayPrior) / (days.weights[day] + Self.dayPrior) }
        let mean = (0..<7).reduce(0) { $0 + raw($1) } / 7
        return raw(day) / max(mean, 1e-9)
    }

    /// Mentions to be expected within an hour, counted since 1970.
    func expected(_ hour: Int64) -> Double {
        guard level.weight > 0 else { return Self.least }
        return max(
            Self.least, meanLevel * hourFactor(Self.hourOfDay(hour)) * dayFactor(Self.dayOfWeek(hour)))
    }

    func isWarm(at hour: Int64) -> Bool { firstHour.map { hour - $0 >= Self.warmUp } ?? false }

    /// Learns from a whole hour.
    mutating func learn(_ count: Double, hour: Int64) {
        let expected = expected(hour)
        let isWarm = isWarm(at: hour)
        if firstHour == nil { firstHour = hour }
        let taken = isWarm ? min(count, expected + Self.edge * expected.squareRoot() + 1) : count
        let (ofDay, ofWeek) = (Self.hourOfDay(hour), Self.dayOfWeek(hour))
        let (hourFactor, dayFactor) = (hourFactor(ofDay), dayFactor(ofWeek))
        hours.sums[ofDay] = hours.sums[ofDay] * Self.hourMemory + taken / dayFactor
        hours.weights[ofDay] = hours.weights[ofDay] * Self.hourMemory + 1
        let usual = max(meanLevel * hourFactor, Self.least)
        if level.weight > 0 {
            // A quiet hour says little of the day it is in.
            let weight = min(1, usual / max(meanLevel, Self.least))
            days.sums[ofWeek] = days.sums[ofWeek] * Self.dayMemory + weight * taken / usual
            days.weights[ofWeek] = days.weights[ofWeek] * Self.dayMemory + weight
        }
        level.sum = level.sum * (1 - Self.drift) + Self.drift * taken / max(hourFactor * dayFactor, 0.05)
        level.weight = level.weight * (1 - Self.drift) + Self.drift
    }

    /// 168 expectations, Monday 00:00 UTC first.
    var week: [Double] {
        // 1970-01-05 was a Monday.
        (0..<168).map { expected(96 + $0) }
    }
}
