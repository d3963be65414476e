/// A record's headers as one piece of bytes, as the embedded log keeps them: the count, then for each the lengths and bytes
/// of name and value; numbers as LEB128.
///
/// A record that is only passed on, or looked into for one header, has nothing else made of its headers: neither a string
/// nor an array for each.
public struct PackedHeaders: Hashable, Sendable {
    /// Empty: there are none.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public init(_ headers: [RecordHeader]) {
        guard !headers.isEmpty else { return }
        reserve(headers.reduce(5) { $0 + $1.name.utf8.count + $1.value.count + 6 })
        for header in headers { append(header.name, header.value) }
    }

    /// - Returns: `nil` when the bytes are not such.
    public init?(checking bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        var at = 0
        guard let count = Self.number(bytes, &at), count <= bytes.count else { return nil }
        for _ in 0..<count {
            guard Self.field(bytes, &at) != nil, Self.field(bytes, &at) != nil else { return nil }
        }
        guard at == bytes.count else { return nil }
        if count > 0 { self.bytes = [UInt8](bytes) }
    }

    public var isEmpty: Bool { bytes.isEmpty }

    public var count: Int {
        bytes.withUnsafeBytes { bytes in
            var at = 0
            return Self.number(bytes, &at) ?? 0
        }
    }

    /// Names and values together, in bytes.
    public var byteCount: Int {
        var sum = 0
        forEach { sum += $0.count + $1.count }
        return sum
    }

    /// Each in its order; what is lent is there until the call returns.
    public func forEach(
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try bytes.withUnsafeBytes { bytes in
            var at = 0
            guard Self.number(bytes, &at) != nil else { return }
            while at < bytes.count, let name = Self.field(bytes, &at), let value = Self.field(bytes, &at) {
                try body(name, value)
            }
        }
    }

    /// The last value of that name.
    public func value(of name: String) -> [UInt8]? {
        var name = name
        return name.withUTF8 { name in
            let name = UnsafeRawBufferPointer(name)
            return bytes.withUnsafeBytes { bytes -> [UInt8]? in
                var (at, found) = (0, UnsafeRawBufferPointer?.none)
                guard Self.number(bytes, &at) != nil else { return nil }
                while at < bytes.count, let field = Self.field(bytes, &at), let value = Self.field(bytes, &at) {
                    if field.count == name.count, field.elementsEqual(name) { found = value }
                }
                return found.map { [UInt8]($0) }
            }
        }
    }

    /// One by one, as most code has them.
    public var unpacked: [RecordHeader] {
        var headers: [RecordHeader] = []
        headers.reserveCapacity(min(count, 64))
        forEach { headers.append(RecordHeader(String(decoding: $0, as: UTF8.self), [UInt8]($1))) }
        return headers
    }

    /// Makes room for so many bytes, lengths included.
    public mutating func reserve(_ bytes: Int) { self.bytes.reserveCapacity(bytes) }

    public mutating func append(_ name: String, _ value: [UInt8]) {
        var name = name
        name.withUTF8 { name in
            value.withUnsafeBytes { append(UnsafeRawBufferPointer(name), $0) }
        }
    }

    public mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        grow(by: 1)
        appendField(name)
        appendField(value)
    }

    public mutating func append(_ headers: PackedHeaders) {
        guard !headers.isEmpty else { return }
        guard !isEmpty else { return bytes = headers.bytes }
        grow(by: headers.count)
        headers.bytes.withUnsafeBytes { other in
            var at = 0
            guard Self.number(other, &at) != nil else { return }
            bytes.append(contentsOf: other[at...])
        }
    }

    /// Those whose names are wanted.
    public func filter(_ isWanted: (_ name: UnsafeRawBufferPointer) -> Bool) -> PackedHeaders {
        var kept = PackedHeaders()
        forEach { if isWanted($0) { kept.append($0, $1) } }
        return kept
    }

    // MARK: Bytes

    /// Counts more of them, before their bytes are there.
    private mutating func grow(by more: Int) {
        guard !bytes.isEmpty else { return Self.append(more, to: &bytes) }
        let (known, length) = bytes.withUnsafeBytes { bytes in
            var at = 0
            return (Self.number(bytes, &at) ?? 0, at)
        }
        if length == 1, known + more < 0x80 {
            bytes[0] = UInt8(truncatingIfNeeded: known + more)
        } else {
            var count: [UInt8] = []
            Self.append(known + more, to: &count)
            bytes.replaceSubrange(0..<length, with: count)
        }
    }

    private mutating func appendField(_ field: UnsafeRawBufferPointer) {
        Self.append(field.count, to: &bytes)
        bytes.append(contentsOf: field)
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
        var number = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard at < bytes.count else { return nil }
            let byte = bytes[at]
            at += 1
            number |= Int(byte & 0x7f) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }

    private static func field(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> UnsafeRawBufferPointer? {
        guard let count = number(bytes, &at), count <= bytes.count - at else { return nil }
        defer { at += count }
        return UnsafeRawBufferPointer(rebasing: bytes[at..<(at + count)])
    }
}
