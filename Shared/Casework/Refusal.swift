/// Why a decision is not carried out: the console answers it to the person, the owner enters it in the journal. Only
/// this room can make one, so that nobody else has a rule of decisions.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Sort: Hashable, Sendable {
        /// What was asked for cannot be meant (422).
        case invalid
        /// This person may not (403).
        case forbidden
        /// What it is about does not exist (404).
        case missing
        /// It does not fit what is there now (409).
        case conflict
    }

    public let sort: Sort
    /// What was found and what was expected, in one sentence.
    public let reason: String
    /// The member of the decision that it is about, as JSON names it; `nil` for the whole.
    public let field: String?

    init(_ sort: Sort, _ reason: String, field: String? = nil) {
        self.sort = sort
        self.reason = reason
        self.field = field
    }

    static func invalid(_ reason: String, _ field: String? = nil) -> Refusal { Refusal(.invalid, reason, field: field) }
    static func forbidden(_ reason: String, _ field: String? = nil) -> Refusal {
        Refusal(.forbidden, reason, field: field)
    }
    static func missing(_ reason: String, _ field: String) -> Refusal { Refusal(.missing, reason, field: field) }
    static func conflict(_ reason: String) -> Refusal { Refusal(.conflict, reason) }

    public var description: String { reason }
}
