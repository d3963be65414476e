/// Makes well-formed XML of what almost is: a bare `&` or `<` is text, references of HTML become their characters,
/// attributes get their quotes and are said once, every element is closed where its parent ends, and what stands outside
/// the root, document types, comments and instructions are left out. Its work is linear in the document's size.
struct MarkupMending {
    /// Elements nested deeper are left out; what they hold is kept.
    static let maximumDepth = 100
    /// What holds entries, or is one: only its own kind closes it.
    private static let structure: Set<String> = ["rss", "rdf:rdf", "feed", "channel", "item", "entry"]
    private static let entries: Set<String> = ["item", "entry"]

    let bytes: [UInt8]
    var at = 0
    private var out: [UInt8] = []
    private var open: [Element] = []
    private var hadRoot = false
    /// Marks that stand nowhere behind a place: not looked for again.
    private var missing: Set<UnsafePointer<UInt8>> = []
    /// Declarations may be looked through to the document's end this often.
    private var looks = 8

    private struct Element {
        let name: [UInt8]
        /// Its first 16 bytes, in lower case.
        let lower: String
        let isStructure: Bool

        init(_ name: [UInt8]) {
            self.name = name
            lower = MarkupMending.lower(name)
            isStructure = MarkupMending.structure.contains(lower)
        }
    }

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func mended() -> [UInt8] {
        out.reserveCapacity(bytes.count + bytes.count / 8)
        while at < bytes.count, !(hadRoot && open.isEmpty) {
            switch bytes[at] {
            case 0x3c: markup()
            case 0x26: reference()
            default: character()
            }
        }
        while !open.isEmpty { close() }
        return out
    }

