import Schemas
import Text

/// A piece of evidence as an incident keeps it: written, since it is written far more often than read, with what its place
/// among the others depends on.
struct KeptEvidence {
    let mentionID: String
    /// A stable hash of `mentionID`: told apart without a look at it.
    let hash: UInt64
    /// ms since 1970.
    let publishedAt: Int64
    private(set) var copies: Int64
    /// 0…1: what it tells; the sample is in its order.
    private(set) var weight: Double
    /// The same without its copies.
    private let ownWeight: Double
    /// The message as protobuf, without `copies`: its last field, the only one that changes.
    private let written: [UInt8]

    init(_ message: Evidence, _ sample: EvidenceSample) {
        mentionID = message.mentionID
        hash = Hashing.stableHash(message.mentionID)
        publishedAt = message.publishedAt
        copies = message.copies
        ownWeight = sample.ownWeight(negativity: message.negativity, tier: message.tier, reach: message.reach)
        weight = ownWeight + EvidenceSample.weight(copies: message.copies)
        var lasting = message
        lasting.copies = 0
        do {
            written = try EventCodec.encode(lasting, as: .protobuf)
        } catch {
            // Binary protobuf fails for required fields, which proto3 does not have.
            preconditionFailure("evidence \(message.mentionID) cannot be written: \(error)")
        }
    }

    var message: Evidence {
        do {
            var message = try EventCodec.decodeOwn(Evidence.self, from: written, contentType: .protobuf)
            message.copies = copies
            return message
        } catch {
            preconditionFailure("evidence \(mentionID), written by this process, cannot be read: \(error)")
        }
    }

    mutating func countCopy() {
        copies += 1
        weight = ownWeight + EvidenceSample.weight(copies: copies)
    }

    /// Writes it as an element of an incident's field `evidence`.
    func write(to writer: inout FieldWriter) {
        writer.message(10, written, thenInteger: 12, copies)
    }

    var byteCount: Int { written.count + 16 }

    /// Whether it is the evidence of a mention with this id, and this hash of it.
    func isOf(_ mentionID: String, _ hash: UInt64) -> Bool { self.hash == hash && self.mentionID == mentionID }
}
