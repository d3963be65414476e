import Schemas

extension CaseFile {
    /// A case for an incident below the grade that opens one by itself: where there is none, and the incident is not over.
    func open() throws(Refusal) {
        if let row = row.value {
            throw .conflict(row.state.isOver ? "the case is over; open it again" : "the case is open")
        }
        guard let incident = try ownIncident() else { return }
        guard !incident.state.isOver else { throw .conflict("the incident is over") }
    }
}
