import EventLog
import Foundation
import Schemas

/// What was begun: kept beside the records, so that whoever goes on does just that.
struct ReplayRun: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Sendable { case replay, imported, migration }

    var id: String
    var kind: Kind
    /// Where the records come from, in words.
    var source: String
    var selection = RecordSelection()
    var lanes: [Lane]
    /// Milliseconds since 1970.
    var begun: Int64
    /// When all of it was written; nil: it was not.
    var ended: Int64?
    var read: Int64?
    var written: Int64?

    var topics: [String] { Set(lanes.map(\.topic)).sorted() }

    /// Letters, digits and hyphens, 1 to 64: it is part of transactional ids.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
            }
    }

    /// A name for a run that was given none: its time, and something that tells it from others of that second.
    static func freshName(at now: Int64) -> String {
        let time = Timestamps.rfc3339(now).prefix(19).filter { $0.isNumber || $0 == "T" }
        return "\(time)-\(String(UInt16.random(in: 0...UInt16.max), radix: 16))"
    }
}
