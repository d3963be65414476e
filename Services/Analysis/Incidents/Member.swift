import Foundation
import Schemas

/// A distinct mention an incident knows by its signature: enough to find its copies, and to move it to another incident.
struct Member: Equatable {
    var mention: String
    var signature: SmallSignature
    /// Hours since 1970 when it was published.
    var hour: Int32 = 0
    var copies: Int32 = 0
    var kind = MentionKind.other
    var isNegative = false
    var author: UInt64 = 0
    /// Of the numbers and quoted names in it; 0 without any. Texts alike but for these are no copies.
    var details: UInt32 = 0

    static let byteCount = 22

    func pack(into bytes: inout [UInt8]) {
        func put(_ value: UInt64, _ count: Int) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0.prefix(count)) }
        }
        put(UInt64(bitPattern: Int64(hour)), 4)
        put(UInt64(bitPattern: Int64(copies)), 4)
        put(UInt64(bitPattern: Int64(kind.rawValue)), 1)
        put(isNegative ? 1 : 0, 1)
        put(author, 8)
        put(UInt64(details), 4)
    }

    /// What `packed` wrote, for mentions and signatures in the same order; what does not fit together is left out.
    static func read(mentions: [String], signatures: Data, members: Data) -> [Member] {
        let (signatures, bytes) = ([UInt8](signatures), [UInt8](members))
        func number(_ start: Int, _ count: Int) -> UInt64 {
            (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64($1 * 8) }
        }
        var found: [Member] = []
        for (index, mention) in mentions.enumerated() {
            let from = index * SmallSignature.byteCount
            guard from + SmallSignature.byteCount <= signatures.count,
                let signature = SmallSignature(bytes: signatures[from..<(from + SmallSignature.byteCount)])
            else { break }
            var member = Member(mention: mention, signature: signature)
            let at = index * byteCount
            if at + byteCount <= bytes.count {
                member.hour = Int32(truncatingIfNeeded: number(at, 4))
                member.copies = Int32(truncatingIfNeeded: number(at + 4, 4))
                member.kind = MentionKind(rawValue: Int(number(at + 8, 1))) ?? .other
                member.isNegative = number(at + 9, 1) == 1
                member.author = number(at + 10, 8)
                member.details = UInt32(truncatingIfNeeded: number(at + 18, 4))
            }
            found.append(member)
        }
        return found
    }
}
