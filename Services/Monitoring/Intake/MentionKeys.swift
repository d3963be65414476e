import Foundation
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

    /// What tells the words of a mention from other words under the same address: not how they are spaced, cased or in
    /// which script.
    static func said(by mention: Mention) -> Data {
        let folding = TextFolding.standard
        let words = [mention.title, mention.text].map { folding.fold($0).filter { !$0.isWhitespace } }
        return Data(EventID.derive(["said"] + words).utf8.prefix(16))
    }

    static func subject(ofKey key: String) -> String {
        key.lastIndex(of: "/").map { String(key[..<$0]) } ?? ""
    }
}
