import Plan
import Schemas

/// At grades I and II nobody lets a text out alone: who drafted it does not release it, and two persons besides have
/// signed it. `response` holds to the same when it carries the release out.
enum TwoPersonRule {
    /// What stands against this person's releasing this text; `nil` when nothing does.
    static func objection(to person: String, releasing statement: Statement, at grade: Grade) -> String? {
        guard grade.plan?.isAtLeastAsGrave(as: .two) ?? false else { return nil }
        if statement.draftedBy == person {
            return "at grade \(grade.label) who drafted a statement does not release it"
        }
        let signers = Set(statement.signOffs.filter { !$0.refused }.map(\.person))
        guard signers.count >= 2 else {
            return "at grade \(grade.label) a release takes the signatures of two persons; found \(signers.count)"
        }
        return nil
    }
}
