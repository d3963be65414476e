/// Reads one JSON text from beginning to end; never looks at a byte more than a few times.
struct JSONScanner {
    private let bytes: ArraySlice<UInt8>
    private let limits: StrictJSON.Limits
    private var place: Int
    private var values = 0

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: ArraySlice<UInt8>, _ limits: StrictJSON.Limits) {
        self.bytes = bytes
        self.limits = limits
        place = bytes.startIndex
    }

    mutating func whole() throws(StrictJSON.Mistake) -> JSONNode {
        // Marks between records (RFC 7464), and commas of a list that was taken apart.
        if limits.isLenient { while next == 0x1e { place += 1 } }
        let node = try value(depth: 1)
        space()
        if limits.isLenient, take(UInt8(ascii: ",")) { space() }
        guard place == bytes.endIndex else { throw wrong("more after the end of the value") }
        return node
    }

    private func wrong(_ found: String, at other: Int? = nil) -> StrictJSON.Mistake {
        StrictJSON.Mistake(found: found, place: (other ?? place) - bytes.startIndex)
    }

    private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

    private mutating func space() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(StrictJSON.Mistake) -> JSONNode {
        space()
        values += 1
        guard values <= limits.values else { throw wrong("more than \(limits.values) values") }
        switch next {
        case UInt8(ascii: "{"):
            guard depth <= limits.levels else { throw wrong("more than \(limits.levels) levels") }
            return .object(try object(depth: depth))
        case UInt8(ascii: "["):
            guard depth <= limits.levels else { throw wrong("more than \(limits.levels) levels") }
            return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "'") where limits.isLenient: return .string(try string())
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "N") where limits.isLenient:
            try word(bytes[place...].dropFirst().first == UInt8(ascii: "o") ? "None" : "NaN")
            return .null
        case UInt8(ascii: "T") where limits.isLenient:
            try word("True")
            return .bool(true)
        case UInt8(ascii: "F") where limits.isLenient:
            try word("False")
            return .bool(false)
        case UInt8(ascii: "I") where limits.isLenient:
            try word("Infinity")
            return .null
        case .some(UInt8(ascii: "-")), .some(0x30...0x39): return try number()
        case nil: throw wrong("the end where a value was expected")
        default: throw wrong("no value")
        }
    }

    private mutating func object(depth: Int) throws(StrictJSON.Mistake) -> [String: JSONNode] {
        place += 1
        var members: [String: JSONNode] = [:]
        space()
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            space()
            if limits.isLenient, next == UInt8(ascii: "}"), !members.isEmpty { break }
            guard next == UInt8(ascii: "\"") || limits.isLenient && next == UInt8(ascii: "'") else {
                throw wrong("no name of a member")
            }
            let start = place
            let name = try string()
            guard name.utf8.count <= StrictJSON.longestName else {
                throw wrong("a member's name of \(name.utf8.count) bytes", at: start)
            }
            guard members[name] == nil || limits.isLenient else {
                throw wrong("the member \(SafeText.line(name, maximumCharacters: 60)) said twice", at: start)
            }
            space()
            guard take(UInt8(ascii: ":")) else { throw wrong("no colon") }
            members[name] = try value(depth: depth + 1)
            space()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw wrong("no end of the object") }
        return members
    }

    private mutating func array(depth: Int) throws(StrictJSON.Mistake) -> [JSONNode] {
        place += 1
        var elements: [JSONNode] = []
        space()
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            space()
            if limits.isLenient, next == UInt8(ascii: "]"), !elements.isEmpty { break }
            elements.append(try value(depth: depth + 1))
            space()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw wrong("no end of the array") }
        return elements
    }

    private mutating func word(_ word: StaticString) throws(StrictJSON.Mistake) {
        let start = place
        let count = word.utf8CodeUnitCount
        let fits = bytes.endIndex - place >= count
        guard fits, word.withUTF8Buffer({ $0.elementsEqual(bytes[start..<start + count]) }) else {
            throw wrong("no value")
        }
        place += count
    }

    /// RFC 8259, section 6.
    private mutating func number() throws(StrictJSON.Mistake) -> JSONNode {
        let start = place
        func digits(from index: Int) -> Int {
            var index = index
            while index < bytes.endIndex, 0x30...0x39 ~= bytes[index] { index += 1 }
            return index
        }
        if take(UInt8(ascii: "-")), limits.isLenient, next == UInt8(ascii: "I") {
            try word("Infinity")
            return .null
        }
        let whole = place
        place = digits(from: place)
        guard place > whole, bytes[whole] != 0x30 || place == whole + 1 else { throw wrong("no number", at: start) }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            let fraction = place
            place = digits(from: place)
            guard place > fraction else { throw wrong("no number", at: start) }
            isWhole = false
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            let exponent = place
            place = digits(from: place)
            guard place > exponent else { throw wrong("no number", at: start) }
            isWhole = false
        }
        guard place - start <= 128 else { throw wrong("a number of \(place - start) bytes", at: start) }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            if limits.isLenient { return .null }
            throw wrong("a number out of range", at: start)
        }
        return .number(number)
    }

    /// The text with its escapes carried out: a name may be written in more than one way.
    private mutating func string() throws(StrictJSON.Mistake) -> String {
        let start = place
        let quote = bytes[start]
        place += 1
        var plain = place
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case quote:
                defer { place += 1 }
                if text.isEmpty { return String(decoding: bytes[plain..<place], as: UTF8.self) }
                text += bytes[plain..<place]
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += bytes[plain..<place]
                let scalar = try escape()
                text += UTF8.encode(scalar).map { Array($0) } ?? []
                plain = place
            case 0..<0x20 where !limits.isLenient: throw wrong("a control character in a text")
            default: place += 1
            }
        }
        throw wrong("a text without end", at: start)
    }

    private mutating func escape() throws(StrictJSON.Mistake) -> Unicode.Scalar {
        let start = place
        guard bytes.endIndex - place >= 2 else { throw wrong("half of an escape") }
        place += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        case let other where limits.isLenient && other < 0x80: return Unicode.Scalar(other)
        default: throw wrong("no escape", at: start)
        }
        let first = try unit(start)
        guard first != 0 || limits.isLenient else { throw wrong("NUL", at: start) }
        if let scalar = Unicode.Scalar(first) { return first == 0 ? "\u{fffd}" : scalar }
        guard 0xd800..<0xdc00 ~= first, bytes.endIndex - place >= 6, bytes[place] == UInt8(ascii: "\\"),
            bytes[place + 1] == UInt8(ascii: "u")
        else {
            if limits.isLenient { return "\u{fffd}" }
            throw wrong("half of a surrogate pair", at: start)
        }
        let afterFirst = place
        place += 2
        let second = try unit(start)
        guard 0xdc00..<0xe000 ~= second,
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
        else {
            guard limits.isLenient else { throw wrong("half of a surrogate pair", at: start) }
            // What follows is an escape of its own.
            place = afterFirst
            return "\u{fffd}"
        }
        return scalar
    }

    /// Four hexadecimal digits.
    private mutating func unit(_ start: Int) throws(StrictJSON.Mistake) -> UInt16 {
        guard bytes.endIndex - place >= 4 else { throw wrong("half of an escape", at: start) }
        var value: UInt16 = 0
        for byte in bytes[place..<place + 4] {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: throw wrong("no escape", at: start)
            }
            value = value << 4 | UInt16(digit)
        }
        place += 4
        return value
    }
}
