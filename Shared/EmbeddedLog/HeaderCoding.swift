import EventLog

/// Headers as bytes: the count, then for each the lengths and bytes of name and value; numbers as LEB128.
enum HeaderCoding {
    static func encode(_ headers: [RecordHeader]) -> [UInt8]? {
        guard !headers.isEmpty else { return nil }
        // A number takes five bytes at the most.
        let most = headers.reduce(5) { $0 + $1.name.utf8.count + $1.value.count + 10 }
        return [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            var at = 0
            func append(_ number: Int) {
                var rest = number
                while rest >= 0x80 {
                    buffer[at] = UInt8(truncatingIfNeeded: rest) | 0x80
                    rest >>= 7
                    at += 1
                }
                buffer[at] = UInt8(truncatingIfNeeded: rest)
                at += 1
            }
            func append(_ bytes: UnsafeBufferPointer<UInt8>) {
                append(bytes.count)
                guard let from = bytes.baseAddress, let to = buffer.baseAddress, !bytes.isEmpty else { return }
                (to + at).initialize(from: from, count: bytes.count)
                at += bytes.count
            }
            append(headers.count)
            for header in headers {
                var name = header.name
                name.withUTF8 { append($0) }
                header.value.withUnsafeBufferPointer { append($0) }
            }
            count = at
        }
    }

    /// - Returns: `nil` when the bytes are not such.
    static func decode(_ bytes: [UInt8]) -> [RecordHeader]? { bytes.withUnsafeBytes { decode($0) } }

    /// - Returns: `nil` when the bytes are not such.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> [RecordHeader]? {
        var at = 0
        guard let count = number(bytes, &at), count <= bytes.count else { return nil }
        var headers: [RecordHeader] = []
        headers.reserveCapacity(min(count, 64))
        for _ in 0..<count {
            guard let name = field(bytes, &at), let value = field(bytes, &at) else { return nil }
            headers.append(RecordHeader(String(decoding: name, as: UTF8.self), Array(value)))
        }
        return at == bytes.count ? headers : nil
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
