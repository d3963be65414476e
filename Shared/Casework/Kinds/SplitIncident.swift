import Schemas

extension CaseFile {
    /// Some of the incident's mentions are another happening: of its evidence some, and not all.
    func split(_ split: SplitIncident) throws(Refusal) {
        guard !split.mentionIds.isEmpty else {
            throw .invalid("found no mentions, expected some to split off", "mentionIds")
        }
        guard let incident = try ownIncident() else { return }
        try roomForOrigins(incident.origins, "mentionIds")
        let named = Set(split.mentionIds)
        let moved = incident.evidence.count { named.contains($0.mentionID) }
        guard moved > 0, moved < incident.evidence.count else {
            throw .invalid(
                "\(moved) of \(incident.evidence.count) evidence mentions would be split off; expected some, not all",
                "mentionIds")
        }
    }
}
