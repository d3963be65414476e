import Plan
import Schemas

/// Nobody lets a text out alone: the plan's `statements.twoPersons`, to which `response` holds as well when it carries
/// the release out.
enum TwoPersonRule {
    /// What stands against this person's releasing this text; `nil` when nothing does.
    static func objection(
        to person: String, releasing statement: Statement, at grade: Grade, in plan: ResponsePlan
    ) -> String? {
        grade.plan.flatMap {
            plan.statements.twoPersons.objection(
                to: person, drafter: statement.draftedBy,
                signers: statement.signOffs.filter { !$0.refused }.map(\.person), at: $0)
        }
    }
}
