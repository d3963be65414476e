/// When a log was last heard from, and what is wrong with it as far as is known.
///
/// A log that is asked by nobody asks itself every few seconds, so `heard` is a sign of life of the log and not of its
/// users: older than 15 s means that it is away.
public struct LogContact: Hashable, Sendable {
    /// The last answer; `nil`: none yet.
    public var heard: ContinuousClock.Instant?
    /// What keeps it from being reached, read or written as of the last look, in words that a person can act on; `nil`:
    /// nothing known.
    public var complaint: String?

    public init(heard: ContinuousClock.Instant? = nil, complaint: String? = nil) {
        self.heard = heard
        self.complaint = complaint
    }

    /// Whether an answer came within `limit`, and nothing is wrong.
    /// - Parameter now: as of when.
    public func isGood(within limit: Duration, now: ContinuousClock.Instant = .now) -> Bool {
        guard complaint == nil, let heard else { return false }
        return now - heard <= limit
    }
}

extension LogContact {
    /// What was not heard of for so long is away: a session lasts 10 s, a broker's election a few.
    public static let patience: Duration = .seconds(15)
}

extension EventLog {
    /// A log that says nothing of it is taken to be there.
    public var contact: LogContact { LogContact(heard: .now) }
}
