import Foundation
import Text

/// How many different authors there were, in 256 bytes: HyperLogLog (Flajolet et al. 2007) with linear counting for
/// small numbers; standard error 6.5 %.
struct AuthorSketch: Sendable {
    static let registers = 256
    private(set) var bytes: [UInt8]

    init() { bytes = [UInt8](repeating: 0, count: Self.registers) }

    /// Anything but 256 bytes is an empty sketch.
    init(_ data: Data) {
        bytes = data.count == Self.registers ? [UInt8](data) : [UInt8](repeating: 0, count: Self.registers)
    }

    var data: Data { Data(bytes) }

    /// Whether anything changed.
    mutating func insert(_ hash: UInt64) -> Bool {
        let index = Int(hash >> 56)
        let rank = UInt8(min(((hash << 8) | 0x80).leadingZeroBitCount + 1, 40))
        guard rank > bytes[index] else { return false }
        bytes[index] = rank
        return true
    }

    mutating func merge(_ other: AuthorSketch) {
        for index in bytes.indices { bytes[index] = max(bytes[index], other.bytes[index]) }
    }

    /// 2 to the power of minus rank.
    private static let shares: [Double] = (0..<64).map { 1 / Double(UInt64(1) << UInt64($0)) }

    var estimate: Int64 {
        let count = Double(Self.registers)
        var sum = 0.0
        var empty = 0
        for rank in bytes {
            sum += Self.shares[Int(min(rank, 63))]
            if rank == 0 { empty += 1 }
        }
        let raw = (0.7213 / (1 + 1.079 / count)) * count * count / sum
        if raw <= 2.5 * count, empty > 0 { return Int64((count * log(count / Double(empty))).rounded()) }
        return Int64(raw.rounded())
    }
}
