import Schemas

/// When a burst is worth an alarm: surprising enough, and none was given within the last day.
struct BurstAlarm {
    /// -log10 of the probability of the like by chance, in any one hour.
    var score: Double
    /// Hours without alarm-worthy surprise before there is another alarm.
    var pause: Int64 = 24
    /// The end of the newest hour that was surprising enough, ms since 1970.
    var newest: Int64 = .min

    /// About one false alarm in a hundred days of one subject.
    static let shipped = BurstAlarm(score: 3.6)

    mutating func isGiven(for burst: Burst) -> Bool {
        guard burst.score >= score else { return false }
        defer { newest = burst.at }
        return newest == .min || burst.at - newest > pause * 3_600_000
    }
}
