import Foundation

/// Time from left to right.
struct TimeScale {
    static let hour: Int64 = 3_600_000

    /// Milliseconds since 1970.
    let start: Int64
    let end: Int64
    let left: Double
    let right: Double

    init(start: Int64, end: Int64, left: Double, right: Double) {
        self.start = start
        self.end = max(end, start + Self.hour)
        self.left = left
        self.right = right
    }

    /// What lies outside stands at the edge.
    func x(_ time: Int64) -> Double {
        let inside = min(max(time, start), end)
        return left + Double(inside - start) / Double(end - start) * (right - left)
    }

    /// Round hours, or days, of the institution's zone: as many as there is room for labels.
    func ticks(in zone: TimeZone, atMost count: Int) -> [Int64] {
        let hours = [1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720, 2160, 8760].map { Int64($0) * Self.hour }
        let step = hours.first { (end - start) / $0 < Int64(count) } ?? (end - start)
        let offset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(start) / 1000))) * 1000
        let first = (start + offset + step - 1) / step * step - offset
        return Array(stride(from: first, through: end, by: Int64.Stride(step)).prefix(count))
    }
}

/// The top of an axis.
enum AxisTop {
    /// A round even number at or above a value.
    static func above(_ value: Int64) -> Int64 {
        guard value > 2 else { return 2 }
        var unit: Int64 = 1
        while unit <= Int64.max / 100 {
            for factor in [2, 4, 6, 10] as [Int64] where unit * factor >= value { return unit * factor }
            unit *= 10
        }
        return value
    }
}
