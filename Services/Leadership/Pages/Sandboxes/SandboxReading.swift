import EventLog
import Foundation

/// A sandbox and its difference as `fenghuo sandbox run` leaves them on the sandbox's own topic, `NAME.sandbox.v1`: what a
/// page shows of them.
struct SandboxReading: Hashable, Sendable {
    var description: Description
    /// nil: it was not run to its end, or by a build that kept none.
    var difference: Difference?

    /// Under the sandbox's name.
    struct Description: Codable, Hashable, Sendable {
        var name: String
        var source: String
        /// RFC 3339, as all times here.
        var since: String
        var until: String
        var createdAt: String
        var ranAt: String?
        var build: String?
        var planHash: String
    }

    /// Under `NAME/difference`.
    struct Difference: Codable, Hashable, Sendable {
        struct Pair: Codable, Hashable, Sendable {
            var before: Double
            var after: Double
        }
        struct Shift: Codable, Hashable, Sendable {
            var cases: Int
            /// Minutes.
            var median: Double
            var most: Double
        }
        struct Totals: Codable, Hashable, Sendable {
            var cases: Pair
            var casesAMonth: Pair
            var falseAlarms: Pair
            var missed: Int
            var earlier: Shift
            var later: Shift
            var decisions: Int
            var misfits: Int
        }
        struct View: Codable, Hashable, Sendable {
            var highestGrade: String
            var caseOpenedAt: String?
        }
        struct Change: Codable, Hashable, Sendable {
            var what: String
            var before: String
            var after: String
        }
        struct Entry: Codable, Hashable, Sendable {
            enum Kind: String, Codable, Sendable { case added, removed, changed }
            enum About: String, Codable, Sendable {
                case aCase = "case"
                case incident
            }
            var change: Kind
            var about: About
            var incident: String
            var subject: String
            var title: String
            var before: View?
            var after: View?
            var changes: [Change]
        }
        struct Side: Codable, Hashable, Sendable {
            var plan: String
        }

        var before: Side
        var after: Side
        var totals: Totals
        var entries: [Entry]
        var isEmpty: Bool
        /// Entries that were not kept for reading.
        var leftOut: Int
    }

    /// - Parameter records: of the topic, in their order.
    /// - Returns: nil where nothing says what it is. What cannot be read is passed over.
    init?(name: String, records: [LogRecord]) {
        var (description, difference) = (Description?.none, Difference?.none)
        let (own, beside) = (Array(name.utf8), Array("\(name)/difference".utf8))
        for record in records {
            if record.key == own { description = Self.decoded(record.value) }
            if record.key == beside { difference = Self.decoded(record.value) }
        }
        guard let description, description.name == name else { return nil }
        self.description = description
        // Of a sandbox that is made anew, or run again, the difference of before says nothing.
        self.difference = description.ranAt == nil ? nil : difference
    }

    private static func decoded<T: Decodable>(_ value: [UInt8]?) -> T? {
        value.flatMap { try? OutsideJSON.decode(T.self, from: Data($0)) }
    }
}
