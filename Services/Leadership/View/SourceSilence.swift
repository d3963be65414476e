import Plan
import Schemas

extension ResponsePlan.Source {
    /// Whether nothing was heard of it for longer than its cadence, or ever. A source without a cadence may be quiet.
    /// - Parameter now: milliseconds since 1970.
    func isSilent(_ seen: Source?, at now: Int64) -> Bool {
        guard let cadence else { return false }
        let lastSign = seen.map { max($0.lastMentionAt, $0.lastSuccessAt) } ?? 0
        return lastSign <= 0 || now - lastSign > Int64(cadence.seconds) * 1000
    }
}
