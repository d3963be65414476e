import Casework
import Plan
import Schemas

/// Which clauses of the plan were executed, waived or missed, each with the journal entry that shows it.
enum Clauses {
    static func of(_ file: CaseFile) -> [PlanClause] {
        clocks(file) + directives(file) + strategy(file) + statements(file) + confirmation(file) + reports(file)
            + closing(file) + evaluation(file)
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
                let dropped = clock.dropped
                return clause(
                    path, dropped ? "waived" : "executed", [.clockDropped, .clockMet], about: clock.id,
                    note: dropped ? clock.explanation : clock.receiptNumber, file)
            case .running, .unspecified, .UNRECOGNIZED:
                return clause(path, "running", [.clockStarted], about: clock.id, note: "not yet due", file)
            }
        }
    }

    private static func directives(_ file: CaseFile) -> [PlanClause] {
        file.directives.filter { !$0.playbookItem.isEmpty }.map { directive in
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
            if file.row.state == .falseAlarm {
                return [clause("strategyRules", "waived", [.falseAlarm], note: "false alarm", file)]
            }
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
        let released = file.statements.filter { $0.releasedAt > 0 }
        guard !released.isEmpty else {
            if file.row.state == .falseAlarm {
                return [clause("statements.signOffs", "waived", [.falseAlarm], note: "false alarm", file)]
            }
            return [
                clause("statements.signOffs", "missed", [.statementDrafted], note: "no statement was released", file)
            ]
        }
        return released.map {
            clause(
                "statements.signOffs", "executed", [.statementReleased], about: $0.id,
                note: $0.signOffs.map {
                    "\($0.role): \($0.person)" + ($0.deputyFor.isEmpty ? "" : " for \($0.deputyFor)")
                }
                .joined(separator: ", "), file)
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

    private static func closing(_ file: CaseFile) -> [PlanClause] {
        guard file.row.state == .closed, file.row.mergedInto.isEmpty else { return [] }
        return [clause("closing", "executed", [.caseClosed], note: file.reason, file)]
    }

    /// Reports that the plan's schedule asks for.
    private static func reports(_ file: CaseFile) -> [PlanClause] {
        file.plan.reports.compactMap { rule in
            guard rule.schedule(for: file.row.highestGrade.inPlan) != nil else { return nil }
            let written = file.journal.filter {
                $0.action == JournalAction.reportWritten.rawValue && $0.details["kind"] == rule.kind.rawValue
            }
            var clause = PlanClause()
            clause.keyPath = "reports.\(rule.kind.rawValue)"
            clause.outcome = written.isEmpty ? "missed" : "executed"
            clause.journalSequence = written.last?.sequence ?? 0
            clause.note = "\(written.count)"
            return clause
        }
    }

    private static func evaluation(_ file: CaseFile) -> [PlanClause] {
        guard file.row.state == .closed, file.row.mergedInto.isEmpty else { return [] }
        let missing = file.plan.sectionsUnwritten(in: file.row)
        let outcome = file.row.evaluationSigned ? "executed" : missing.isEmpty ? "running" : "missed"
        return [
            clause(
                "evaluation.sections", outcome, [.evaluationSigned, .sectionWritten, .evaluationWritten],
                note: missing.joined(separator: ", "), file)
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

    private static func sequence(_ actions: [JournalAction], about: String? = nil, _ file: CaseFile) -> Int64 {
        file.newest(of: actions, about: about)?.sequence ?? 0
    }
}
