import Plan
import Schemas

/// Which clauses of the plan were executed, waived or missed, each with the journal entry that shows it.
enum Clauses {
    static func of(_ file: CaseFile) -> [PlanClause] {
        clocks(file) + directives(file) + strategy(file) + statements(file) + confirmation(file)
    }

    private static func clocks(_ file: CaseFile) -> [PlanClause] {
        file.row.clocks.map { clock in
            let path = "clocks.\(clock.id.prefix { $0 != "#" && $0 != "@" })"
            switch clock.state {
            case .missed:
                let note = clock.metAt > 0 ? "met late" : "not met"
                let why = clock.explanation.isEmpty ? note : "\(note): \(clock.explanation)"
                return clause(path, "missed", [.clockMissed], about: clock.id, note: why, file)
            case .met:
                let dropped = sequence([.clockDropped], about: clock.id, file) > 0
                return clause(
                    path, dropped ? "waived" : "executed", [.clockDropped, .clockMet], about: clock.id,
                    note: dropped ? clock.explanation : clock.receiptNumber, file)
            case .running, .unspecified, .UNRECOGNIZED:
                return clause(path, "running", [.clockStarted], about: clock.id, note: "not yet due", file)
            }
        }
    }

    private static func directives(_ file: CaseFile) -> [PlanClause] {
        file.row.directives.filter { !$0.playbookItem.isEmpty }.map { directive in
            let parts = directive.playbookItem.split(separator: "/", maxSplits: 1)
            let path = "playbooks.\(parts.first ?? "").directives.\(parts.last ?? "")"
            switch directive.state {
            case .done:
                let late = directive.doneAt > directive.dueAt
                return clause(
                    path, "executed", [.directiveDone], about: directive.id, note: late ? "done late" : "", file)
            case .waived:
                return clause(
                    path, "waived", [.directiveWaived], about: directive.id, note: directive.waiveReason, file)
            default:
                return clause(
                    path, "missed", [.directiveIssued, .directiveProposed], about: directive.id,
                    note: directive.state.word, file)
            }
        }
    }

    private static func strategy(_ file: CaseFile) -> [PlanClause] {
        guard file.row.hasStrategy else {
            return [clause("strategyRules", "missed", [.strategyProposed], note: "no strategy was decided", file)]
        }
        let note = file.row.strategy.overrides ? "overridden: \(file.row.strategy.reason)" : file.row.strategy.strategy
        return [
            clause(
                "strategyRules", file.row.strategy.overrides ? "waived" : "executed", [.strategyDecided], note: note,
                file)
        ]
    }

    private static func statements(_ file: CaseFile) -> [PlanClause] {
        let released = file.row.statements.filter { $0.releasedAt > 0 }
        guard !released.isEmpty else {
            return [
                clause("statements.signOffs", "missed", [.statementDrafted], note: "no statement was released", file)
            ]
        }
        return released.map {
            clause(
                "statements.signOffs", "executed", [.statementReleased], about: $0.id,
                note: $0.signOffs.map { "\($0.role): \($0.person)" }.joined(separator: ", "), file)
        }
    }

    private static func confirmation(_ file: CaseFile) -> [PlanClause] {
        let rule = file.plan.grading.confirmation.first { $0.grades.contains(file.row.highestGrade.inPlan) }
        guard let rule, !rule.roles.isEmpty else { return [] }
        let confirmed = sequence([.gradeConfirmed], file) > 0
        return [
            clause(
                "grading.confirmation", confirmed ? "executed" : "missed", [.gradeConfirmed, .caseOpened],
                note: file.row.gradeConfirmedBy, file)
        ]
    }

    private static func clause(
        _ path: String, _ outcome: String, _ actions: [JournalAction], about: String? = nil, note: String,
        _ file: CaseFile
    ) -> PlanClause {
        var clause = PlanClause()
        clause.keyPath = path
        clause.outcome = outcome
        clause.journalSequence = sequence(actions, about: about, file)
        clause.note = note
        return clause
    }

    /// The sequence of the newest entry of the first of these actions that was entered; 0 where none was.
    private static func sequence(_ actions: [JournalAction], about: String? = nil, _ file: CaseFile) -> Int64 {
        let journal = file.journal
        for action in actions {
            let entry = journal.last { $0.action == action.rawValue && (about == nil || $0.about == about) }
            if let entry { return entry.sequence }
        }
        return 0
    }
}
