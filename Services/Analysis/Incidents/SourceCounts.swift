import Schemas
import SwiftProtobuf

/// Mentions by source: bounded, in the order in which the sources were met.
enum SourceCounts {
    static let maximum = 64

    static func add(_ source: String, _ mentions: Int64, to counts: inout [SourceCount]) {
        if let index = counts.firstIndex(where: { $0.source == source }) {
            counts[index].mentions += mentions
        } else if counts.count < maximum {
            counts.append(
                SourceCount.with {
                    $0.source = source
                    $0.mentions = mentions
                })
        }
    }

    /// Writes a count as an element of an incident's field `sources`.
    static func write(_ count: SourceCount, to writer: inout FieldWriter) {
        writer.message(20) {
            $0.string(1, count.source)
            $0.integer(2, count.mentions)
        }
    }
}
