import EventLog
import Schemas

/// A record as a line of JSON, without loss: what is no text is base64 under another name, and a value that is JSON
/// stands there as it is, byte for byte. `"value":null` is a tombstone.
enum RecordLine {
    /// Appends the line, its end included.
    /// - Parameter topic: the name to tell it by.
    static func append(_ record: LogRecord, topic: String, to line: inout [UInt8]) {
        line.append(contentsOf: "{\"topic\":\"".utf8)
        line.append(contentsOf: topic.utf8)
        line.append(contentsOf: "\",\"partition\":".utf8)
        number(Int64(record.topicPartition.partition), to: &line)
        line.append(contentsOf: ",\"offset\":".utf8)
        number(record.offset, to: &line)
        line.append(contentsOf: ",\"timestamp\":".utf8)
        number(record.timestamp, to: &line)
        line.append(contentsOf: ",".utf8)
        if let key = record.key {
            key.withUnsafeBytes { text("key", $0, to: &line) }
        } else {
            line.append(contentsOf: "\"key\":null".utf8)
        }
        line.append(contentsOf: ",\"headers\":[".utf8)
        var isFirst = true
        record.packedHeaders.forEach { name, value in
            line.append(contentsOf: isFirst ? "{\"name\":".utf8 : ",{\"name\":".utf8)
            isFirst = false
            if isUTF8(name) {
                quote(name, to: &line)
            } else {
                // A name is text: what is none is shown as such.
                Array(String(decoding: name, as: UTF8.self).utf8).withUnsafeBytes { quote($0, to: &line) }
            }
            line.append(UInt8(ascii: ","))
            text("value", value, to: &line)
            line.append(UInt8(ascii: "}"))
        }
        line.append(contentsOf: "],".utf8)
        guard let value = record.value else {
            line.append(contentsOf: "\"value\":null}\n".utf8)
            return
        }
        if JSONScanner.isOneLine(value) {
            line.append(contentsOf: "\"value\":".utf8)
            line.append(contentsOf: value)
            line.append(contentsOf: "}\n".utf8)
        } else {
            line.append(contentsOf: "\"valueBase64\":\"".utf8)
            value.withUnsafeBytes { Base64.append($0, to: &line) }
            line.append(contentsOf: "\"}\n".utf8)
        }
    }

    private static func text(_ name: StaticString, _ bytes: UnsafeRawBufferPointer, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        line.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        if isUTF8(bytes) {
            line.append(contentsOf: "\":".utf8)
            quote(bytes, to: &line)
        } else {
            line.append(contentsOf: "Base64\":\"".utf8)
            Base64.append(bytes, to: &line)
            line.append(UInt8(ascii: "\""))
        }
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.withMemoryRebound(to: UInt8.self) { JSONScanner.isUTF8($0) }
    }

    private static func quote(_ text: UnsafeRawBufferPointer, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        // Each byte whatever it is, without a branch: many at a time.
        var special: UInt8 = 0
        for byte in text {
            special |=
                (byte < 32 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
                | (byte == 127 ? 1 : 0)
        }
        if special == 0 {
            line.append(contentsOf: text)
        } else {
            for byte in text {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): line.append(contentsOf: [UInt8(ascii: "\\"), byte])
                case 0..<32, 127:
                    line.append(contentsOf: "\\u00".utf8)
                    line.append(contentsOf: [digit(byte >> 4), digit(byte & 15)])
                default: line.append(byte)
                }
            }
        }
        line.append(UInt8(ascii: "\""))
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

    private static func number(_ number: Int64, to line: inout [UInt8]) { line.append(contentsOf: String(number).utf8) }
}

extension RecordLine {
    /// What a line says.
    struct Parsed: Hashable {
        var topic: String
        var record: LogRecord
    }

