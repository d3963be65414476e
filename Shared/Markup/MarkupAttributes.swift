/// The attributes of a tag that may be none: quoted or not, without a value, said twice.
extension MarkupMending {
    static let maximumAttributes = 64

    /// Up to the tag's end, or to the next `<`.
    mutating func attributes() -> [(key: [UInt8], value: String)] {
        var found: [(key: [UInt8], value: String)] = []
        while at < bytes.count, bytes[at] != 0x3e, bytes[at] != 0x3c {
            guard Self.isNameStart(bytes[at]) else {
                if bytes[at] == 0x2f, at + 1 < bytes.count, bytes[at + 1] == 0x3e { break }
                at += 1
                continue
            }
            let key = name()
            skipSpace()
            guard at < bytes.count, bytes[at] == 0x3d else { continue }
            at += 1
            skipSpace()
            let value = value()
            guard found.count < Self.maximumAttributes, !found.contains(where: { $0.key == key }) else { continue }
            // A prefix of nothing is not XML; nor may `xml` be said anew.
            if key.starts(with: "xmlns:".utf8), value.isEmpty || key.elementsEqual("xmlns:xml".utf8) { continue }
            found.append((key, value))
        }
        return found
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
    }

    private mutating func value() -> String {
        guard at < bytes.count else { return "" }
        let quote = bytes[at]
        let isQuoted = quote == 0x22 || quote == 0x27
        if isQuoted { at += 1 }
        let begin = at
        while at < bytes.count {
            let byte = bytes[at]
            if isQuoted ? byte == quote || byte == 0x3c : byte <= 0x20 || byte == 0x3e || byte == 0x3c { break }
            at += 1
        }
        let raw = bytes[begin..<at]
        if isQuoted, at < bytes.count, bytes[at] == quote { at += 1 }
        return Self.resolved(raw)
    }

    private static func resolved(_ raw: ArraySlice<UInt8>) -> String {
        guard raw.contains(0x26) else { return String(decoding: raw, as: UTF8.self) }
        var text: [UInt8] = []
        var at = raw.startIndex
        while at < raw.endIndex {
            if raw[at] == 0x26 {
                let name = raw[(at + 1)...].prefix(33).prefix { $0 == 0x23 || isName($0) }
                if name.endIndex < raw.endIndex, raw[name.endIndex] == 0x3b,
                    let character = CharacterReferences.character(String(decoding: name, as: UTF8.self))
                {
                    text += character.utf8
                    at = name.endIndex + 1
                    continue
                }
            }
            text.append(raw[at])
            at += 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}
