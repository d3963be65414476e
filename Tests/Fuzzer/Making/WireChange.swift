/// Changes to a protobuf message that leave it one: a field's value becomes extreme, a field is doubled, dropped or moved.
enum WireChange {
    /// A field as it stands on the wire (protobuf, "Encoding").
    private struct Field {
        var number: UInt64
        var type: UInt64
        /// Of a varint the value, of fixed ones the bytes as a number.
        var value: UInt64 = 0
        var bytes: [UInt8] = []
    }

    static func apply(_ input: inout [UInt8], _ random: inout Random) {
        guard var fields = parse(input), !fields.isEmpty else {
            return TextChange.apply(&input, other: [], words: [], &random)
        }
        change(&fields, &random, depth: 0)
        input = written(fields)
    }

    private static func change(_ fields: inout [Field], _ random: inout Random, depth: Int) {
        let at = random.below(fields.count)
        switch random.below(12) {
        case 0: fields.append(fields[at])
        case 1: fields.remove(at: at)
        case 2: fields[at].number = UInt64(1 + random.below(100))
        case 3 where fields[at].type == 2:
            for _ in 0..<random.pick([2, 40, 2000], else: 2) where fields.count < 5000 { fields.append(fields[at]) }
        default: change(&fields[at], &random, depth: depth)
        }
    }

    private static func change(_ field: inout Field, _ random: inout Random, depth: Int) {
        switch field.type {
        case 0: field.value = UInt64(bitPattern: random.pick(Extremes.integers, else: 0))
        case 1: field.value = random.pick(Extremes.doubles, else: 0).bitPattern
        case 5: field.value = random.next() & 0xffff_ffff
        default:
            if depth < 6, random.chance(4, in: 5), var inner = parse(field.bytes), !inner.isEmpty {
                change(&inner, &random, depth: depth + 1)
                field.bytes = written(inner)
            } else if random.chance(1, in: 3) {
                TextChange.apply(&field.bytes, other: [], words: [], &random)
            } else {
                field.bytes = Array(random.pick(Extremes.texts, else: "").utf8)
            }
        }
    }

    /// - Returns: nil for what is no message.
    private static func parse(_ bytes: [UInt8]) -> [Field]? {
        var fields: [Field] = []
        var at = 0
        func varint() -> UInt64? {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while at < bytes.count, shift < 64 {
                let byte = bytes[at]
                at += 1
                value |= UInt64(byte & 0x7f) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            return nil
        }
        func fixed(_ count: Int) -> UInt64? {
            guard at + count <= bytes.count else { return nil }
            var value: UInt64 = 0
            for index in 0..<count { value |= UInt64(bytes[at + index]) << UInt64(index * 8) }
            at += count
            return value
        }
        while at < bytes.count {
            guard let tag = varint(), tag >> 3 > 0, tag >> 3 < 1 << 29 else { return nil }
            var field = Field(number: tag >> 3, type: tag & 7)
            switch field.type {
            case 0:
                guard let value = varint() else { return nil }
                field.value = value
            case 1:
                guard let value = fixed(8) else { return nil }
                field.value = value
            case 5:
                guard let value = fixed(4) else { return nil }
                field.value = value
            case 2:
                guard let count = varint(), count <= UInt64(bytes.count - at) else { return nil }
                field.bytes = Array(bytes[at..<at + Int(count)])
                at += Int(count)
            default: return nil
            }
            fields.append(field)
        }
        return fields
    }

    private static func written(_ fields: [Field]) -> [UInt8] {
        var out: [UInt8] = []
        func varint(_ value: UInt64) {
            var value = value
            while value >= 0x80 {
                out.append(UInt8(value & 0x7f) | 0x80)
                value >>= 7
            }
            out.append(UInt8(value))
        }
        for field in fields {
            varint(field.number << 3 | field.type)
            switch field.type {
            case 0: varint(field.value)
            case 1: for shift in 0..<8 { out.append(UInt8(field.value >> UInt64(shift * 8) & 0xff)) }
            case 5: for shift in 0..<4 { out.append(UInt8(field.value >> UInt64(shift * 8) & 0xff)) }
            default:
                varint(UInt64(field.bytes.count))
                out += field.bytes
            }
        }
        return out
    }
}
