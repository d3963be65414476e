import Foundation
import Text

/// How many different authors there were, in 256 bytes: HyperLogLog (Flajolet et al. 2007) with linear counting for
/// small numbers; standard error 6.5 %.
struct AuthorSketch: Sendable {
    static let registers = 256
    private(set) var bytes: [UInt8]
    /// Of the registers' shares. All are powers of two from 2⁻⁴⁰ to 1, so it is exact in whatever order they are added.
    private var sum = Double(registers)
    private var empty = registers

    init() { bytes = [UInt8](repeating: 0, count: Self.registers) }

    /// Anything but 256 bytes is an empty sketch.
    init(_ data: Data) {
        bytes = data.count == Self.registers ? [UInt8](data) : [UInt8](repeating: 0, count: Self.registers)
        count()
    }

    /// Whether anything changed.
    mutating func insert(_ hash: UInt64) -> Bool {
        let index = Int(hash >> 56)
        let rank = UInt8(min(((hash << 8) | 0x80).leadingZeroBitCount + 1, 40))
        guard rank > bytes[index] else { return false }
        sum += Self.share(rank) - Self.share(bytes[index])
        if bytes[index] == 0 { empty -= 1 }
        bytes[index] = rank
        return true
    }

    mutating func merge(_ other: AuthorSketch) {
        for index in bytes.indices { bytes[index] = max(bytes[index], other.bytes[index]) }
        count()
    }

    private mutating func count() {
        sum = bytes.reduce(0) { $0 + Self.share($1) }
        empty = bytes.count { $0 == 0 }
    }

    /// 2 to the power of minus rank.
    private static func share(_ rank: UInt8) -> Double { 1 / Double(UInt64(1) << UInt64(min(rank, 63))) }

    var estimate: Int64 {
        let count = Double(Self.registers)
        let raw = (0.7213 / (1 + 1.079 / count)) * count * count / sum
        if raw <= 2.5 * count, empty > 0 { return Int64((count * log(count / Double(empty))).rounded()) }
        return Int64(raw.rounded())
    }
}
