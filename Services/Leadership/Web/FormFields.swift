import Hummingbird
import NIOCore
import Text

/// The fields of a posted form (`application/x-www-form-urlencoded`, WHATWG URL standard, section 5).
struct FormFields: Sendable {
    /// In the order they were sent; names may repeat.
    private(set) var pairs: [(name: String, value: String)]

    /// More than the largest of our forms has.
    static let most = 512

    init(pairs: [(name: String, value: String)]) { self.pairs = pairs }

    init(body: String) {
        pairs = body.split(separator: "&").prefix(Self.most).map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(sides[0]), sides.count > 1 ? Self.decoded(sides[1]) : "")
        }
    }

    /// - Throws: `NIOTooManyBytesError` when the body is larger than any of ours; `Problem` when it is no text, or says a
    ///   field twice that has one value: which of them counts, readers differ over.
    init(of request: Request, upTo limit: Int) async throws {
        let body = try await request.body.collect(upTo: limit)
        self.init(body: String(buffer: body))
        let count = body.readableBytesView.count { $0 == UInt8(ascii: "&") } + 1
        guard count <= Self.most else {
            throw Problem(.malformed, "found \(count) fields, expected at most \(Self.most); nothing was taken")
        }
        var seen = Set<String>()
        for (name, value) in pairs {
            guard !value.utf8.contains(0), !value.unicodeScalars.contains("\u{fffd}") else {
                throw Problem(.malformed, "found bytes that are no text in the field \(SentText.shown(name))")
            }
            guard seen.insert(name).inserted || Self.isList(name) else {
                throw Problem(.malformed, "found the field \(SentText.shown(name)) twice")
            }
        }
    }

    /// Fields with several values.
    private static func isList(_ name: String) -> Bool { name.hasSuffix("_ids") || name.hasSuffix("_fields") }

    /// The value without white space around it; `nil` when empty.
    subscript(name: String) -> String? {
        guard let value = pairs.first(where: { $0.name == name })?.value else { return nil }
        let trimmed = value.trimmingPrefix { $0.isWhitespace }
        let end = trimmed.lastIndex { !$0.isWhitespace }
        return end.map { String(trimmed[...$0]) }
    }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value).filter { !$0.isEmpty } }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        let raw = Array(text.utf8)
        var index = 0
        while index < raw.count {
            switch raw[index] {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%") where index + 2 < raw.count:
                if let byte = UInt8(String(decoding: raw[index + 1...index + 2], as: UTF8.self), radix: 16) {
                    bytes.append(byte)
                    index += 2
                } else {
                    bytes.append(raw[index])
                }
            default: bytes.append(raw[index])
            }
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What a client sent.
enum SentText {
    /// Fit to be shown and kept: bounded, on one line, without controls.
    static func shown(_ text: String) -> String {
        SafeText.line(String(text.prefix(400)), maximumCharacters: 200)
    }
}
