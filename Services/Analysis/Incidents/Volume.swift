import Schemas

/// Mentions by hour of publication, ascending, of the newest 21 days.
enum Volume {
    static let hour: Int64 = 3_600_000
    static let maximumHours = 21 * 24

    /// - Parameter expected: the subject's usual mentions of an hour counted since 1970; asked once an hour.
    static func add(
        _ mentions: Int64, negative: Int64, reach: Int64, at time: Int64, to volume: inout [HourlyVolume],
        expected: (Int64) -> Double
    ) {
        let start = start(of: time)
        if let last = volume.indices.last, volume[last].hour == start {
            volume[last].mentions += mentions
            volume[last].negative += negative
            volume[last].reach = saturating(volume[last].reach, reach)
            return
        }
        var amount = HourlyVolume()
        amount.hour = start
        amount.mentions = mentions
        amount.negative = negative
        amount.reach = reach
        amount.expected = expected(start / hour)
        add(amount, to: &volume)
    }

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

    /// Takes mentions off an hour again, as far as they are counted there.
    static func subtract(_ amount: HourlyVolume, from volume: inout [HourlyVolume]) {
        guard let at = volume.firstIndex(where: { $0.hour == amount.hour }) else { return }
        volume[at].mentions = max(0, volume[at].mentions - amount.mentions)
        volume[at].negative = max(0, volume[at].negative - amount.negative)
        volume[at].reach = max(0, volume[at].reach - amount.reach)
    }

    /// Writes an hour as an element of an incident's field `volume`.
    static func write(_ hour: HourlyVolume, to writer: inout FieldWriter) {
        writer.message(19) {
            $0.integer(1, hour.hour)
            $0.integer(2, hour.mentions)
            $0.integer(3, hour.negative)
            $0.integer(4, hour.reach)
            $0.number(5, hour.expected)
        }
    }

    static func start(of time: Int64) -> Int64 { time - ((time % hour) + hour) % hour }

    /// The hours that `peak` looks at begin here.
    static func oldest(window: Int64, clock: Int64) -> Int64 { clock - 24 * hour - max(hour, window) }

    /// Negative mentions per hour in the fullest window, among the windows of the day before `clock`: a peak that is longer past
    /// is no spread any more.
    static func peak(of volume: [HourlyVolume], window: Int64, clock: Int64) -> Double {
        let width = max(hour, window)
        let oldest = oldest(window: window, clock: clock)
        var first = volume.count
        while first > 0, volume[first - 1].hour >= oldest { first -= 1 }
        var best: Int64 = 0
        var sum: Int64 = 0
        var tail = first
        for at in first..<volume.count {
            sum += volume[at].negative
            while volume[at].hour - volume[tail].hour >= width {
                sum -= volume[tail].negative
                tail += 1
            }
            best = max(best, sum)
        }
        return Double(best) * Double(hour) / Double(width)
    }

    /// Mentions in the hours from `since` until `end`.
    static func mentions(in volume: [HourlyVolume], since: Int64, until end: Int64) -> Int64 {
        var sum: Int64 = 0
        for amount in volume.reversed() {
            if amount.hour < since { break }
            if amount.hour < end { sum += amount.mentions }
        }
        return sum
    }

    static func saturating(_ a: Int64, _ b: Int64) -> Int64 { EventBounds.sum(a, b) }
}
