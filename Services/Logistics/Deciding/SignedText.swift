import Schemas

/// Checks, once more before it leaves the house, that a statement is word for word what was signed.
enum SignedText {
    /// Why the statement may not be published; `nil` when it may.
    static func objection(to statement: Statement) -> String? {
        guard statement.isAsSigned else {
            return "statement \(statement.id): its text has the content hash \(statement.signedHash), "
                + "signed was \(statement.contentHash.isEmpty ? "none" : statement.contentHash); sign and release it anew"
        }
        let missing = statement.missingRoles
        guard missing.isEmpty else {
            return "statement \(statement.id): released without the sign-off of \(missing.joined(separator: ", "))"
        }
        return nil
    }
}
