import Plan
import Schemas

extension CaseFile {
    /// The case is over: by those whom the plan names, or by anybody with the permission where it names nobody, once the
    /// plan's closing rule holds.
    func close(_ ruling: Ruling) throws(Refusal) {
        let row = try openCase()
        let roles = plan.closing.roles
        guard holds(ruling, oneOf: roles) else {
            throw .forbidden("a case is closed by \(roles.joined(separator: ", ")), not by \(ruling.holder)")
        }
        let against = ClosingRule.reasonsAgainst(row, plan: plan, now: now)
        guard against.isEmpty else { throw .conflict(against.joined(separator: "; ")) }
        // Else closing would decide what takes two people.
        guard !row.hasLowering else {
            throw .conflict(
                "what \(row.lowering.askedBy) asked for waits for a second person: agree, or disagree, first")
        }
        try step(.evaluationWritten, from: row.state)
    }
}
