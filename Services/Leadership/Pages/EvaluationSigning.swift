import Casework
import Plan
import Schemas
import SwiftProtobuf

/// The last step of a case: its evaluation is signed, by those whom the plan names, when it is written.
struct EvaluationSigning {
    let matter: Case
    let snapshot: ViewSnapshot
    let visitor: Visitor
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    /// The clock that a signature stops; `nil` where none waits for one.
    static func clock(of matter: Case, in plan: ResponsePlan) -> CaseClock? {
        matter.clocks.last { $0.metAt == 0 && plan.rule(of: $0)?.stop == .evaluationSigned }
    }

    /// Whether this person may sign it now.
    var refusal: Refusal? {
        guard let clock = Self.clock(of: matter, in: naming.plan) else { return nil }
        let meet = MeetClock.with {
            $0.clockID = clock.id
            $0.receiptNumber = "-"
            $0.documentHash = String(repeating: "0", count: 64)
        }
        return snapshot.refusal(
            of: .meetClock(meet), about: matter.incidentID, by: visitor, plan: naming.plan, now: now)
    }

    /// The form, or what has to be done before; `nil` where this person has no part in it.
    var fields: Fields? {
        guard let clock = Self.clock(of: matter, in: naming.plan) else { return nil }
        if let refusal, refusal.sort == .forbidden {
            let roles = naming.plan.evaluation.roles.map { naming.role($0) }
            return ["waitsFor": naming.words.filled("evaluation_waitsFor", naming.list(roles))]
        }
        let unwritten = naming.plan.sectionsUnwritten(in: matter)
        guard unwritten.isEmpty else {
            return [
                "waitsFor": naming.words.filled(
                    "evaluation_signMissing", naming.list(unwritten.map { naming.section($0) }))
            ]
        }
        guard refusal == nil else { return nil }
        let proof = naming.plan.rule(of: clock)?.proof ?? .none
        return [
            "signForm": [
                "action": "/incidents/\(PageAddress.encoded(matter.incidentID))/decisions/meet-clock",
                "clockID": clock.id, "asksReceipt": proof.asksReceipt, "asksDocument": proof.asksDocument,
            ] as Fields
        ]
    }
}
