/// Why a document is not taken.
struct XMLMistake: Error, Hashable, CustomStringConvertible {
    var line: Int
    var found: String
    var expected: String
    var description: String { "line \(line): found \(found), expected \(expected)" }
}

/// A small strict pull parser for documents from strangers: no document type, so no entities beyond characters; no
/// more depth, attributes, names or namespaces than a feed needs. Its work is linear in the document's size: what an
/// element declares is kept beside what holds outside it, and nothing is copied from element to element.
struct XMLReader {
    struct Name: Hashable {
        /// Of the namespace; empty without one.
        var space: String
        var local: String
    }
    enum Event: Hashable {
        /// Attributes without a namespace, by name.
        case start(Name, attributes: [String: String])
        case end(Name)
        case text(String)
    }

    static let maximumDepth = 128
    static let maximumAttributes = 64
    /// Declarations that hold at one place, in all; feeds have a dozen.
    static let maximumNamespaces = 256
    /// Of a namespace's name, in bytes.
    static let maximumNamespaceBytes = 1_024

    private let bytes: [UInt8]
    private var at = 0
    private var open: [(raw: String, name: Name, declared: [String])] = []
    /// What each prefix stands for, the innermost last.
    private var spaces: [String: [String]] = [:]
    private var declarations = 0
    private var pendingEnd: Name?
    private var hadRoot = false

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Nil at the end of a well-formed document.
    mutating func next() throws(XMLMistake) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            close()
            return .end(name)
        }
        while at < bytes.count {
            guard bytes[at] == 0x3c else {
                let text = try text()
                if !open.isEmpty { return .text(text) }
                guard text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace || $0 == "\u{feff}" }) else {
                    throw mistake("text outside the root element", "XML")
                }
                continue
            }
            if starts("<!--") {
                try skip(past: "-->", "a comment")
            } else if starts("<?") {
                try skip(past: "?>", "a processing instruction")
            } else if starts("<![CDATA[") {
                guard !open.isEmpty else { throw mistake("CDATA outside the root element", "XML") }
                at += 9
                let begin = at
                try skip(past: "]]>", "CDATA")
                return .text(string(begin, at - 3))
            } else if starts("<!") {
                throw mistake(
                    "a document type or entity declaration", "none: they are refused, as entities can expand for ever")
            } else if starts("</") {
                return try endTag()
            } else {
                return try startTag()
            }
        }
        if let unclosed = open.last { throw mistake("the end of the document", "</\(unclosed.raw)>") }
        if !hadRoot { throw mistake("no element", "an RSS, RDF or Atom feed") }
        return nil
    }

    // MARK: Tags

    private mutating func startTag() throws(XMLMistake) -> Event {
        guard open.count < Self.maximumDepth else {
            throw mistake("elements nested \(open.count) deep", "at most \(Self.maximumDepth)")
        }
        if open.isEmpty, hadRoot { throw mistake("a second root element", "one") }
        at += 1
        let raw = try name()
        var attributes: [String: String] = [:]
        var declared: [String] = []
        var count = 0
        while true {
            let hadSpace = skipSpace()
            guard at < bytes.count else { throw mistake("the end of the document", "the end of <\(raw)>") }
            if starts("/>") || bytes[at] == 0x3e { break }
            guard hadSpace else { throw mistake("an unexpected character in <\(raw)>", "a space, / or >") }
            count += 1
            guard count <= Self.maximumAttributes else {
                throw mistake("\(count) attributes of <\(raw)>", "at most \(Self.maximumAttributes)")
            }
            let key = try name()
            let value = try attributeValue(of: key)
            if key == "xmlns" || key.hasPrefix("xmlns:") {
                let prefix = String(key.dropFirst(6))
                guard !declared.contains(prefix) else { throw mistake("attribute \(key) twice", "once") }
                try declare(prefix, value)
                declared.append(prefix)
            } else if attributes.updateValue(value, forKey: key) != nil {
                throw mistake("attribute \(key) twice", "once")
            }
        }
        hadRoot = true
        let resolved = resolve(raw)
        open.append((raw, resolved, declared))
        if bytes[at] == 0x2f {
            at += 2
            pendingEnd = resolved
        } else {
            at += 1
        }
        return .start(resolved, attributes: attributes)
    }

    private mutating func endTag() throws(XMLMistake) -> Event {
        at += 2
        let raw = try name()
        _ = skipSpace()
        guard at < bytes.count, bytes[at] == 0x3e else { throw mistake("no > after </\(raw)", ">") }
        guard let last = open.last, last.raw == raw else {
            throw mistake("</\(raw)>", open.last.map { "</\($0.raw)>" } ?? "no end tag")
        }
        at += 1
        close()
        return .end(last.name)
    }

    private mutating func close() {
        for prefix in open.popLast()?.declared ?? [] {
            spaces[prefix]?.removeLast()
            declarations -= 1
        }
    }

    private mutating func declare(_ prefix: String, _ space: String) throws(XMLMistake) {
        declarations += 1
        guard declarations <= Self.maximumNamespaces else {
            throw mistake("\(declarations) namespaces at one place", "at most \(Self.maximumNamespaces)")
        }
        guard space.utf8.count <= Self.maximumNamespaceBytes else {
            throw mistake("a namespace of \(space.utf8.count) bytes", "at most \(Self.maximumNamespaceBytes)")
        }
        spaces[prefix, default: []].append(space)
    }

    private func resolve(_ raw: String) -> Name {
        let bytes = raw.utf8
        guard let colon = bytes.firstIndex(of: 0x3a) else { return Name(space: spaces[""]?.last ?? "", local: raw) }
        let prefix = String(raw[..<colon])
        return Name(space: spaces[prefix]?.last ?? prefix, local: String(raw[bytes.index(after: colon)...]))
    }

    private mutating func name() throws(XMLMistake) -> String {
        let begin = at
        while at < bytes.count, Self.isNameByte(bytes[at]) { at += 1 }
        guard at > begin, at - begin <= 256, !(0x2d...0x3a ~= bytes[begin] && bytes[begin] != 0x3a) else {
            throw mistake("no name where one begins", "a name of at most 256 bytes")
        }
        return string(begin, at)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d, 0x2e, 0x80...: true
        default: false
        }
    }

    private mutating func attributeValue(of key: String) throws(XMLMistake) -> String {
        _ = skipSpace()
        guard at < bytes.count, bytes[at] == 0x3d else { throw mistake("attribute \(key) without a value", "=") }
        at += 1
        _ = skipSpace()
        guard at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x27 else {
            throw mistake("attribute \(key) without quotes", "a quoted value")
        }
        let quote = bytes[at]
        at += 1
        let value = try text(until: quote)
        guard at < bytes.count, bytes[at] == quote else { throw mistake("no end of attribute \(key)", "a quote") }
        at += 1
        return value
    }

    // MARK: Text

    /// Up to the next `<`, or the quote; character references resolved.
    private mutating func text(until quote: UInt8 = 0x3c) throws(XMLMistake) -> String {
        var text: [UInt8] = []
        var begin = at
        while at < bytes.count, bytes[at] != quote, bytes[at] != 0x3c {
            guard bytes[at] == 0x26 else {
                at += 1
                continue
            }
            text.append(contentsOf: bytes[begin..<at])
            text.append(contentsOf: try reference().utf8)
            begin = at
        }
        text.append(contentsOf: bytes[begin..<at])
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func reference() throws(XMLMistake) -> String {
        guard let end = bytes[at...].prefix(34).firstIndex(of: 0x3b) else {
            throw mistake("& without ;", "&amp; or a character reference")
        }
        let name = string(at + 1, end)
        guard let character = CharacterReferences.character(name) else {
            throw mistake("&\(name);", "one of the references of HTML, or a number")
        }
        at = end + 1
        return character
    }

    // MARK: Bytes

    private func starts(_ prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        return prefix.withUTF8Buffer { prefix in (0..<count).allSatisfy { bytes[at + $0] == prefix[$0] } }
    }

    private mutating func skip(past end: StaticString, _ what: String) throws(XMLMistake) {
        while at < bytes.count {
            if starts(end) {
                at += end.utf8CodeUnitCount
                return
            }
            at += 1
        }
        throw mistake("the end of the document", "the end of \(what)")
    }

    private mutating func skipSpace() -> Bool {
        let begin = at
        while at < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
        return at > begin
    }

    private func string(_ begin: Int, _ end: Int) -> String { String(decoding: bytes[begin..<end], as: UTF8.self) }

    private func mistake(_ found: String, _ expected: String) -> XMLMistake {
        XMLMistake(line: 1 + bytes[..<min(at, bytes.count)].count { $0 == 0x0a }, found: found, expected: expected)
    }
}
