import Casework
import Plan
import Schemas

/// What people record about a clock: that it was met, with proof; why it was missed; that it was given more time.
enum ClockFiling {
    /// A person records that it was done, with its proof.
    static func file(_ decision: MeetClock, in file: inout CaseFile) {
        guard let index = ClockKeeper.index(of: decision.clockID, in: file) else { return }
        if file.plan.rule(of: file.row.clocks[index])?.stop == .evaluationSigned { EvaluationDesk.sign(in: &file) }
        file.row.clocks[index].documentHash = decision.documentHash
        file.row.clocks[index].receiptNumber = decision.receiptNumber
        ClockKeeper.met(index, in: &file)
    }

    static func explain(_ decision: ExplainClock, reason: String, in file: inout CaseFile) {
        guard let index = ClockKeeper.index(of: decision.clockID, in: file) else { return }
        file.row.clocks[index].explanation = reason
        file.row.clocks[index].explainedBy = file.actor
        file.row.clocks[index].explainedAt = file.now
        file.enter(.clockExplained, about: decision.clockID, ["reason": reason])
    }

    /// Gives a running clock more time, with the reason.
    static func extend(_ decision: ExtendClock, reason: String, in file: inout CaseFile) {
        guard let index = ClockKeeper.index(of: decision.clockID, in: file),
            let rule = file.plan.rule(of: file.row.clocks[index]),
            let next = rule.extensions.first(where: { $0.id == decision.extension })
        else { return }
        var clock = file.row.clocks[index]
        let granted = Set(clock.extensions.map(\.extension))
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
}
