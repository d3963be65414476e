import Plan
import Schemas

extension CaseFile {
    /// A signature under exactly the text that was read, or its refusal with a reason: by somebody with a role that has
    /// still to sign, and by nobody twice.
    func sign(_ sign: SignStatement, _ ruling: inout Ruling) throws(Refusal) {
        let statement = try statement(sign.statementID, in: openCase())
        guard statement.state == .draft || statement.state == .signed else {
            throw .conflict("statement \(statement.id) is \(statement.state.word); only a draft is signed")
        }
        try unchanged(statement, sign.contentHash)
        guard holds(ruling, oneOf: statement.requiredRoles) else {
            throw .forbidden(
                "the statement is signed by \(statement.requiredRoles.joined(separator: ", ")), not by \(ruling.holder)"
            )
        }
        if let objection = statement.objection(toSignatureOf: ruling.person) { throw .conflict(objection) }
        let others = statement.signOffs.filter { $0.person != ruling.decision.person }
        let free = statement.requiredRoles.filter { role in
            plan.has(ruling.holder, role: role) && !others.contains { $0.role == role && !$0.refused }
        }
        guard let role = free.first(where: { $0 == ruling.decision.role }) ?? free.first else {
            let missing = statement.missingRoles.joined(separator: ", ")
            throw .conflict("\(ruling.holder) has none of the roles still to sign (\(missing))")
        }
        guard !sign.refuse || !ruling.decision.reason.isBlank else {
            throw .invalid("refusing to sign takes a reason", "reason")
        }
        ruling.role = role
    }

    func unchanged(_ statement: Statement, _ hash: String) throws(Refusal) {
        guard hash == statement.contentHash, !hash.isEmpty else {
            throw .conflict(
                "the text changed: decided on \(hash.prefix(12)), it is \(statement.contentHash.prefix(12)) now; read it "
                    + "again")
        }
    }
}
