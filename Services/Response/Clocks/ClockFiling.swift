import Plan
import Schemas

/// What people record about a clock: that it was met, with proof; why it was missed; that it was given more time.
enum ClockFiling {
    /// A person records that it was done, with proof where the rule asks for it.
    static func file(_ decision: MeetClock, in file: inout CaseFile) throws(Refusal) {
        let index = try ClockKeeper.index(of: decision.clockID, in: file)
        let clock = file.row.clocks[index]
        guard clock.metAt == 0 else { throw Refusal("clock \(clock.id) was met already") }
        let stop = ClockKeeper.rule(of: clock, in: file.plan)?.stop ?? .filing
        switch stop {
        case .filing: break
        case .evaluationSigned:
            guard file.row.state == .closed else { throw Refusal("the evaluation is written when the case is closed") }
            guard file.plan.evaluation.roles.contains(where: { file.actorHas(role: $0) }) else {
                let roles = file.plan.evaluation.roles.joined(separator: ", ")
                throw Refusal("the evaluation is signed by \(roles), not by \(file.roleHolder)")
            }
            try EvaluationDesk.sign(in: &file)
        case .gradeConfirmed, .statementReleased, .caseClosed:
            throw Refusal("clock \(clock.id) is met by \(stop.rawValue), not by a filing")
        }
        try proof(decision, of: clock, in: file.plan)
        file.row.clocks[index].documentHash = decision.documentHash
        file.row.clocks[index].receiptNumber = decision.receiptNumber
        ClockKeeper.met(index, in: &file)
    }

    static func explain(_ decision: ExplainClock, reason: String, in file: inout CaseFile) throws(Refusal) {
        let index = try ClockKeeper.index(of: decision.clockID, in: file)
        guard file.row.clocks[index].state == .missed else {
            throw Refusal("clock \(decision.clockID) was not missed; there is nothing to explain")
        }
        guard !reason.isBlank else { throw Refusal("an explanation takes a reason") }
        file.row.clocks[index].explanation = reason
        file.row.clocks[index].explainedBy = file.actor
        file.row.clocks[index].explainedAt = file.now
        file.enter(.clockExplained, about: decision.clockID, ["reason": reason])
    }

    /// Gives a running clock more time: the next extension of its rule, by who may grant it, with the reason.
    static func extend(_ decision: ExtendClock, reason: String, in file: inout CaseFile) throws(Refusal) {
        let index = try ClockKeeper.index(of: decision.clockID, in: file)
        var clock = file.row.clocks[index]
        guard clock.state == .running, file.now < clock.dueAt else {
            throw Refusal("clock \(clock.id) is \(clock.state.word); only one that runs and is not due is extended")
        }
        guard let rule = ClockKeeper.rule(of: clock, in: file.plan) else {
            throw Refusal("the plan has no rule for clock \(clock.id) any more")
        }
        let granted = Set(clock.extensions.map(\.extension))
        // In the rule's order: what takes an approval comes after what does not.
        guard let next = rule.extensions.first(where: { !granted.contains($0.id) }) else {
            throw Refusal("clock \(clock.id) has no extension left in the plan")
        }
        guard decision.extension == next.id else {
            throw Refusal("the next extension of clock \(clock.id) is \(next.id), not \"\(decision.extension)\"")
        }
        guard next.roles.isEmpty || next.roles.contains(where: { file.actorHas(role: $0) }) else {
            throw Refusal(
                "extension \(next.id) is granted by \(next.roles.joined(separator: ", ")), not by \(file.roleHolder)")
        }
        guard !reason.isBlank else { throw Refusal("extending a clock takes a reason") }
        var extended = ClockExtension()
        extended.extension = next.id
        extended.name = next.names[file.language]
        extended.grantedBy = file.actor
        extended.deputyFor = file.principal
        extended.grantedAt = file.now
        extended.reason = reason
        extended.dueBefore = clock.dueAt
        clock.dueAt = file.plan.due(after: next.duration, from: clock.dueAt, time: rule.time)
        extended.dueAfter = clock.dueAt
        clock.extensions.append(extended)
        clock.extensionsOpen = rule.extensions.map(\.id).filter { $0 != next.id && !granted.contains($0) }
        // Warned anew on the way to the new due time; what lies behind is not told again.
        clock.warnings = ClockKeeper.warnings(of: rule, from: clock.startedAt, to: clock.dueAt, in: file.plan)
            .map { warning in
                var warning = warning
                if warning.at <= file.now { warning.toldAt = file.now }
                return warning
            }
        file.row.clocks[index] = clock
        file.enter(
            .clockExtended, about: clock.id,
            [
                "extension": next.id, "reason": reason, "before": Timestamps.rfc3339(extended.dueBefore),
                "due": Timestamps.rfc3339(clock.dueAt),
            ])
    }

    /// The proof that the rule asks for: the number under which the filing was received, the hash of what was filed.
    private static func proof(_ decision: MeetClock, of clock: CaseClock, in plan: ResponsePlan) throws(Refusal) {
        let asked = ClockKeeper.rule(of: clock, in: plan)?.proof ?? .none
        guard !asked.asksReceipt || !decision.receiptNumber.isBlank else {
            throw Refusal("clock \(clock.id) takes the receipt number of the filing as proof")
        }
        guard !asked.asksDocument || !decision.documentHash.isEmpty else {
            throw Refusal("clock \(clock.id) takes the SHA-256 of the document filed as proof")
        }
        guard decision.documentHash.isEmpty || EventID.bytes(hex: decision.documentHash)?.count == 32 else {
            throw Refusal(
                "the document's hash is \"\(decision.documentHash.prefix(80))\"; expected a SHA-256 in 64 hex digits")
        }
    }
}
