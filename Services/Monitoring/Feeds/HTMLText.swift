/// The text of a piece of HTML: tags, scripts and styles gone, blocks on lines of their own, references resolved.
/// It is for reading, not for showing: whoever renders it escapes it again.
enum HTMLText {
    private static let blocks: Set<String> = [
        "p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section",
        "article", "hr", "pre",
    ]
    private static let hidden: Set<String> = ["script", "style", "head", "template", "noscript", "iframe"]

    static func plain(_ html: String) -> String {
        let bytes = Array(html.utf8)
        var text: [UInt8] = []
        var at = 0
        var hiddenUntil: String?
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x3c, let tag = tag(bytes, at) {
                at = tag.end
                if let name = hiddenUntil {
                    if tag.isEnd, tag.name == name { hiddenUntil = nil }
                } else if hidden.contains(tag.name) {
                    if !tag.isEnd { hiddenUntil = tag.name }
                } else if blocks.contains(tag.name) {
                    text.append(0x0a)
                }
                continue
            }
            at += 1
            if hiddenUntil != nil { continue }
            if byte == 0x26, let end = bytes[at...].prefix(32).firstIndex(of: 0x3b),
                let character = CharacterReferences.character(String(decoding: bytes[at..<end], as: UTF8.self))
            {
                text.append(contentsOf: character.utf8)
                at = end + 1
            } else {
                text.append(byte == 0x0a || byte == 0x0d || byte == 0x09 ? 0x20 : byte)
            }
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
            .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The tag or comment that begins at `start`; nil where a mere `<` stands.
    private static func tag(_ bytes: [UInt8], _ start: Int) -> (name: String, isEnd: Bool, end: Int)? {
        var at = start + 1
        guard at < bytes.count else { return nil }
        if bytes[at] == 0x21 || bytes[at] == 0x3f {  // <!-- --> or <?  ?>
            let isComment = bytes[at...].starts(with: [0x21, 0x2d, 0x2d])
            while at < bytes.count {
                if bytes[at] == 0x3e, !isComment || at >= start + 6 && bytes[at - 1] == 0x2d && bytes[at - 2] == 0x2d {
                    return ("", false, at + 1)
                }
                at += 1
            }
            return ("", false, at)
        }
        let isEnd = bytes[at] == 0x2f
        if isEnd { at += 1 }
        let begin = at
        while at < bytes.count, at - begin < 16, isLetterOrDigit(bytes[at]) { at += 1 }
        guard at > begin, !(0x30...0x39 ~= bytes[begin]) else { return nil }
        let name = String(decoding: bytes[begin..<at], as: UTF8.self).lowercased()
        var quote: UInt8?
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == 0x3e {
                return (name, isEnd, at)
            }
        }
        return (name, isEnd, bytes.count)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}
