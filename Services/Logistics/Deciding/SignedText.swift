import Schemas

/// Checks, once more before it leaves the house, that a statement is word for word what was signed.
enum SignedText {
    /// SHA-256 over channel, language, title and body.
    static func contentHash(of statement: Statement) -> String {
        EventID.hexSHA256([statement.channel, statement.language, statement.title, statement.body])
    }

    /// Why the statement may not be published; `nil` when it may.
    static func objection(to statement: Statement) -> String? {
        let found = contentHash(of: statement)
        guard statement.contentHash == found else {
            return "statement \(statement.id): its text has the content hash \(found), "
                + "signed was \(statement.contentHash.isEmpty ? "none" : statement.contentHash); sign and release it anew"
        }
        let signed = Set(
            statement.signOffs.filter { !$0.refused && $0.contentHash == found }.map(\.role))
        let missing = statement.requiredRoles.filter { !signed.contains($0) }
        guard missing.isEmpty else {
            return "statement \(statement.id): released without the sign-off of \(missing.joined(separator: ", "))"
        }
        return nil
    }
}
