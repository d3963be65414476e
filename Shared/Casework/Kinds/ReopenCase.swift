import Schemas

extension CaseFile {
    /// A case that is over is not; one whose incident goes on in another is over for good. Where the incident itself was called a false alarm it is graded again, which opens its
    /// case as well: a case about nothing would end at once.
    func reopen() throws(Refusal) {
        let row = try anyCase()
        try step(.reopened, from: row.state)
        guard try ownIncident()?.state != .falseAlarm else {
            throw .conflict("the incident was called a false alarm; grade it again, and its case opens again")
        }
    }
}
