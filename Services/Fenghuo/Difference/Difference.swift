import Foundation
import Schemas

/// What two courses of the same events have not in common, in the order of what matters to whoever owns the plan: cases
/// that would not have been, cases that would, those that open later or earlier, other grades and proposals; incidents
/// without cases last.
struct Difference: Encodable, Equatable {
    struct Side: Encodable, Equatable {
        /// What it is called to people: `the record`, `this build under plans/new.yaml`, a namespace.
        var name: String
        /// SHA-256, in hex, of the plan; empty where none is known.
        var plan: String
    }

    /// How one side has an incident.
    struct View: Encodable, Equatable {
        struct Step: Encodable, Equatable {
            var at: String
            var grade: String
        }
        var incident: String
        /// In force at the end; "–": none.
        var grade: String
        var highestGrade: String
        var mentions: Int64
        /// RFC 3339; nil: there is no case.
        var caseOpenedAt: String?
        /// The grades that the case had.
        var grades: [Step]
        /// As proposed last; empty: none.
        var strategy: String
        var directives: [String]
        /// closed, false alarm, merged into another; nil: it is open.
        var ended: String?
        var endedAt: String?
    }

    /// One thing that is otherwise.
    struct Change: Encodable, Equatable {
        /// case, opened, grades, strategy, directives, reopened, end, grade, kind, mentions, incident
        var what: String
        var before: String
        var after: String
    }

    struct Entry: Encodable, Equatable {
        enum Kind: String, Encodable { case added, removed, changed }
        /// Of what: the case, or the incident where neither side has one.
        enum About: String, Encodable {
            case aCase = "case"
            case incident
        }
        var change: Kind
        var about: About
        /// The id it has before; where it is new, after.
        var incident: String
        var subject: String
        var title: String
        var kind: String
        var before: View?
        var after: View?
        var changes: [Change]
        /// A case that opens later (above 0) or earlier; minutes.
        var minutesLater: Double?
        /// People called it a false alarm.
        var falseAlarm: Bool
        /// People acted on it: they chose a strategy, or closed it in order.
        var handled: Bool
        /// What orders the entries.
        var weight: Double

        private enum CodingKeys: String, CodingKey {
            case change, about, incident, subject, title, kind, before, after, changes, minutesLater, falseAlarm,
                handled
        }
    }

    /// A decision of the record that comes out otherwise.
    struct Misfit: Encodable, Equatable {
        var decision: String
        var incident: String
        var title: String
        var person: String
        /// As the journal names it: regrade, sign, close.
        var kind: String
        var decidedAt: String
        /// Why it was refused before; nil: it was carried out.
        var before: String?
        /// Why it is refused after; nil: it is carried out.
        var after: String?
    }

    var since: String
    var until: String
    var before: Side
    var after: Side
    var totals: DifferenceTotals
    var entries: [Entry]
    var misfits: [Misfit]
    /// Incidents that began before the oldest mention that is kept: they cannot be computed again, and are left out.
    var notCompared: Int
    var isEmpty: Bool

    /// Times that differ by no more are the same: a replay knows when a record was written, not when it was read.
    static let tolerance: Int64 = 120_000
}
