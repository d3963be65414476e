/// The tags of a piece of HTML, made few and short: without attributes, comments, scripts and styles, and never nested deeper
/// than is looked into, so that no reader's search for what is open costs more than a little.
enum HTMLTags {
    /// Of a whole page: the text is read as if it stood in one.
    private static let page: Set<String> = ["html", "body"]

    /// What stands nowhere behind a place, so that it is not looked for again from a later one.
    private struct Marks {
        var isHeadOver = false
        var missing: Set<UInt8> = []

        /// Behind a page's head; nil where it has no end.
        mutating func endOfHead(in bytes: [UInt8], from start: Int) -> Int? {
            guard !isHeadOver else { return nil }
            let end = HTMLTags.end(of: "head", in: bytes, from: start)
            isHeadOver = end == bytes.count
            return isHeadOver ? nil : end
        }
    }

    static func bounded(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var open = 0
        var at = 0
        var marks = Marks()
        var isLiteral = false
        while at < bytes.count {
            let byte = bytes[at]
            guard byte == 0x3c else {
                if isLiteral, byte == 0x5d, bytes[at...].starts(with: "]]>".utf8) {
                    isLiteral = false
                    at += 3
                    continue
                }
                at += 1
                // Numbers of Windows' characters, which libxml2 takes for controls.
                if byte == 0x26, at < bytes.count, bytes[at] == 0x23,
                    let end = bytes[at...].prefix(10).firstIndex(of: 0x3b),
                    let character = CharacterReferences.character(String(decoding: bytes[at..<end], as: UTF8.self)),
                    !["<", ">", "&"].contains(character)
                {
                    out += character.utf8
                    at = end + 1
                } else if byte != 0 {
                    out.append(byte)
                }
                continue
            }
            if bytes[at...].starts(with: "<![CDATA[".utf8) {
                // Packed once more than need be: what it holds is meant.
                isLiteral = true
                at += 9
                continue
            }
            guard let tag = tag(bytes, at, &marks) else {
                at += 1
                out += "&lt;".utf8
                continue
            }
            let begin = at
            at = tag.end
            if tag.name.isEmpty || page.contains(tag.name) { continue }
            if tag.name == "head" {
                if !tag.isEnd, !tag.isEmpty { at = marks.endOfHead(in: bytes, from: begin) ?? at }
                continue
            }
            if HTMLText.raw.contains(tag.name) {
                if !tag.isEnd, !tag.isEmpty { at = end(of: tag.name, in: bytes, from: at) }
                continue
            }
            if tag.isEnd {
                guard open > 0 else { continue }
                open -= 1
                out += "</\(tag.name)>".utf8
            } else if HTMLText.void.contains(tag.name) || tag.isEmpty {
                out += HTMLText.void.contains(tag.name) ? "<\(tag.name)>".utf8 : "<\(tag.name)></\(tag.name)>".utf8
            } else if open < HTMLText.deepest {
                open += 1
                out += "<\(tag.name)>".utf8
            }
        }
        return out
    }

    /// Behind the end tag; the end of all where there is none.
    private static func end(of name: String, in bytes: [UInt8], from start: Int) -> Int {
        let name = Array(name.utf8)
        var at = start
        while at + name.count + 1 < bytes.count {
            if bytes[at] == 0x3c, bytes[at + 1] == 0x2f,
                bytes[(at + 2)..<(at + 2 + name.count)].elementsEqual(name, by: { $0 | 0x20 == $1 })
            {
                return bytes[at...].firstIndex(of: 0x3e).map { $0 + 1 } ?? bytes.count
            }
            at += 1
        }
        return bytes.count
    }

    /// The tag or comment that begins at `start`; nil where a mere `<` stands.
    private static func tag(
        _ bytes: [UInt8], _ start: Int, _ marks: inout Marks
    ) -> (name: String, isEnd: Bool, isEmpty: Bool, end: Int)? {
        var at = start + 1
        guard at < bytes.count else { return nil }
        if bytes[at] == 0x21 || bytes[at] == 0x3f {  // <!-- --> or <?  ?>
            let isComment = bytes[at...].starts(with: [0x21, 0x2d, 0x2d])
            while at < bytes.count {
                if bytes[at] == 0x3e, !isComment || at >= start + 6 && bytes[at - 1] == 0x2d && bytes[at - 2] == 0x2d {
                    return ("", false, false, at + 1)
                }
                at += 1
            }
            return ("", false, false, at)
        }
        let isEnd = bytes[at] == 0x2f
        if isEnd { at += 1 }
        let begin = at
        while at < bytes.count, at - begin < 16, isLetterOrDigit(bytes[at]) { at += 1 }
        guard at > begin, !(0x30...0x39 ~= bytes[begin]) else { return nil }
        let name = String(decoding: bytes[begin..<at], as: UTF8.self).lowercased()
        var previous: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == 0x22 || byte == 0x27, previous == 0x3d, !marks.missing.contains(byte) {
                // One that is never closed is none: else all that follows would be an attribute.
                if let close = bytes[at...].firstIndex(of: byte) {
                    at = close + 1
                } else {
                    marks.missing.insert(byte)
                }
            } else if byte == 0x3e {
                return (name, isEnd, previous == 0x2f, at)
            }
            if byte > 0x20 { previous = byte }
        }
        return (name, isEnd, false, bytes.count)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}
