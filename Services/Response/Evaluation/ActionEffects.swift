import Plan
import Schemas

/// Volume, negativity and reach before and after each action: the strategy, each release and withdrawal, each directive
/// done. Measured, not explained: what came after an action need not come from it.
enum ActionEffects {
    static let hour: Int64 = 3_600_000

    private struct Action {
        var name: String
        var about: String
        var at: Int64
        var entry: JournalAction
    }

    /// Those that can be measured: with a full hour since the first mention before the action, and one after it.
    static func of(_ file: CaseFile) -> [ActionEffect] {
        let incident = file.row.incident
        return actions(file).compactMap { action in
            var effect = measure(
                at: action.at, volume: incident.volume, since: incident.firstMentionAt, until: file.now,
                hours: Int64(file.plan.evaluation.effectHours))
            effect?.action = action.name
            effect?.about = action.about
            effect?.journalSequence = file.newest(of: [action.entry], about: action.about)?.sequence ?? 0
            return effect
        }
    }

    /// The hour of the action itself belongs to neither side.
    /// - Parameters:
    ///   - first: the first mention; hours before it are not counted as quiet ones.
    ///   - now: hours that are not over are not counted.
    ///   - hours: at most so many on either side.
    static func measure(
        at moment: Int64, volume: [HourlyVolume], since first: Int64, until now: Int64, hours: Int64
    ) -> ActionEffect? {
        guard let earliest = volume.first?.hour else { return nil }
        let own = moment / hour * hour
        let beginning = max(first > 0 ? min(first / hour * hour, earliest) : earliest, own - hours * hour)
        let end = min(own + hours * hour, now / hour * hour - hour)
        guard beginning <= own - hour, end >= own + hour else { return nil }
        let before = average(volume, from: beginning, to: own - hour)
        let after = average(volume, from: own + hour, to: end)
        // Nothing on either side is no effect that could be seen.
        guard before.mentions > 0 || after.mentions > 0 else { return nil }
        var effect = ActionEffect()
        effect.at = moment
        effect.mentionsPerHourBefore = before.mentions
        effect.mentionsPerHourAfter = after.mentions
        effect.negativeShareBefore = before.negativeShare
        effect.negativeShareAfter = after.negativeShare
        effect.reachPerHourBefore = before.reach
        effect.reachPerHourAfter = after.reach
        effect.hoursBefore = Int32(clamping: (own - beginning) / hour)
        effect.hoursAfter = Int32(clamping: (end - own) / hour)
        return effect
    }

    /// Over the full hours that start in the range; an hour without an entry counted nothing.
    private static func average(
        _ volume: [HourlyVolume], from first: Int64, to last: Int64
    ) -> (mentions: Double, negativeShare: Double, reach: Double) {
        let hours = Double((last - first) / hour + 1)
        let there = volume.filter { $0.hour >= first && $0.hour <= last }
        let mentions = Double(there.reduce(0) { $0 + $1.mentions })
        let negative = Double(there.reduce(0) { $0 + $1.negative })
        let reach = there.reduce(0.0) { $0 + Double($1.reach) }
        return (mentions / hours, mentions > 0 ? negative / mentions : 0, reach / hours)
    }

    private static func actions(_ file: CaseFile) -> [Action] {
        let row = file.row
        let words = file.wording
        var actions: [Action] = []
        if row.hasStrategy {
            let strategy = ResponsePlan.Strategy.ID(rawValue: row.strategy.strategy).flatMap { file.plan.strategy($0) }
            let name = strategy?.names[file.language] ?? row.strategy.strategy
            actions.append(
                Action(
                    name: words.say("策略：\(name)", "Strategy: \(name)"), about: "", at: row.strategy.decidedAt,
                    entry: .strategyDecided))
        }
        // Versions of one channel that went out together are one action.
        var told = Set<String>()
        for statement in file.statements where statement.releasedAt > 0 {
            let channel = file.plan.channel(statement.channel)?.names[file.language] ?? statement.channel
            if told.insert("\(statement.channel) \(statement.releasedAt / 60_000)").inserted {
                actions.append(
                    Action(
                        name: words.say("声明：\(channel)", "Statement: \(channel)"), about: statement.id,
                        at: statement.releasedAt, entry: .statementReleased))
            }
            if statement.withdrawnAt > 0 {
                actions.append(
                    Action(
                        name: words.say("撤回声明：\(channel)", "Withdrawn: \(channel)"), about: statement.id,
                        at: statement.withdrawnAt, entry: .statementWithdrawn))
            }
        }
        for directive in file.directives where directive.doneAt > 0 {
            actions.append(
                Action(
                    name: words.say("指令：\(directive.title)", "Directive: \(directive.title)"), about: directive.id,
                    at: directive.doneAt, entry: .directiveDone))
        }
        return actions.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
    }
}
