import Plan
import Schemas

extension ResponsePlan.Source {
    /// How it stands; one that nobody has looked at yet is not heard yet.
    /// - Parameter now: milliseconds since 1970.
    func standing(_ seen: Source?, at now: Int64) -> SourceStanding {
        (seen ?? Source()).standing(cadence: seen == nil ? nil : cadence.map { Int64($0.seconds) * 1000 }, at: now)
    }

    /// Whether what happens there may not be seen: past its cadence it does not answer, or brings nothing new.
    func isSilent(_ seen: Source?, at now: Int64) -> Bool { standing(seen, at: now).isLost }
}