    /// - Parameter line: without its end.
    /// - Throws: `JSONScanner.Mistake` for anything that is not such a line.
    static func parse(_ line: UnsafeBufferPointer<UInt8>) throws(JSONScanner.Mistake) -> Parsed {
        var scanner = JSONScanner(line)
        var (topic, partition, offset, timestamp) = (String?.none, Int32?.none, Int64?.none, Int64?.none)
        var (key, value, headers) = ([UInt8]??.none, [UInt8]??.none, PackedHeaders?.none)
        try scanner.expect(UInt8(ascii: "{"))
        repeat {
            let start = scanner.at
            let name = try scanner.text()
            try scanner.expect(UInt8(ascii: ":"))
            let isNew: Bool
            switch name.withBytes({ String(decoding: $0, as: UTF8.self) }) {
            case "topic":
                isNew = topic == nil
                topic = try scanner.text().withBytes { String(decoding: $0, as: UTF8.self) }
            case "partition":
                isNew = partition == nil
                partition = Int32(exactly: try scanner.integer())
            case "offset":
                isNew = offset == nil
                offset = try scanner.integer()
            case "timestamp":
                isNew = timestamp == nil
                let value = scanner.at
                timestamp = try scanner.integer()
                guard (0...EventBounds.largest).contains(timestamp ?? -1) else {
                    throw JSONScanner.Mistake(at: value, expected: "milliseconds since 1970, up to the year 9999")
                }
            case "key":
                isNew = key == nil
                key = .some(try scanner.isNull() ? nil : try scanner.string())
            case "keyBase64":
                isNew = key == nil
                key = .some(try scanner.base64())
            case "headers":
                isNew = headers == nil
                headers = try self.headers(&scanner)
            case "value":
                isNew = value == nil
                value = .some(try scanner.isNull() ? nil : scanner.copy(try scanner.skipValue()))
            case "valueBase64":
                isNew = value == nil
                value = .some(try scanner.base64())
            default: throw JSONScanner.Mistake(at: start, expected: "no member of that name")
            }
            guard isNew else { throw JSONScanner.Mistake(at: start, expected: "each member once") }
        } while scanner.pass(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"))
        guard scanner.next == nil else { throw JSONScanner.Mistake(at: scanner.at, expected: "the end of the line") }
        guard let topic, let partition, partition >= 0, let offset, let timestamp, let key, let value, let headers
        else {
            throw JSONScanner.Mistake(
                at: scanner.at, expected: "topic, partition, offset, timestamp, key, headers and value, found fewer")
        }
        return Parsed(
            topic: topic,
            record: LogRecord(
                topicPartition: TopicPartition(topic, partition), offset: offset, timestamp: timestamp, key: key,
                value: value, packedHeaders: headers))
    }

    private static func headers(_ scanner: inout JSONScanner) throws(JSONScanner.Mistake) -> PackedHeaders {
        try scanner.expect(UInt8(ascii: "["))
        var headers = PackedHeaders()
        if scanner.pass(UInt8(ascii: "]")) { return headers }
        headers.reserve(512)
        repeat {
            var (name, value) = (JSONScanner.Text?.none, JSONScanner.Text?.none)
            try scanner.expect(UInt8(ascii: "{"))
            repeat {
                let start = scanner.at
                let member = try scanner.text()
                try scanner.expect(UInt8(ascii: ":"))
                if member.isEqual("name"), name == nil {
                    name = try scanner.text()
                } else if member.isEqual("value"), value == nil {
                    value = try scanner.text()
                } else if member.isEqual("valueBase64"), value == nil {
                    value = .own(try scanner.base64())
                } else {
                    throw JSONScanner.Mistake(at: start, expected: "name and value of a header, once")
                }
            } while scanner.pass(UInt8(ascii: ","))
            try scanner.expect(UInt8(ascii: "}"))
            guard let name, let value else {
                throw JSONScanner.Mistake(at: scanner.at, expected: "name and value of a header")
            }
            name.withBytes { name in
                value.withBytes { headers.append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) }
            }
        } while scanner.pass(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
        return headers
    }
}

extension JSONScanner {
    /// Whether the next value is null; then it is passed.
    mutating func isNull() throws(Mistake) -> Bool {
        guard next == UInt8(ascii: "n") else { return false }
        try skipValue()
        return true
    }

    mutating func base64() throws(Mistake) -> [UInt8] {
        let start = at
        guard let bytes = try text().withBytes({ Base64.decode($0) }) else {
            throw Mistake(at: start, expected: "base64")
        }
        return bytes
    }
}
