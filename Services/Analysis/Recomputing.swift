package import Processing
package import Schemas

/// What a recomputation without a log takes from the processor: only what somebody acts upon is written at all.
extension AnalysisProcessor {
    /// The incidents changed since the last call that are graded or that `isFollowed`, each written as it is now; of what
    /// else changed in any table nothing is kept.
    /// - Parameter isFollowed: of an incident's id: whether it is wanted whatever its grade.
    package mutating func takeIncidents(where isFollowed: (String) -> Bool) -> [TableChange] {
        hasTurned = false
        _ = clusters.takeChanges { _ in false }
        _ = profiles.takeChanges { _ in false }
        return incidents.takeChanges { $0.facts.grade != .unspecified || isFollowed($0.key) }
    }

    /// The incidents are handed over otherwise.
    package mutating func forgetTurns() { hasTurned = false }

    /// An incident as it is now.
    package func incident(_ id: String) -> Incident? { incidents[id] }

    /// All that are kept, in no order.
    package var allIncidents: [Incident] { incidents.working.map { $0.message() } }
}
