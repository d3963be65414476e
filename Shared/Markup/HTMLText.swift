import CXML2

/// The text of a piece of HTML: tags, scripts and styles gone, blocks on lines of their own, references resolved. libxml2's
/// HTML parser reads it; what it gets is bounded first, so that its work is linear in the text.
///
/// It is for reading, not for showing: whoever renders it escapes it again.
package enum HTMLText {
    private static let blocks: Set<String> = [
        "p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section",
        "article", "hr", "pre", "dt", "dd", "figure", "figcaption",
    ]
    fileprivate static let hidden: Set<String> = ["head", "template"]
    /// What holds no markup, and nothing for a reader.
    fileprivate static let raw: Set<String> = ["script", "style"]
    /// Never closed.
    fileprivate static let void: Set<String> = [
        "br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "param", "source", "track", "wbr",
    ]
    /// Elements open at a time; the tags of more are left out.
    fileprivate static let deepest = 100

    /// - Parameter html: any text; a `<` or `&` that begins nothing is itself.
    package static func plain(_ html: String) -> String {
        let bytes = Array(html.utf8)
        guard bytes.contains(where: { $0 == 0x3c || $0 == 0x26 }) else { return lines(of: bytes) }
        return lines(of: text(HTMLTags.bounded(bytes)))
    }

    private static func lines(of text: [UInt8]) -> String {
        String(decoding: text, as: UTF8.self).split(separator: "\n")
            .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Told by libxml2 what it reads.
    private final class Writer {
        var text: [UInt8] = []
        var hidden = 0
    }

    private static func text(_ html: [UInt8]) -> [UInt8] {
        let writer = Writer()
        guard let count = Int32(exactly: html.count), count > 0 else { return [] }
        html.withUnsafeBytes { bytes in
            guard let base = bytes.bindMemory(to: CChar.self).baseAddress,
                let context = htmlNewParserCtxt(), let sax = context.pointee.sax
            else { return }
            defer { htmlFreeParserCtxt(context) }
            sax.pointee = handler
            context.pointee.userData = Unmanaged.passUnretained(writer).toOpaque()
            let options =
                HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOERROR.rawValue
                | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NOIMPLIED.rawValue
            _ = htmlCtxtReadMemory(context, base, count, nil, "UTF-8", Int32(options))
        }
        return writer.text
    }

    /// Texts and tags, and nothing else: no document is built.
    private static var handler: htmlSAXHandler {
        var handler = htmlSAXHandler()
        handler.startElement = { context, name, _ in
            guard let writer = HTMLText.writer(context), let name else { return }
            let tag = String(cString: name)
            if HTMLText.hidden.contains(tag) { writer.hidden += 1 }
            if HTMLText.blocks.contains(tag), writer.hidden == 0 { writer.text.append(0x0a) }
        }
        handler.endElement = { context, name in
            guard let writer = HTMLText.writer(context), let name else { return }
            let tag = String(cString: name)
            if HTMLText.hidden.contains(tag) { writer.hidden = max(0, writer.hidden - 1) }
            if HTMLText.blocks.contains(tag), writer.hidden == 0 { writer.text.append(0x0a) }
        }
        handler.characters = { context, text, count in HTMLText.write(context, text, count) }
        handler.ignorableWhitespace = { context, text, count in HTMLText.write(context, text, count) }
        return handler
    }

    private static func writer(_ context: UnsafeMutableRawPointer?) -> Writer? {
        context.map { Unmanaged<Writer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func write(_ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<xmlChar>?, _ count: Int32) {
        guard let writer = writer(context), writer.hidden == 0, let text, count > 0 else { return }
        for byte in UnsafeBufferPointer(start: text, count: Int(count)) {
            writer.text.append(byte == 0x0a || byte == 0x0d || byte == 0x09 ? 0x20 : byte)
        }
    }
}

/// The tags of a piece of HTML, made few and short: without attributes, comments, scripts and styles, and never nested deeper
/// than is looked into, so that no reader's search for what is open costs more than a little.
private enum HTMLTags {
    static func bounded(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var open = 0
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            guard byte == 0x3c else {
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
            guard let tag = tag(bytes, at) else {
                at += 1
                out += "&lt;".utf8
                continue
            }
            at = tag.end
            if tag.name.isEmpty { continue }
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
    private static func tag(_ bytes: [UInt8], _ start: Int) -> (name: String, isEnd: Bool, isEmpty: Bool, end: Int)? {
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
        var quote: UInt8?
        var previous: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if (byte == 0x22 || byte == 0x27) && previous == 0x3d {
                quote = byte
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
