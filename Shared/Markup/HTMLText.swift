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
    static let hidden: Set<String> = ["template"]
    /// What holds no markup, and nothing for a reader.
    static let raw: Set<String> = ["script", "style"]
    /// Never closed.
    static let void: Set<String> = [
        "br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "param", "source", "track", "wbr",
    ]
    /// Elements open at a time; the tags of more are left out.
    static let deepest = 100

    /// - Parameter html: any text; a `<` or `&` that begins nothing is itself.
    package static func plain(_ html: String) -> String {
        let bytes = Array(html.utf8)
        guard bytes.contains(where: { $0 == 0x3c || $0 == 0x26 }) else { return lines(of: bytes) }
        // Within a body libxml2 puts no paragraph of its own around what stands loose.
        return lines(of: text(Array("<html><body>".utf8) + HTMLTags.bounded(bytes)))
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
