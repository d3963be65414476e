import Casework
import Schemas

/// What people did and what was refused to them, the newest of it: the whole is on the topics.
struct AuditTrail: Sendable {
    /// One line of it.
    struct Line: Hashable, Sendable {
        enum Kind: String, Sendable, CaseIterable { case signedIn, signedOut, refused, decided, revoked, exported }
        /// Of the event it comes from.
        var id: String
        /// Milliseconds since 1970.
        var at: Int64
        var kind: Kind
        /// Empty where nobody was signed in.
        var person: String
        /// A decision's kind, a request's method and path, or how somebody signed in.
        var action: String
        /// Empty where it is about none.
        var incident: String
        /// Of a refusal, as it is counted: `permission`, `sign-in-expired`; of a decision, the person's own words.
        var reason: String
        /// What was found and what was expected.
        var detail: String
        /// Refusals alike within a minute.
        var count: Int64
        /// Of the peer; empty where that is not known.
        var address: String
    }

    /// Lines kept.
    static let longest = 5_000
    /// The oldest first.
    private(set) var lines: [Line] = []
    /// Refusals since the topics begin, by reason.
    private(set) var refusals: [String: Int64] = [:]

    mutating func take(_ access: Access) {
        let kind: Line.Kind
        switch access.kind {
        case .signedIn: kind = .signedIn
        case .signedOut: kind = .signedOut
        case .refused: kind = .refused
        case .revoked: kind = .revoked
        case .exported: kind = .exported
        case .unspecified, .UNRECOGNIZED: return
        }
        if kind == .refused { refusals[access.reason, default: 0] += max(access.count, 1) }
        insert(
            Line(
                id: access.id, at: access.at, kind: kind, person: access.person,
                action: kind == .refused ? "\(access.method) \(access.path)" : access.means, incident: "",
                reason: access.reason, detail: access.detail, count: max(access.count, 1), address: access.address))
    }

    mutating func take(_ decision: Decision) {
        insert(
            Line(
                id: decision.id, at: decision.decidedAt, kind: .decided, person: decision.person,
                action: decision.kind.map { $0.name } ?? "", incident: decision.incidentID,
                reason: decision.reason, detail: "", count: 1, address: ""))
    }

    /// A service refuses, too: the journal says so.
    mutating func take(_ entry: JournalEntry) {
        guard entry.action == "refused" else { return }
        insert(
            Line(
                id: "\(entry.incidentID)/\(entry.sequence)", at: entry.at, kind: .refused, person: entry.actor,
                action: entry.about, incident: entry.incidentID, reason: "case",
                detail: entry.details["reason"] ?? "", count: 1, address: ""))
    }

    /// Partitions are read side by side, so a line may come late.
    private mutating func insert(_ line: Line) {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if (lines[middle].at, lines[middle].id) <= (line.at, line.id) { low = middle + 1 } else { high = middle }
        }
        guard low > 0 || lines.count < Self.longest else { return }
        lines.insert(line, at: low)
        // Dropped in lots, so that not every line moves all the others.
        if lines.count >= Self.longest + 500 { lines.removeFirst(lines.count - Self.longest) }
    }
}
