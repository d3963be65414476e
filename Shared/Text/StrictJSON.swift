/// A JSON text as it was read by ``StrictJSON``.
public enum JSONNode: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A whole number without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])

    /// The text of a member that is one.
    public func string(_ name: String) -> String? {
        guard case .object(let members) = self, case .string(let text)? = members[name] else { return nil }
        return text
    }
}

/// The one reader of JSON from outside: bounded in bytes, levels and values, linear in time, and strict about what
/// readers differ over (RFC 8259, sections 4, 8 and 9): a member said twice, what is no UTF-8, NUL, halves of
/// surrogates, numbers that are none, anything behind the value.
///
/// What is decoded further by others (protobuf's JSON, `Codable`) goes through ``check(_:limits:)`` first.
public enum StrictJSON {
    public struct Limits: Hashable, Sendable {
        public var bytes: Int
        /// Levels of objects and arrays, one in another.
        public var levels: Int
        /// Values in all, names of members not counted.
        public var values: Int
        /// Takes what crawlers write: half a surrogate pair, a control character in a text, NaN, a member said twice (the
        /// last counts), a comma behind the last, apostrophes for quotation marks, None, True and False. What stands where a character cannot becomes U+FFFD, a number that is none null.
        public var isLenient: Bool

        public init(
            bytes: Int, levels: Int = StrictJSON.deepest, values: Int = 100_000, isLenient: Bool = false
        ) {
            (self.bytes, self.levels, self.values, self.isLenient) = (bytes, levels, values, isLenient)
        }
    }

    /// Levels that anything of ours has at most; a decision has four.
    public static let deepest = 32
    /// The longest name of a member, in bytes: longer ones only cost.
    public static let longestName = 512

    public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        public var found: String
        /// From the beginning of the text, in bytes.
        public var place: Int
        public var description: String { "reading JSON: found \(found) at byte \(place)" }
    }

    public static func read(_ bytes: [UInt8], limits: Limits) throws(Mistake) -> JSONNode {
        try read(bytes[...], limits: limits)
    }

    public static func read(_ bytes: ArraySlice<UInt8>, limits: Limits) throws(Mistake) -> JSONNode {
        guard bytes.count <= limits.bytes else {
            throw Mistake(found: "\(bytes.count) bytes, expected at most \(limits.bytes),", place: limits.bytes)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Mistake(found: "bytes that are no UTF-8", place: 0)
        }
        var reader = JSONScanner(bytes, limits)
        return try reader.whole()
    }

    /// Whether it can be read at all, and in one way only.
    public static func check(_ bytes: [UInt8], limits: Limits) throws(Mistake) {
        _ = try read(bytes[...], limits: limits)
    }
}
