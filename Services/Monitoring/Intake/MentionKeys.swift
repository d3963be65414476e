import Schemas
import Text

/// What tells mentions apart. Every key begins with its subject, so that a key alone says where it belongs.
enum MentionKeys {
    static func address(subject: String, parts: [String]) -> String {
        "\(subject)/a\(EventID.derive(["address"] + parts))"
    }

    /// The same author, title and text, in any script, width and case, from whatever source. Without an author: the
    /// same source, site, title and text.
    /// - Parameter drill: what tells a drill's mentions from real ones and other drills'; empty for real ones.
    static func content(subject: String, mention: Mention, host: String, drill: [String] = []) -> String {
        let folding = TextFolding.standard
        let said = [folding.fold(mention.title), folding.fold(mention.text)]
        let who = mention.author.isEmpty ? ["", mention.source, host] : [folding.fold(mention.author)]
        return "\(subject)/c\(EventID.derive(["content"] + drill + who + said))"
    }

    static func subject(ofKey key: String) -> String {
        key.lastIndex(of: "/").map { String(key[..<$0]) } ?? ""
    }
}
