import Schemas

extension CaseFile {
    /// The incident is none. A case that is over stays as it ended; one in which somebody is bound goes on until a second
    /// person agrees.
    func sayFalseAlarm() throws(Refusal) {
        guard let incident = try ownIncident() else { return }
        try noFalseAlarm(incident)
    }

    /// Nobody has said of it that it is a false alarm, also none that waits for a second person.
    func noFalseAlarm(_ incident: Incident) throws(Refusal) {
        guard incident.state != .falseAlarm, row.value?.lowering.falseAlarm != true else {
            throw .conflict("the incident is a false alarm already")
        }
    }
}
