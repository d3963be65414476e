import Schemas

/// A piece of evidence as an incident keeps it: with its weight, and written once, not each time its incident is.
struct KeptEvidence {
    private(set) var message: Evidence
    /// 0…1, of the message; the sample is in its order.
    private(set) var weight: Double
    /// The message as protobuf; empty until it is first asked for.
    private var written: [UInt8] = []

    init(_ message: Evidence, weight: Double) {
        self.message = message
        self.weight = weight
    }

    mutating func countCopy(weighing weigh: (Evidence) -> Double) {
        message.copies += 1
        weight = weigh(message)
        written = []
    }

    /// Appends it as an element of an incident's field `evidence`.
    mutating func append(to bytes: inout [UInt8]) throws {
        if written.isEmpty { written = try EventCodec.encode(message, as: .protobuf) }
        EncodedFields.append(written, as: 10, to: &bytes)
    }
}
