/// A document of a stranger's: read as it stands where it is well-formed, and mended where it is not.
package struct XMLDocument {
    private let bytes: [UInt8]
    /// Where the root begins to be looked for; nil where there is a document type, which is never read.
    private let start: Int?

    /// - Parameter bytes: valid UTF-8.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        start = Self.prolog(bytes)
    }

    /// As it stands; nil where it has a document type.
    ///
    /// What would have libxml2 look through all that follows again and again is told, or taken out, at once: it looks for the
    /// end of a `&` anew with every 512 bytes, and for the end of a CDATA section with every 300, so that 20 MB would hold a
    /// core for a minute.
    package func asWritten() throws(XMLMistake) -> XMLReader? {
        guard let start else { return nil }
        var plain = PlainMarkup()
        plain.take(bytes[start...])
        if let flaw = plain.flaw {
            let line = bytes[..<start].count { $0 == 0x0a } + plain.text[..<flaw.at].count { $0 == 0x0a } + 1
            throw XMLMistake(line: line, found: flaw.found)
        }
        return XMLReader(plain.text)
    }

    /// Made well-formed: without document type, with all its elements closed.
    package func mended() -> XMLReader {
        var mending = MarkupMending(bytes)
        return XMLReader(mending.mended())
    }

    /// Behind white space, a byte order mark and the XML declaration, which speaks of an encoding that is none any more.
    private static func prolog(_ bytes: [UInt8]) -> Int? {
        var at = 0
        func skipSpace() {
            while at < bytes.count {
                if bytes[at] <= 0x20 {
                    at += 1
                } else if bytes[at...].starts(with: [0xef, 0xbb, 0xbf]) {
                    at += 3
                } else {
                    break
                }
            }
        }
        skipSpace()
        if bytes[at...].starts(with: "<?xml".utf8), let end = bytes[at...].firstIndex(of: 0x3e) { at = end + 1 }
        skipSpace()
        var rest = bytes[at...]
        // An entity can only be declared where a document type stands; it stands before the root.
        while let open = rest.firstIndex(of: 0x3c) {
            rest = bytes[(open + 1)...]
            if rest.first == 0x3f {
                guard let end = rest.firstIndex(of: 0x3e) else { return nil }
                rest = bytes[end...]
            } else if rest.first == 0x21 {
                guard rest.starts(with: "!--".utf8), let end = PlainMarkup.end(of: "-->", in: rest.dropFirst(3)) else {
                    return nil
                }
                rest = bytes[end...]
            } else {
                return at
            }
        }
        return at
    }
}
