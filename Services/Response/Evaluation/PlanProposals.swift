import Casework
import Plan
import Schemas

/// Changes of the plan that the record suggests, each with the clause, the figure there is, one that would have held,
/// and the entries that show it. People decide.
enum PlanProposals {
    static func of(_ file: CaseFile) -> [ClauseProposal] {
        (clocks(file) + directives(file) + strategy(file) + grading(file) + closing(file) + contacts(file))
            .sorted { $0.keyPath < $1.keyPath }
    }

    /// A clock that was missed: warn earlier, or say what can be kept.
    private static func clocks(_ file: CaseFile) -> [ClauseProposal] {
        file.row.clocks.filter { $0.state == .missed }.compactMap { clock in
            guard let rule = ClockKeeper.rule(of: clock, in: file.plan) else { return nil }
            let words = file.wording
            let shown = rule.warnAt.map { "\($0.at)" }.joined(separator: ", ")
            let earlier = (rule.warnAt.first?.at ?? 0.5) / 2
            let late = clock.metAt > 0 ? words.length(clock.metAt - clock.dueAt) : words.say("未完成", "never met")
            return proposal(
                "clocks.\(rule.id).warnAt", current: shown.isEmpty ? words.say("无", "none") : shown,
                proposed: words.say("增加 \(earlier)", "add \(earlier)"),
                reason: words.say(
                    "“\(clock.name)”超时：\(late)。\(clock.explanation)",
                    "\"\(clock.name)\" was missed: \(late). \(clock.explanation)"),
                [.clockMissed, .clockExplained, .clockMetLate], about: clock.id, in: file)
        }
    }

    private static func directives(_ file: CaseFile) -> [ClauseProposal] {
        file.directives.compactMap { directive in
            guard let template = file.plan.directiveTemplate(directive.playbookItem), directive.issuedAt > 0
            else { return nil }
            let path = "playbooks.\(directive.playbookItem.replacing("/", with: ".directives."))"
            let words = file.wording
            if directive.state == .done, directive.doneAt > directive.dueAt {
                return proposal(
                    "\(path).due", current: "\(template.due)",
                    proposed: words.length(directive.doneAt - directive.issuedAt),
                    reason: words.say(
                        "实际用时\(words.length(directive.doneAt - directive.issuedAt))",
                        "It took \(words.length(directive.doneAt - directive.issuedAt))"),
                    [.directiveDone, .directiveOverdue], about: directive.id, in: file)
            }
            guard directive.state == .waived, directive.waivedBy != "system" else { return nil }
            return proposal(
                path, current: template.title[file.language], proposed: words.say("缩小适用范围", "narrow what it is for"),
                reason: words.say("下达后免除：\(directive.waiveReason)", "Issued, then waived: \(directive.waiveReason)"),
                [.directiveWaived], about: directive.id, in: file)
        }
    }

    private static func strategy(_ file: CaseFile) -> [ClauseProposal] {
        let row = file.row
        guard row.hasStrategy, row.strategy.overrides else { return [] }
        let rule = row.proposal.rule
        return [
            proposal(
                rule.isEmpty ? "strategyRules" : "strategyRules.\(rule).strategies",
                current: row.proposal.allowed.joined(separator: ", "), proposed: row.strategy.strategy,
                reason: file.wording.say(
                    "领导小组另选：\(row.strategy.reason)", "The leadership chose otherwise: \(row.strategy.reason)"),
                [.strategyDecided], in: file)
        ]
    }

    /// People corrected the grade: its cut-offs deserve a look, with a backtest.
    private static func grading(_ file: CaseFile) -> [ClauseProposal] {
        let incident = file.row.incident
        guard !incident.regradedBy.isEmpty, incident.regradedTo != .unspecified else { return [] }
        return [
            proposal(
                "grading.levels", current: incident.computedAtRegrade.inPlan.label,
                proposed: incident.regradedTo.inPlan.label,
                reason: file.wording.say(
                    "人工调整等级：\(incident.regradeReason)", "Regraded by a person: \(incident.regradeReason)"),
                [.gradeChanged, .decisionNoted], in: file)
        ]
    }

    private static func closing(_ file: CaseFile) -> [ClauseProposal] {
        guard file.row.reopened > 0 else { return [] }
        let rule = file.plan.closing
        return [
            proposal(
                "closing.sustainedFor", current: "\(rule.sustainedFor)",
                proposed: "\(ResponsePlan.Span(seconds: rule.sustainedFor.seconds * 2))",
                reason: file.wording.say("结案后反弹\(file.row.reopened)次", "Opened again \(file.row.reopened) times"),
                [.caseReopened], in: file)
        ]
    }

    /// Nobody to tell, or no way to reach them.
    private static func contacts(_ file: CaseFile) -> [ClauseProposal] {
        var seen = Set<String>()
        return file.journal.compactMap { entry in
            let path: String
            switch entry.action {
            case JournalAction.noticeWithoutRecipient.rawValue: path = "routing (\(entry.details["notice"] ?? ""))"
            case JournalAction.deliveryFailed.rawValue: path = "people.\(entry.details["recipient"] ?? "").contacts"
            default: return nil
            }
            guard seen.insert(path).inserted else { return nil }
            var found = ClauseProposal()
            found.keyPath = path
            found.current = entry.details["channel"] ?? ""
            found.proposed = file.wording.say("补充可送达的联系方式", "add somebody, or a contact, that is reached")
            found.reason = entry.details["error"] ?? entry.details["title"] ?? ""
            found.journalSequences = [entry.sequence]
            return found
        }
    }

    private static func proposal(
        _ path: String, current: String, proposed: String, reason: String, _ actions: [JournalAction],
        about: String? = nil, in file: CaseFile
    ) -> ClauseProposal {
        var proposal = ClauseProposal()
        proposal.keyPath = path
        proposal.current = current
        proposal.proposed = proposed
        proposal.reason = reason
        proposal.journalSequences = file.journal.filter { entry in
            actions.contains { $0.rawValue == entry.action } && (about == nil || entry.about == about)
        }.map(\.sequence)
        return proposal
    }
}
