import Schemas

extension CaseFile {
    /// A text is taken back; one that is out with what is said instead.
    func withdraw(_ withdraw: WithdrawStatement) throws(Refusal) {
        let statement = try statement(withdraw.statementID, in: anyCase())
        guard statement.state != .withdrawn else {
            throw .conflict("statement \(statement.id) is withdrawn already")
        }
        guard statement.releasedAt == 0 || !withdraw.correction.isBlank else {
            throw .invalid("withdrawing what is out takes a correction", "correction")
        }
    }
}
