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
    package func asWritten() -> XMLReader? { start.map { XMLReader(Self.withoutComments(bytes[$0...])) } }

    /// Comments tell a reader nothing, and each `--` in one has libxml2 copy all of it into an error. Their line ends stay,
    /// so that a mistake behind them is found in its line.
    private static func withoutComments(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        while let open = bytes[at...].firstIndex(of: 0x3c) {
            out += bytes[at..<open]
            let rest = bytes[open...]
            if rest.starts(with: "<!--".utf8) {
                at = end(of: "-->", in: rest.dropFirst(4)) ?? bytes.endIndex
                for byte in bytes[open..<at] where byte == 0x0a { out.append(byte) }
            } else if rest.starts(with: "<![CDATA[".utf8) {
                at = end(of: "]]>", in: rest.dropFirst(9)) ?? bytes.endIndex
                out += bytes[open..<at]
            } else {
                out.append(0x3c)
                at = open + 1
            }
        }
        return out + bytes[at...]
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
