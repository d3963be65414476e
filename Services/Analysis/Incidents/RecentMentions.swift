import Foundation

/// Which mentions of a subject were taken in last, by stable hashes of their ids: what is read again is not counted again.
///
/// Offsets set back are known by the runtime already (`Positions`). This is for what comes again under other offsets: from
/// a mirrored topic, or pushed twice into the topic itself.
struct RecentMentions {
    static let most = 512

    /// The oldest at `next` once there are `most`.
    private var hashes: [UInt64] = []
    private var next = 0
    private var known: Set<UInt64> = []

    init() {}

    /// As `data` wrote them; bytes behind the last whole one are left out.
    init(_ data: Data) {
        let bytes = [UInt8](data.suffix(Self.most * 8))
        bytes.withUnsafeBytes { bytes in
            for index in 0..<bytes.count / 8 {
                insert(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)))
            }
        }
    }

    func contains(_ hash: UInt64) -> Bool { known.contains(hash) }

    mutating func insert(_ hash: UInt64) {
        guard known.insert(hash).inserted else { return }
        if hashes.count < Self.most {
            hashes.append(hash)
        } else {
            known.remove(hashes[next])
            hashes[next] = hash
            next = (next + 1) % Self.most
        }
    }

    /// The oldest first, 8 bytes each, little-endian.
    var data: Data {
        let ordered = hashes[next...] + hashes[..<next]
        var data = Data(count: ordered.count * 8)
        data.withUnsafeMutableBytes { bytes in
            for (index, hash) in ordered.enumerated() {
                bytes.storeBytes(of: hash.littleEndian, toByteOffset: index * 8, as: UInt64.self)
            }
        }
        return data
    }
}
