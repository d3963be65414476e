import Foundation
import Plan
import Schemas

/// An evaluation as text on a terminal.
struct EvaluationText {
    let text: String

    init(_ evaluation: Evaluation, plan: ResponsePlan) {
        func time(_ milliseconds: Int64) -> String {
            guard milliseconds > 0 else { return "–" }
            let style = Date.ISO8601FormatStyle(timeZone: plan.institution.timeZone).year().month().day()
                .dateTimeSeparator(.space).time(includingFractionalSeconds: false)
            return Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style)
        }
        func since(_ milliseconds: Int64) -> String {
            guard milliseconds > 0, evaluation.firstMentionAt > 0 else { return "–" }
            let minutes = (milliseconds - evaluation.firstMentionAt) / 60_000
            return "\(minutes / 60) h \(minutes % 60) min after the first mention"
        }
        var lines = [
            "", "Evaluation 评估总结: \(Terminal.harmless(evaluation.title))",
            "  incident \(evaluation.incidentID), grade \(IncidentSummary.label(evaluation.highestGrade)), "
                + "\(evaluation.outcome), plan \(evaluation.planHash.prefix(12))",
            "  first mention \(time(evaluation.firstMentionAt)), \(evaluation.mentions) mentions "
                + "(\(evaluation.negative) negative), reach \(evaluation.reach)",
            "  discovered \(since(evaluation.discoveredAt))", "  case opened \(since(evaluation.caseOpenedAt))",
            "  strategy    \(since(evaluation.strategyDecidedAt))", "  first word  \(since(evaluation.firstWordAt))",
            "  closed      \(since(evaluation.closedAt))",
        ]
        let met = evaluation.clocks.count { $0.state == .met }
        let missed = evaluation.clocks.count { $0.state == .missed }
        lines.append("  clocks: \(met) met, \(missed) missed; directives: \(evaluation.directives.count)")
        for effect in evaluation.effects.prefix(8) {
            lines.append(
                "  \(effect.action): \(String(format: "%.1f", effect.mentionsPerHourBefore)) → "
                    + "\(String(format: "%.1f", effect.mentionsPerHourAfter)) mentions an hour")
        }
        if evaluation.cost > 0 {
            lines.append("  cost: \(String(format: "%.0f", evaluation.cost)) \(evaluation.currency)")
        }
        for lesson in evaluation.lessons { lines.append("  lesson: \(Terminal.harmless(lesson))") }
        for proposal in evaluation.proposals {
            lines.append(
                "  proposed: \(proposal.keyPath): \(Terminal.harmless(proposal.current)) → "
                    + Terminal.harmless(proposal.proposed))
        }
        lines.append("  journal: \(evaluation.timeline.count) entries, hash \(evaluation.journalHash.prefix(16))")
        text = lines.joined(separator: "\n")
    }
}
