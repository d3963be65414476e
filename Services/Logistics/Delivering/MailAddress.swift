/// An address of e-mail in ASCII: `addr-spec` of RFC 5322 in its plain form, so that nothing in it can end a line or an
/// argument of SMTP.
struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    let description: String
    var domain: String { String(description[description.index(after: at)...]) }

    private var at: String.Index { description.lastIndex(of: "@") ?? description.startIndex }

    struct Malformed: Error, Hashable, CustomStringConvertible {
        var found: String
        var description: String {
            "the mail address \(found.debugDescription): expected something like name@bank.example; correct it in the plan"
        }
    }

    init(_ text: String) throws(Malformed) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, parts[0].count <= 64, Self.isDotted(parts[0], of: Self.isAtom),
            Self.isDotted(parts[1], of: Self.isName)
        else { throw Malformed(found: text) }
        description = text
    }

    private static func isDotted(_ text: Substring.UTF8View, of isAllowed: (UInt8) -> Bool) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.count <= 64 && $0.allSatisfy(isAllowed)
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isName(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }
}
