import Schemas

/// When the next attempt is made after one that failed for now.
///
/// The delays are those of Standard Webhooks 1.0.0 ("Deliverability and reliability"), with jitter that is derived from
/// the delivery, so that a replay computes the same times.
enum DeliverySchedule {
    /// Milliseconds before each attempt, the first at once.
    static let delays: [Int64] = [
        0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
    ]
    /// The most a recipient's `Retry-After` may ask for, in milliseconds: as long as the longest delay of the schedule.
    static let longestWait: Int64 = 86_400_000

    /// - Parameters:
    ///   - made: attempts made since the schedule began, from 1.
    ///   - total: attempts made in all; only seeds the jitter.
    ///   - retryAfter: seconds the recipient asked for; 0 when it said nothing.
    /// - Returns: when to try again, ms since 1970; `nil` when the schedule is exhausted.
    static func next(after time: Int64, made: Int, total: Int, id: String, retryAfter: Int64) -> Int64? {
        guard made < delays.count else { return nil }
        let delay = delays[max(made, 0)]
        let asked = min(max(retryAfter, 0), longestWait / 1000) * 1000
        return EventBounds.time(EventBounds.sum(time, max(delay + jitter(of: delay, id: id, attempt: total), asked)))
    }

    /// Up to a tenth of the delay, so that many deliveries to one host do not come back together.
    static func jitter(of delay: Int64, id: String, attempt: Int) -> Int64 {
        let digest = EventID.derive("jitter", id, String(attempt)).prefix(8)
        let share = Int64(digest, radix: 16) ?? 0
        return delay / 10 * share / Int64(UInt32.max)
    }
}
