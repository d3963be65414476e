import Foundation

/// Walks over JSON (RFC 8259) in bytes, strictly and without making anything of it but what is asked for.
struct JSONScanner: ~Copyable {
    /// What is wrong, and at which byte.
    struct Mistake: Error, Hashable {
        var at: Int
        var expected: String
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var at = 0
    private static let deepest = 256

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether the bytes are one JSON text that stands on a line as it is: without line ends and without blanks around
    /// it, in UTF-8, and not `null`, which says that there is no value.
    static func isOneLine(_ text: [UInt8]) -> Bool {
        guard let first = text.first, let last = text.last, !isBlank(first), !isBlank(last),
            // What most binary values begin with is found out soon.
            isBeginning(first), text != Array("null".utf8)
        else { return false }
        return text.withUnsafeBufferPointer { bytes in
            guard !bytes.contains(10), !bytes.contains(13) else { return false }
            var scanner = JSONScanner(bytes)
            guard (try? scanner.skipValue()) != nil, scanner.at == bytes.count else { return false }
            return isUTF8(bytes)
        }
    }

    static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.reduce(0, |) < 0x80 || String(validating: bytes, as: UTF8.self) != nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    private static func isBeginning(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "-"), UInt8(ascii: "t"),
            UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    var isAtEnd: Bool { at >= bytes.count }
    /// The next byte, behind blanks; nil at the end.
    var next: UInt8? {
        mutating get {
            while at < bytes.count, Self.isBlank(bytes[at]) { at += 1 }
            return at < bytes.count ? bytes[at] : nil
        }
    }

    /// Whether the next is this byte; then it is passed.
    mutating func pass(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(Mistake) {
        guard pass(byte) else {
            throw Mistake(at: at, expected: "\"\(Character(Unicode.Scalar(byte)))\"")
        }
    }

    /// Passes one value, whatever it is.
    /// - Returns: where it stands.
    @discardableResult
    mutating func skipValue(depth: Int = 0) throws(Mistake) -> Range<Int> {
        guard depth < Self.deepest else { throw Mistake(at: at, expected: "at most \(Self.deepest) levels") }
        guard let first = next else { throw Mistake(at: at, expected: "a value") }
        let start = at
        switch first {
        case UInt8(ascii: "{"):
            at += 1
            if pass(UInt8(ascii: "}")) { break }
            repeat {
                guard next == UInt8(ascii: "\"") else { throw Mistake(at: at, expected: "a member's name") }
                try skipString()
                try expect(UInt8(ascii: ":"))
                try skipValue(depth: depth + 1)
            } while pass(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            at += 1
            if pass(UInt8(ascii: "]")) { break }
            repeat { try skipValue(depth: depth + 1) } while pass(UInt8(ascii: ","))
            try expect(UInt8(ascii: "]"))
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try skipNumber()
        }
        return start..<at
    }

    /// The text of a string value, without escapes.
    mutating func string() throws(Mistake) -> [UInt8] { try text().bytes }

    /// The text of a string value: lent from what is read where it has no escapes.
    mutating func text() throws(Mistake) -> Text {
        guard next == UInt8(ascii: "\"") else { throw Mistake(at: at, expected: "a string") }
        let start = at + 1
        let hasEscapes = try skipString()
        let raw = UnsafeBufferPointer(rebasing: bytes[start..<(at - 1)])
        guard Self.isUTF8(raw) else { throw Mistake(at: start, expected: "UTF-8") }
        return hasEscapes ? .own(try Self.unescaped(raw, from: start)) : .lent(raw)
    }

    /// A text, for as long as what is read is there.
    enum Text {
        case lent(UnsafeBufferPointer<UInt8>)
        case own([UInt8])

        var bytes: [UInt8] {
            switch self {
            case .lent(let bytes): Array(bytes)
            case .own(let bytes): bytes
            }
        }

        func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
            switch self {
            case .lent(let bytes): body(bytes)
            case .own(let bytes): bytes.withUnsafeBufferPointer(body)
            }
        }

        func isEqual(_ word: StaticString) -> Bool {
            withBytes {
                $0.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
            }
        }
    }

    /// A whole number.
    mutating func integer() throws(Mistake) -> Int64 {
        _ = next
        let start = at
        let range = try skipValue()
        guard let number = Int64(String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)) else {
            throw Mistake(at: start, expected: "a whole number")
        }
        return number
    }

