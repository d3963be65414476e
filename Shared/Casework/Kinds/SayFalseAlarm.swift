import Schemas

extension CaseFile {
    /// The incident is none. A case that is over stays as it ended.
    func sayFalseAlarm() throws(Refusal) {
        guard let incident = try ownIncident() else { return }
        guard incident.state != .falseAlarm else { throw .conflict("the incident is a false alarm already") }
    }
}
