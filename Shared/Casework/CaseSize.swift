/// How long a case's row may become: logs take a record of about a megabyte, and JSON says the same in about twice the
/// bytes of protobuf.
public enum CaseSize {
    /// Bytes of a row beyond which no decision is carried out.
    public static let longest = 400_000

    /// Refuses what would make the row longer than a log takes; what makes it shorter is welcome however long it is. Only
    /// who has carried it out on a copy can tell.
    public static func admit(bytes found: Int, before: Int) throws(Refusal) {
        guard found > longest, found > before else { return }
        throw .conflict(
            "the case would take \(found) bytes, at most \(longest) fit; say it in fewer words, or settle directives and "
                + "withdraw drafts first")
    }
}
