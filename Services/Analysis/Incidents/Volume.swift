import Schemas

/// Mentions by hour of publication, ascending, of the newest 21 days.
enum Volume {
    static let hour: Int64 = 3_600_000
    static let maximumHours = 21 * 24

    static func add(_ amount: HourlyVolume, to volume: inout [HourlyVolume]) {
        var position = volume.count
        while position > 0, volume[position - 1].hour > amount.hour { position -= 1 }
        if position > 0, volume[position - 1].hour == amount.hour {
            volume[position - 1].mentions += amount.mentions
            volume[position - 1].negative += amount.negative
            volume[position - 1].reach = saturating(volume[position - 1].reach, amount.reach)
        } else {
            volume.insert(amount, at: position)
            if let newest = volume.last?.hour {
                let oldest = newest - Int64(maximumHours) * hour
                if volume[0].hour <= oldest { volume.removeAll { $0.hour <= oldest } }
            }
        }
    }

    static func start(of time: Int64) -> Int64 { time - ((time % hour) + hour) % hour }

    /// Mentions per hour in the fullest window, among the windows of the day before `clock`: a peak that is longer past
    /// is no spread any more.
    static func peak(of volume: [HourlyVolume], window: Int64, clock: Int64) -> Double {
        let width = max(hour, window)
        let recent = volume.drop { $0.hour < clock - 24 * hour - width }
        var best = 0.0
        for (offset, last) in recent.enumerated() {
            var sum: Int64 = 0
            for earlier in recent.prefix(offset + 1).reversed() {
                guard last.hour - earlier.hour < width else { break }
                sum += earlier.mentions
            }
            best = max(best, Double(sum) * Double(hour) / Double(width))
        }
        return best
    }

    static func saturating(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
