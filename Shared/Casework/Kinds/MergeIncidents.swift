import Schemas

extension CaseFile {
    /// Two incidents are one: of one subject, neither over by another word, and not a drill with a real one.
    func merge(_ merge: MergeIncidents) throws(Refusal) {
        let incident = try ownIncident()
        if let incident { try noFalseAlarm(incident) }
        if case .none = target { throw .missing("there is no incident \"\(merge.into)\" to merge into", "into") }
        guard let target = target.value, let incident else { return }
        guard target.id != incident.id, target.subject == incident.subject, target.drill == incident.drill,
            !target.state.isOver
        else {
            throw .invalid(
                "incident \(incident.id) cannot be merged into \(target.id): expected another open incident of the same "
                    + "subject, and a drill with a drill only", "into")
        }
        try roomForOrigins(target.origins + incident.origins, "into")
    }

    /// Merging and splitting to and fro makes no row without end.
    func roomForOrigins(_ count: Int, _ field: String) throws(Refusal) {
        guard count < DecisionBounds.mostOrigins else {
            throw .invalid(
                "it has come of \(count) incidents already; expected fewer than \(DecisionBounds.mostOrigins)", field)
        }
    }
}

extension Incident {
    /// How many incidents it has come of: merged into it, or split.
    var origins: Int { mergedFrom.count + splitFrom.count }
}