    private func starts(_ prefix: StaticString, at place: Int) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        return prefix.withUTF8Buffer { $0.elementsEqual(bytes[place..<place + count]) }
    }

    /// Asked from places that only grow: what was not found once is not looked for again, so that all of a document's looks
    /// together pass over it once.
    private mutating func find(_ mark: StaticString, from place: Int) -> Int? {
        guard mark.utf8CodeUnitCount > 0, !missing.contains(mark.utf8Start) else { return nil }
        let first = mark.utf8Start.pointee
        var place = place
        while place < bytes.count {
            if bytes[place] == first, starts(mark, at: place) { return place }
            place += 1
        }
        missing.insert(mark.utf8Start)
        return nil
    }

    // MARK: Text

    private mutating func character() {
        let byte = bytes[at]
        at += 1
        guard !open.isEmpty, byte >= 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d, !isNoncharacter() else {
            return
        }
        if byte == 0x3e { out += "&gt;".utf8 } else { out.append(byte) }
    }

    /// U+FFFE and U+FFFF, which XML does not have; the first byte is behind.
    private mutating func isNoncharacter() -> Bool {
        guard bytes[at - 1] == 0xef, at + 1 < bytes.count, bytes[at] == 0xbf, bytes[at + 1] >= 0xbe else {
            return false
        }
        at += 2
        return true
    }

    private mutating func reference() {
        let name = bytes[(at + 1)...].prefix(33).prefix { $0 == 0x23 || Self.isName($0) }
        let end = name.endIndex
        guard end < bytes.count, bytes[end] == 0x3b,
            let text = CharacterReferences.character(String(decoding: name, as: UTF8.self))
        else {
            at += 1
            if !open.isEmpty { out += "&amp;".utf8 }
            return
        }
        at = end + 1
        if !open.isEmpty { write(text.utf8) }
    }

    private mutating func write(_ text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case 0x26: out += "&amp;".utf8
            case 0x3c: out += "&lt;".utf8
            case 0x3e: out += "&gt;".utf8
            case 0x22: out += "&quot;".utf8
            case 0x09, 0x0a, 0x0d, 0x20...: out.append(byte)
            default: continue
            }
        }
    }

    // MARK: Markup

    private mutating func markup() {
        if starts("<![CDATA[", at: at) {
            let begin = at + 9
            guard let end = find("]]>", from: begin) else {
                // Never closed: what looks like markup in it is markup.
                at = begin
                return
            }
            if !open.isEmpty { write(bytes[begin..<end]) }
            at = end + 3
        } else if starts("<!--", at: at) {
            at = find("-->", from: at + 4).map { $0 + 3 } ?? at + 4
        } else if starts("<?", at: at) {
            at = find(">", from: at + 2).map { $0 + 1 } ?? bytes.count
        } else if starts("<!", at: at) {
            declaration()
        } else if starts("</", at: at), at + 2 < bytes.count, Self.isNameStart(bytes[at + 2]) {
            endTag()
        } else if at + 1 < bytes.count, Self.isNameStart(bytes[at + 1]) {
            startTag()
        } else {
            at += 1
            if !open.isEmpty { out += "&lt;".utf8 }
        }
    }

    /// A document type with what it declares, never read.
    private mutating func declaration() {
        var brackets = 0
        var quote: UInt8?
        var place = at
        let end = looks > 0 ? bytes.count : min(bytes.count, at + 256)
        while place < end {
            let byte = bytes[place]
            place += 1
            if let mark = quote {
                if byte == mark { quote = nil }
                continue
            }
            switch byte {
            case 0x22, 0x27: quote = brackets > 0 || place - at < 512 ? byte : nil
            case 0x5b: brackets += 1
            case 0x5d: brackets -= 1
            case 0x3e where brackets <= 0:
                at = place
                return
            default: continue
            }
        }
        // Without an end: the next element ends it.
        looks -= 1
        at = find("<rss", from: at) ?? find("<feed", from: at) ?? find(">", from: at).map { $0 + 1 } ?? bytes.count
    }

    static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5a, 0x61...0x7a, 0x5f: true
        default: false
        }
    }

    static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d, 0x2e: true
        default: false
        }
    }

    private static func lower(_ name: [UInt8]) -> String {
        String(decoding: name.prefix(16).map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// A name of XML: one colon at most, and not at its end.
    mutating func name() -> [UInt8] {
        var name: [UInt8] = []
        var hasColon = false
        while at < bytes.count, Self.isName(bytes[at]) {
            let byte = bytes[at]
            at += 1
            if byte == 0x3a {
                guard !hasColon, !name.isEmpty, at < bytes.count, Self.isNameStart(bytes[at]) else { continue }
                hasColon = true
            }
            if name.count < 128 { name.append(byte) }
        }
        return name
    }

    private mutating func endTag() {
        at += 2
        let name = name()
        at = bytes[at...].prefix(256).firstIndex(of: 0x3e).map { $0 + 1 } ?? at
        let ended = Element(name)
        for depth in open.indices.reversed() {
            if open[depth].name == name || ended.isStructure && open[depth].lower == ended.lower {
                while open.count > depth { close() }
                return
            }
            // No paragraph ends an entry.
            if !ended.isStructure, open[depth].isStructure { return }
        }
    }

    private mutating func close() {
        guard let element = open.popLast() else { return }
        out += "</".utf8
        out += element.name
        out.append(0x3e)
    }

    private mutating func startTag() {
        at += 1
        let name = name()
        let attributes = attributes()
        let isEmpty = at < bytes.count && bytes[at] == 0x2f
        if isEmpty { at += 1 }
        // A `<` where the tag should have ended ends it too.
        if at < bytes.count, bytes[at] == 0x3e { at += 1 }
        let element = Element(name)
        if Self.entries.contains(element.lower),
            let last = open.lastIndex(where: { Self.entries.contains($0.lower) })
        {
            while open.count > last { close() }
        }
        guard open.count < Self.maximumDepth else { return }
        hadRoot = true
        out.append(0x3c)
        out += name
        for (key, value) in attributes {
            out.append(0x20)
            out += key
            out += "=\"".utf8
            write(value.utf8)
            out.append(0x22)
        }
        out += (isEmpty ? "/>" : ">").utf8
        if !isEmpty { open.append(element) }
    }
}
