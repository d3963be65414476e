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
    }
}
