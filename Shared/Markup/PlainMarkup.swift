/// A document without comments and CDATA sections: what these hold is left out, or text like other text.
///
/// Comments tell a reader nothing, and each `--` in one has libxml2 copy all of it into an error. Line ends stay, so that a
/// mistake behind them is found in its line.
struct PlainMarkup {
    private(set) var text: [UInt8] = []
    /// The first thing that no XML has, and where in the text it stands.
    private(set) var flaw: (at: Int, found: String)?

    /// The longest reference that XML without a document type may have, in bytes: `&#0000000000000000000000000000065;`.
    private static let longestReference = 64

    mutating func take(_ bytes: ArraySlice<UInt8>) {
        text.reserveCapacity(text.count + bytes.count)
        var at = bytes.startIndex
        while let open = bytes[at...].firstIndex(of: 0x3c) {
            add(bytes[at..<open])
            let rest = bytes[open...]
            if rest.starts(with: "<!--".utf8) {
                at = Self.end(of: "-->", in: rest.dropFirst(4)) ?? bytes.endIndex
                for byte in bytes[open..<at] where byte == 0x0a { text.append(byte) }
            } else if rest.starts(with: "<![CDATA[".utf8) {
                guard let end = Self.end(of: "]]>", in: rest.dropFirst(9)) else {
                    flaw = flaw ?? (text.count, "a CDATA section without its end")
                    text += rest
                    return
                }
                escape(bytes[(open + 9)..<(end - 3)])
                at = end
            } else if rest.starts(with: "<?".utf8) {
                at = Self.end(of: "?>", in: rest.dropFirst(2)) ?? bytes.endIndex
                text += bytes[open..<at]
            } else {
                text.append(0x3c)
                at = open + 1
            }
        }
        add(bytes[at...])
    }

    private mutating func add(_ part: ArraySlice<UInt8>) {
        if flaw == nil, let open = Self.openReference(in: part) {
            flaw = (text.count + open - part.startIndex, "a \"&\" that begins no reference")
        }
        text += part
    }

    private mutating func escape(_ part: ArraySlice<UInt8>) {
        for byte in part {
            switch byte {
            case 0x26: text += "&amp;".utf8
            case 0x3c: text += "&lt;".utf8
            case 0x3e: text += "&gt;".utf8
            default: text.append(byte)
            }
        }
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

    /// Behind the mark.
    static func end(of mark: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = mark.withUTF8Buffer { Array($0) }
        var at = bytes.startIndex
        while at + mark.count <= bytes.endIndex {
            if bytes[at] == mark[0], bytes[at...].starts(with: mark) { return at + mark.count }
            at += 1
        }
        return nil
    }
}
