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
    /// A `&` that nothing ends is told at once: libxml2 looks for its `;` anew with every 512 bytes, so that 20 MB of them
    /// would hold a core for a minute.
    package func asWritten() throws(XMLMistake) -> XMLReader? {
        guard let start else { return nil }
        let written = Self.withoutComments(bytes[start...])
        if let at = written.openReference {
            let line = bytes[..<start].count { $0 == 0x0a } + written.text[..<at].count { $0 == 0x0a } + 1
            throw XMLMistake(line: line, found: "a \"&\" that begins no reference")
        }
        return XMLReader(written.text)
    }

    /// The longest reference that XML without a document type may have, in bytes: `&#0000000000000000000000000000065;`.
    private static let longestReference = 64

    /// Comments tell a reader nothing, and each `--` in one has libxml2 copy all of it into an error. Their line ends stay,
    /// so that a mistake behind them is found in its line.
    /// - Returns: the text, and where in it the first `&` stands, out of what is taken as it stands, that no `;` ends.
    private static func withoutComments(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], openReference: Int?) {
        var out: [UInt8] = []
        var reference: Int?
        out.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        func add(_ part: ArraySlice<UInt8>) {
            reference = reference ?? openReference(in: part).map { out.count + $0 - part.startIndex }
            out += part
        }
        while let open = bytes[at...].firstIndex(of: 0x3c) {
            add(bytes[at..<open])
            let rest = bytes[open...]
            if rest.starts(with: "<!--".utf8) {
                at = end(of: "-->", in: rest.dropFirst(4)) ?? bytes.endIndex
                for byte in bytes[open..<at] where byte == 0x0a { out.append(byte) }
            } else if rest.starts(with: "<![CDATA[".utf8) {
                at = end(of: "]]>", in: rest.dropFirst(9)) ?? bytes.endIndex
                out += bytes[open..<at]
            } else if rest.starts(with: "<?".utf8) {
                at = end(of: "?>", in: rest.dropFirst(2)) ?? bytes.endIndex
                out += bytes[open..<at]
            } else {
                out.append(0x3c)
                at = open + 1
            }
        }
        add(bytes[at...])
        return (out, reference)
    }

    private static func openReference(in text: ArraySlice<UInt8>) -> Int? {
        var rest = text
        while let open = rest.firstIndex(of: 0x26) {
            rest = text[(open + 1)...]
            let name = rest.prefix(longestReference).prefix { $0 != 0x3b && $0 != 0x26 && $0 > 0x20 }
            guard !name.isEmpty, name.endIndex < text.endIndex, text[name.endIndex] == 0x3b else { return open }
        }
        return nil
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
                guard rest.starts(with: "!--".utf8), let end = Self.end(of: "-->", in: rest.dropFirst(3)) else {
                    return nil
                }
                rest = bytes[end...]
            } else {
                return at
            }
        }
        return at
    }

    private static func end(of mark: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = mark.withUTF8Buffer { Array($0) }
        var at = bytes.startIndex
        while at + mark.count <= bytes.endIndex {
            if bytes[at] == mark[0], bytes[at...].starts(with: mark) { return at + mark.count }
            at += 1
        }
        return nil
    }
}
