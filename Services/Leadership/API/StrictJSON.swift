/// Looks through a JSON text before it is read, and refuses what readers differ over: a member said twice, what is no
/// UTF-8, NUL, halves of surrogates, and nesting so deep that it only means harm (RFC 8259, sections 4, 8 and 9).
struct StrictJSON {
    /// Levels of objects and arrays; a decision has four.
    static let deepest = 32

    private let bytes: [UInt8]
    private var place = 0

    /// - Throws: `Problem` with the kind `malformed` and where it is wrong.
    static func check(_ bytes: [UInt8]) throws {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw wrong("bytes that are no UTF-8", at: 0) }
        var reader = StrictJSON(bytes: bytes)
        try reader.value(depth: 0)
        reader.space()
        guard reader.place == bytes.count else { throw wrong("more after the end of the value", at: reader.place) }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static func wrong(_ found: String, at place: Int) -> Problem {
        Problem(.malformed, "reading JSON: found \(found) at byte \(place)")
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func space() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { place += 1 }
    }

    private mutating func value(depth: Int) throws {
        guard depth <= Self.deepest else { throw Self.wrong("more than \(Self.deepest) levels", at: place) }
        space()
        switch next {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): _ = try string()
        case nil: throw Self.wrong("the end where a value was expected", at: place)
        default: try literal()
        }
    }

    private mutating func object(depth: Int) throws {
        place += 1
        var names = Set<String>()
        space()
        if try take("}") { return }
        repeat {
            space()
            guard next == UInt8(ascii: "\"") else { throw Self.wrong("no name of a member", at: place) }
            let start = place
            let name = try string()
            guard names.insert(name).inserted else {
                throw Self.wrong("the member \(Refusals.shown(name)) said twice", at: start)
            }
            space()
            guard try take(":") else { throw Self.wrong("no colon", at: place) }
            try value(depth: depth + 1)
            space()
        } while try take(",")
        guard try take("}") else { throw Self.wrong("no end of the object", at: place) }
    }

    private mutating func array(depth: Int) throws {
        place += 1
        space()
        if try take("]") { return }
        repeat {
            try value(depth: depth + 1)
            space()
        } while try take(",")
        guard try take("]") else { throw Self.wrong("no end of the array", at: place) }
    }

    private mutating func take(_ scalar: Unicode.Scalar) throws -> Bool {
        guard next == UInt8(ascii: scalar) else { return false }
        place += 1
        return true
    }

    /// Numbers, true, false and null: what they are is the reader's to judge.
    private mutating func literal() throws {
        let start = place
        while let byte = next,
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        { place += 1 }
        guard place > start else { throw Self.wrong("no value", at: place) }
    }

    /// - Returns: the text with its escapes carried out: a name may be written in more than one way.
    private mutating func string() throws -> String {
        let start = place
        place += 1
        var text: [UInt16] = []
        var plain = place
        func units(_ range: Range<Int>) -> some Sequence<UInt16> {
            String(decoding: bytes[range], as: UTF8.self).utf16
        }
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                text += units(plain..<place)
                place += 1
                guard let whole = String(validating: text, as: UTF16.self) else {
                    throw Self.wrong("half of a surrogate pair", at: start)
                }
                guard !whole.utf8.contains(0) else { throw Self.wrong("NUL", at: start) }
                return whole
            case UInt8(ascii: "\\"):
                text += units(plain..<place)
                text.append(try escape())
                plain = place
            case 0..<0x20: throw Self.wrong("a control character in a text", at: place)
            default: place += 1
            }
        }
        throw Self.wrong("a text without end", at: start)
    }

    private mutating func escape() throws -> UInt16 {
        let start = place
        place += 2
        guard start + 1 < bytes.count else { throw Self.wrong("half of an escape", at: start) }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return 0x22
        case UInt8(ascii: "\\"): return 0x5c
        case UInt8(ascii: "/"): return 0x2f
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0c
        case UInt8(ascii: "n"): return 0x0a
        case UInt8(ascii: "r"): return 0x0d
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            guard start + 6 <= bytes.count,
                let unit = UInt16(String(decoding: bytes[start + 2..<start + 6], as: UTF8.self), radix: 16)
            else { throw Self.wrong("no escape", at: start) }
            place = start + 6
            return unit
        default: throw Self.wrong("no escape", at: start)
        }
    }
}