    func copy(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

    // MARK: Parts

    /// - Returns: whether it has escapes.
    @discardableResult
    private mutating func skipString() throws(Mistake) -> Bool {
        at += 1
        if let end = Self.endOfPlain(bytes, from: at) {
            at = end + 1
            return false
        }
        var hasEscapes = false
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return hasEscapes
            case UInt8(ascii: "\\"):
                hasEscapes = true
                guard at + 1 < bytes.count else { throw Mistake(at: at, expected: "an escape") }
                if bytes[at + 1] == UInt8(ascii: "u") {
                    guard at + 6 <= bytes.count, bytes[(at + 2)..<(at + 6)].allSatisfy({ Self.digit($0) != nil }) else {
                        throw Mistake(at: at, expected: "four hexadecimal digits")
                    }
                    at += 6
                } else {
                    guard Self.escaped(bytes[at + 1]) != nil else { throw Mistake(at: at, expected: "an escape") }
                    at += 2
                }
            case 0..<32: throw Mistake(at: at, expected: "no control character in a string")
            default: at += 1
            }
        }
        throw Mistake(at: at, expected: "the end of a string")
    }

    /// Where the string ends that begins there, if nothing in it is to be looked at closer.
    private static func endOfPlain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, 0x22, bytes.count - start)
        else { return nil }
        let end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        // Each byte whatever it is, without a branch: many at a time.
        var special: UInt8 = 0
        for byte in UnsafeBufferPointer(rebasing: bytes[start..<end]) {
            special |= (byte < 32 ? 1 : 0) | (byte == 0x5c ? 1 : 0)
        }
        return special == 0 ? end : nil
    }

    private mutating func word(_ word: StaticString) throws(Mistake) {
        let end = at + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[at..<end].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw Mistake(at: at, expected: "a value") }
        at = end
    }

    private mutating func skipNumber() throws(Mistake) {
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        let whole = try digits()
        if whole.count > 1, bytes[whole.lowerBound] == UInt8(ascii: "0") {
            throw Mistake(at: whole.lowerBound, expected: "a number without zeros before it")
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            _ = try digits()
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            _ = try digits()
        }
    }

    private mutating func digits() throws(Mistake) -> Range<Int> {
        let start = at
        while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
        guard at > start else { throw Mistake(at: at, expected: "a value") }
        return start..<at
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 48...57: UInt32(byte) - 48
        case 65...70: UInt32(byte) - 55
        case 97...102: UInt32(byte) - 87
        default: nil
        }
    }

    private static func escaped(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: nil
        }
    }

    /// Of a string that was passed: its escapes are whole.
    private static func unescaped(_ raw: UnsafeBufferPointer<UInt8>, from start: Int) throws(Mistake) -> [UInt8] {
        func unit(_ at: Int) -> UInt32? {
            guard at + 6 <= raw.count, raw[at] == UInt8(ascii: "\\"), raw[at + 1] == UInt8(ascii: "u") else {
                return nil
            }
            return raw[(at + 2)..<(at + 6)].reduce(0) { $0 << 4 | (digit($1) ?? 0) }
        }
        var (text, at) = ([UInt8](), 0)
        text.reserveCapacity(raw.count)
        while at < raw.count {
            guard raw[at] == UInt8(ascii: "\\") else {
                text.append(raw[at])
                at += 1
                continue
            }
            guard let first = unit(at) else {
                text.append(at + 1 < raw.count ? escaped(raw[at + 1]) ?? 0 : 0)
                at += 2
                continue
            }
            var (code, length) = (first, 6)
            if (0xd800..<0xdc00).contains(first), let second = unit(at + 6), (0xdc00..<0xe000).contains(second) {
                (code, length) = (0x10000 + (first - 0xd800) << 10 + (second - 0xdc00), 12)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw Mistake(at: start + at, expected: "a whole character, found half a surrogate pair")
            }
            text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            at += length
        }
        return text
    }
}
