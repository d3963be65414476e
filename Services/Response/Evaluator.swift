import Plan
import Schemas

/// Writes the after-action report from the record alone: nothing in it that was not measured or entered.
enum Evaluator {
    /// Full hours looked at on either side of an action.
    static let window: Int64 = 6

    static func evaluate(_ file: CaseFile, outcome: String) -> Evaluation {
        let row = file.row
        let incident = row.incident
        var evaluation = Evaluation()
        evaluation.incidentID = row.incidentID
        evaluation.subject = row.subject
        evaluation.title = row.title
        evaluation.highestGrade = row.highestGrade
        evaluation.firstMentionAt = incident.firstMentionAt
        evaluation.discoveredAt = incident.discoveredAt
        evaluation.caseOpenedAt = row.openedAt
        evaluation.strategyDecidedAt = row.hasStrategy ? row.strategy.decidedAt : 0
        evaluation.firstWordAt = row.firstWordAt
        evaluation.closedAt = row.closedAt
        evaluation.mentions = incident.mentions
        evaluation.negative = incident.negative
        evaluation.reach = incident.reach
        evaluation.volume = incident.volume
        evaluation.effects = effects(file)
        evaluation.clocks = row.clocks
        evaluation.directives = row.directives
        evaluation.clauses = Clauses.of(file)
        evaluation.timeline = file.journal
        evaluation.writtenBy = file.actor
        evaluation.planHash = file.plan.hash
        evaluation.cost = cost(file)
        evaluation.currency =
            file.plan.resources.kinds.first { $0.unit.count == 3 && $0.unit == $0.unit.uppercased() }?.unit ?? ""
        evaluation.outcome = outcome
        evaluation.journalHash = row.journalHash
        evaluation.lessons = Lessons.of(file, effects: evaluation.effects)
        return evaluation
    }

    /// Volume and negativity before and after the strategy, each release and each directive done. An action without a
    /// full hour after it has no measured effect and is left out.
    static func effects(_ file: CaseFile) -> [ActionEffect] {
        let row = file.row
        var actions: [(name: String, at: Int64)] = []
        if row.hasStrategy { actions.append(("strategy: \(row.strategy.strategy)", row.strategy.decidedAt)) }
        for statement in row.statements where statement.releasedAt > 0 {
            actions.append(("statement: \(statement.channel)/\(statement.language)", statement.releasedAt))
        }
        for directive in row.directives where directive.doneAt > 0 {
            actions.append(("directive: \(directive.title)", directive.doneAt))
        }
        return actions.sorted { ($0.at, $0.name) < ($1.at, $1.name) }.compactMap { action in
            effect(of: action.name, at: action.at, volume: row.incident.volume, until: file.now)
        }
    }

    static func effect(of action: String, at moment: Int64, volume: [HourlyVolume], until now: Int64) -> ActionEffect? {
        let hour = ClosingRule.hour
        let within = moment / hour * hour
        let first = max(volume.first?.hour ?? within, within - window * hour)
        let last = min(within + window * hour, now / hour * hour - hour)
        guard let before = average(volume, from: first, to: within - hour),
            let after = average(volume, from: within + hour, to: last)
        else { return nil }
        var effect = ActionEffect()
        effect.action = action
        effect.at = moment
        effect.mentionsPerHourBefore = before.mentions
        effect.mentionsPerHourAfter = after.mentions
        effect.negativeShareBefore = before.negativeShare
        effect.negativeShareAfter = after.negativeShare
        return effect
    }

    /// Over the full hours that start in the range; an hour without an entry counted nothing.
    private static func average(
        _ volume: [HourlyVolume], from first: Int64, to last: Int64
    ) -> (mentions: Double, negativeShare: Double)? {
        guard last >= first else { return nil }
        let hours = Double((last - first) / ClosingRule.hour + 1)
        let there = volume.filter { $0.hour >= first && $0.hour <= last }
        let mentions = Double(there.reduce(0) { $0 + $1.mentions })
        let negative = Double(there.reduce(0) { $0 + $1.negative })
        return (mentions / hours, mentions > 0 ? negative / mentions : 0)
    }

    /// What was approved, each request's latest decision.
    private static func cost(_ file: CaseFile) -> Double {
        var approved: [String: Double] = [:]
        for entry in file.journal where entry.action == JournalAction.decisionNoted.rawValue {
            guard entry.about == "decide-resource", let request = entry.details["request"] else { continue }
            approved[request] = entry.details["approved"] == "true" ? Double(entry.details["cost"] ?? "") ?? 0 : 0
        }
        return approved.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    }
}
