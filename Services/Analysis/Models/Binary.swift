/// Writes integers, floats and named blobs, little-endian.
struct BinaryWriter {
    private(set) var buffer: [UInt8] = []

    mutating func bytes(_ bytes: some Sequence<UInt8>) { buffer.append(contentsOf: bytes) }

    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { buffer.append(contentsOf: $0) }
    }

    mutating func float(_ value: Float) { integer(value.bitPattern) }

    mutating func named(_ name: String, _ bytes: [UInt8]) {
        let name = Array(name.utf8)
        integer(UInt32(name.count))
        buffer.append(contentsOf: name)
        integer(UInt64(bytes.count))
        buffer.append(contentsOf: bytes)
    }
}

/// Reads what `BinaryWriter` wrote; every length is held against what is left.
struct BinaryReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) throws(ModelFileMistake) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else {
            throw ModelFileMistake(
                found: "an end \(count - rest.count) bytes before its time", expected: "a whole model file")
        }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func integer<T: FixedWidthInteger & UnsignedInteger>() throws(ModelFileMistake) -> T {
        var value: T = 0
        for byte in try bytes(MemoryLayout<T>.size).reversed() { value = value << 8 | T(byte) }
        return value
    }

    mutating func float() throws(ModelFileMistake) -> Float {
        let bits: UInt32 = try integer()
        let value = Float(bitPattern: bits)
        guard value.isFinite else {
            throw ModelFileMistake(found: "a weight that is no number", expected: "finite weights: train it anew")
        }
        return value
    }

    mutating func named() throws(ModelFileMistake) -> (name: String, bytes: [UInt8]) {
        let nameLength: UInt32 = try integer()
        let name = String(decoding: try bytes(Int(nameLength)), as: UTF8.self)
        let length: UInt64 = try integer()
        guard let count = Int(exactly: length) else {
            throw ModelFileMistake(found: "a part of \(length) bytes", expected: "a whole model file")
        }
        return (name, Array(try bytes(count)))
    }
}
