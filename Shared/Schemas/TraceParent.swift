/// W3C Trace Context, `traceparent`: which trace something belongs to, and by which of its spans it was caused.
public struct TraceParent: Hashable, Sendable, CustomStringConvertible {
    /// 32 lower-case hex digits, not all 0.
    public let traceID: String
    /// 16 lower-case hex digits, not all 0.
    public let spanID: String
    /// Whoever caused it may have recorded it.
    public let isSampled: Bool

    /// Reads what came from outside; `nil` where it is no traceparent: it is as if there were none.
    public init?(_ text: String) {
        let bytes = Array(text.utf8.prefix(56))
        guard bytes.count >= 55, bytes[2] == 0x2d, bytes[35] == 0x2d, bytes[52] == 0x2d,
            let version = Self.hex(bytes[0..<2]), let trace = Self.hex(bytes[3..<35]),
            let span = Self.hex(bytes[36..<52]), let flags = Self.hex(bytes[53..<55]),
            version != "ff", trace.contains(where: { $0 != "0" }), span.contains(where: { $0 != "0" })
        else { return nil }
        // A later version may say more, after another hyphen.
        guard bytes.count == 55 || (version != "00" && bytes[55] == 0x2d) else { return nil }
        traceID = trace
        spanID = span
        isSampled = UInt8(flags, radix: 16).map { $0 & 1 == 1 } ?? false
    }

    public init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// The beginning of a new trace. For edges only: a processor draws no random numbers.
    public static func begin(isSampled: Bool = false) -> TraceParent {
        TraceParent(
            traceID: digits(UInt64.random(in: 1 ... .max)) + digits(UInt64.random(in: 0 ... .max)), spanID: newSpanID(),
            isSampled: isSampled)
    }

    public static func newSpanID() -> String { digits(UInt64.random(in: 1 ... .max)) }

    /// Version 00, whatever version it was read from.
    public var description: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
