import Casework
import Plan
import Schemas
import SwiftProtobuf

/// All versions of one agreed wording (統一口徑): the newest text of every channel and language that a case speaks in, in
/// the order in which they are read: by language, the master's first, and in each by the plan's channels.
struct StatementPackage {
    /// What the visitor may do with a version now.
    enum Turn: Hashable {
        case sign
        case release
        /// They refused to sign exactly this text; they may think better of it.
        case refused
        /// Nothing; what stands against a release of a signed text is said.
        case none(String?)
    }

    struct Version {
        var statement: Statement
        var turn: Turn
        /// The first of its language: it is read in full, the others of the language as they differ from it.
        var isLead: Bool
        /// What changed since the visitor signed an earlier text of it, and when they did (ms since 1970).
        var since: (change: TextChange, at: Int64)?

        var id: String { statement.id }
    }

    let versions: [Version]
    /// The text that all others say, in the institution's first language; `nil` where there is none.
    let master: Statement?

    /// - Parameter visitor: as they act: for themselves, or for somebody absent.
    init(matter: Case, snapshot: ViewSnapshot, visitor: Visitor, plan: ResponsePlan, now: Int64) {
        let statements = Self.newest(matter, plan)
        let languages = plan.institution.languages.map(\.rawValue)
        master = statements.first { $0.language == languages.first } ?? statements.first
        var seen: Set<String> = []
        versions = statements.map { statement in
            Version(
                statement: statement,
                turn: Self.turn(of: statement, matter, snapshot, visitor, plan, now),
                isLead: seen.insert(statement.language).inserted,
                since: Self.since(statement, matter, snapshot, visitor))
        }
    }

    var toSign: [Version] { versions.filter { $0.turn == .sign || $0.turn == .refused } }
    var toRelease: [Version] { versions.filter { $0.turn == .release } }

    func lead(of version: Version) -> Statement? {
        versions.first { $0.isLead && $0.statement.language == version.statement.language }?.statement
    }

    /// The newest text of each place that was not taken back.
    private static func newest(_ matter: Case, _ plan: ResponsePlan) -> [Statement] {
        var newest: [String: Statement] = [:]
        for statement in matter.statements where statement.state != .withdrawn {
            newest["\(statement.channel) \(statement.language)"] = statement
        }
        let languages = plan.institution.languages.map(\.rawValue)
        func place(_ list: [String], _ value: String) -> Int { list.firstIndex(of: value) ?? list.count }
        let channels = plan.channels.map(\.id)
        return newest.values.sorted { a, b in
            let key = { (one: Statement) in
                (place(languages, one.language), one.language, place(channels, one.channel), one.channel, one.id)
            }
            return key(a) < key(b)
        }
    }

    private static func turn(
        of statement: Statement, _ matter: Case, _ snapshot: ViewSnapshot, _ visitor: Visitor, _ plan: ResponsePlan,
        _ now: Int64
    ) -> Turn {
        func objection(_ kind: Decision.OneOf_Kind) -> Refusal? {
            snapshot.refusal(of: kind, about: matter.incidentID, by: visitor, plan: plan, now: now)
        }
        let hash = statement.contentHash
        switch statement.state {
        case .draft:
            let sign = SignStatement.with {
                $0.statementID = statement.id
                $0.contentHash = hash
            }
            guard visitor.may(.sign), objection(.sign(sign)) == nil else { return .none(nil) }
            let hasRefused = statement.signOffs.contains {
                $0.person == visitor.person.id && $0.refused && $0.contentHash == hash
            }
            return hasRefused ? .refused : .sign
        case .signed:
            guard visitor.may(.release) else { return .none(nil) }
            let release = ReleaseStatement.with {
                $0.statementID = statement.id
                $0.contentHash = hash
            }
            return objection(.release(release)).map { .none($0.reason) } ?? .release
        case .released, .published, .withdrawn, .unspecified, .UNRECOGNIZED: return .none(nil)
        }
    }

    /// A signature of theirs that an edit voided, and what the edit changed.
    private static func since(
        _ statement: Statement, _ matter: Case, _ snapshot: ViewSnapshot, _ visitor: Visitor
    ) -> (change: TextChange, at: Int64)? {
        let signed = snapshot.decisions(about: matter.incidentID).last { decision in
            guard decision.person == visitor.person.id, case .sign(let sign)? = decision.kind else { return false }
            return sign.statementID == statement.id && !sign.refuse
        }
        guard let signed, signed.sign.contentHash != statement.contentHash,
            let old = snapshot.statementVersions[matter.incidentID]?[statement.id]?
                .first(where: { $0.contentHash == signed.sign.contentHash })
        else { return nil }
        let change = TextChange(from: old, to: statement)
        return change.isEmpty ? nil : (change, signed.decidedAt)
    }
}
