import Foundation

/// Hashed terms and weights as bytes: 12 each, little-endian. A row with hundreds of them is written by copying.
struct PackedTerms: Equatable {
    var hashes: [UInt64] = []
    var weights: [Float] = []

    static let stride = 12

    init(hashes: [UInt64] = [], weights: [Float] = []) {
        self.hashes = hashes
        self.weights = weights
    }

    /// Bytes behind the last whole term are left out.
    init(_ data: Data) {
        let bytes = [UInt8](data)
        let count = bytes.count / Self.stride
        hashes.reserveCapacity(count)
        weights.reserveCapacity(count)
        bytes.withUnsafeBytes { bytes in
            for index in 0..<count {
                let at = index * Self.stride
                hashes.append(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
                let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt32.self))
                weights.append(Float(bitPattern: bits))
            }
        }
    }

    var byteCount: Int { hashes.count * Self.stride }

    /// - Parameter bytes: `byteCount` of them.
    func store(to bytes: UnsafeMutableRawBufferPointer) {
        for index in hashes.indices { Self.store(hashes[index], weights[index], to: bytes, index: index) }
    }

    static func store(_ hash: UInt64, _ weight: Float, to bytes: UnsafeMutableRawBufferPointer, index: Int) {
        let at = index * stride
        bytes.storeBytes(of: hash.littleEndian, toByteOffset: at, as: UInt64.self)
        bytes.storeBytes(of: weight.bitPattern.littleEndian, toByteOffset: at + 8, as: UInt32.self)
    }

    var data: Data {
        var data = Data(count: byteCount)
        data.withUnsafeMutableBytes { store(to: $0) }
        return data
    }
}
