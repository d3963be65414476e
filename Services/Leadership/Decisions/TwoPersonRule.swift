import Plan
import Schemas

/// Nobody lets a text out alone: the plan's `statements.twoPersons`, by the gravest grade since the text's round began,
/// to which `response` holds as well when it carries the release out.
enum TwoPersonRule {
    /// What stands against this person's releasing this text; `nil` when nothing does.
    static func objection(
        to person: ActingPerson, releasing statement: Statement, at grade: Grade, in plan: ResponsePlan
    ) -> String? {
        grade.plan.flatMap {
            plan.statements.twoPersons.objection(
                to: person.everybody, drafters: statement.drafter.everybody,
                signers: statement.signers.map(\.everybody), at: $0)
        }
    }
}
