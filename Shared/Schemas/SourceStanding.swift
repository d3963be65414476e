/// Whether a source is heard of. No news and a broken source are different things, and neither is a beginning.
public enum SourceStanding: Hashable, Sendable {
    /// It was not looked at yet, or gave nothing so far, and its cadence is not over.
    case notHeardYet
    /// Something new came within its cadence, or it has none.
    case heard
    /// It answers, and brings nothing new past its cadence.
    case frozen
    /// It does not answer, or sends nothing, past its cadence.
    case silent

    /// Past its cadence: what happens there may not be seen.
    public var isLost: Bool { self == .frozen || self == .silent }
}

extension Source {
    /// When the newest thing came of it that was new; before anything did, when it was first asked. Milliseconds since
    /// 1970; 0: not known. A time to come, as some sources write it, counts as the last answer; of a source that sends by
    /// itself its sending counts.
    public var newsAt: Int64 {
        let newest = kind == "push" ? max(lastMentionAt, lastSuccessAt) : min(lastMentionAt, lastSuccessAt)
        return max(newest, firstAttemptAt)
    }

    /// - Parameters:
    ///   - cadence: milliseconds expected between two new items; `nil`: it may be quiet for ever.
    ///   - now: milliseconds since 1970.
    public func standing(cadence: Int64?, at now: Int64) -> SourceStanding {
        let isHeard = lastMentionAt > 0
        guard let cadence, cadence > 0 else { return isHeard || lastSuccessAt > 0 ? .heard : .notHeardYet }
        func isWithin(_ time: Int64) -> Bool { EventBounds.sum(time, cadence) >= now }
        // A row that says no more than that there is such a source.
        if newsAt == 0, lastAttemptAt == 0 { return .notHeardYet }
        if isWithin(newsAt) { return isHeard ? .heard : .notHeardYet }
        return isWithin(lastSuccessAt) && lastSuccessAt > 0 ? .frozen : .silent
    }
}
