import EventLog

/// Headers as bytes: the count, then for each the lengths and bytes of name and value; numbers as LEB128.
enum HeaderCoding {
    static func encode(_ headers: [RecordHeader]) -> [UInt8]? {
        guard !headers.isEmpty else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headers.reduce(5) { $0 + $1.name.utf8.count + $1.value.count + 4 })
        append(headers.count, to: &bytes)
        for header in headers {
            append(header.name.utf8.count, to: &bytes)
            bytes.append(contentsOf: header.name.utf8)
            append(header.value.count, to: &bytes)
            bytes.append(contentsOf: header.value)
        }
        return bytes
    }

    /// - Returns: `nil` when the bytes are not such.
    static func decode(_ bytes: [UInt8]) -> [RecordHeader]? {
        var rest = bytes[...]
        guard let count = number(&rest), count <= bytes.count else { return nil }
        var headers: [RecordHeader] = []
        headers.reserveCapacity(count)
        for _ in 0..<count {
            guard let name = field(&rest), let value = field(&rest) else { return nil }
            headers.append(RecordHeader(String(decoding: name, as: UTF8.self), Array(value)))
        }
        return rest.isEmpty ? headers : nil
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var number = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            number |= Int(byte & 0x7f) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }

    private static func field(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let count = number(&bytes), count <= bytes.count else { return nil }
        defer { bytes.removeFirst(count) }
        return bytes.prefix(count)
    }
}
