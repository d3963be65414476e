import Casework
import Plan
import Schemas

/// The steps of a case with the time each took since the first mention and since discovery, and the clock that measured
/// it.
enum Milestones {
    static func of(_ file: CaseFile) -> [Milestone] {
        let row = file.row
        return [
            step("discovered", at: row.incident.discoveredAt, [], in: file),
            step("case-opened", at: row.openedAt, [.caseOpened], in: file),
            step("reported", at: reportedAt(file), [.clockMet, .clockMetLate], clock: reportClock(file), in: file),
            step(
                "grade-confirmed", at: first(.gradeConfirmed, in: file), [.gradeConfirmed],
                clock: clock(stoppedBy: .gradeConfirmed, in: file), in: file),
            step("strategy-decided", at: first(.strategyDecided, in: file), [.strategyDecided], in: file),
            step("instructed", at: first(.directiveIssued, in: file), [.directiveIssued], in: file),
            step(
                "first-word", at: row.firstWordAt, [.statementReleased],
                clock: clock(stoppedBy: .statementReleased, in: file), in: file),
            step("closed", at: row.closedAt, [.caseClosed, .falseAlarm, .caseMerged], in: file),
        ]
    }

    /// When the first report was filed; 0 where none was.
    static func reportedAt(_ file: CaseFile) -> Int64 { reportClock(file)?.metAt ?? 0 }

    /// Filings that the event itself asks for, not a complaint or a promise, are reports: the internal one, those to the
    /// regulator. The first filed counts; where none was, the first that the plan asks for.
    private static func reportClock(_ file: CaseFile) -> CaseClock? {
        let reports = file.row.clocks.filter { clock in
            guard let rule = ClockKeeper.rule(of: clock, in: file.plan), rule.stop == .filing, !clock.dropped else {
                return false
            }
            return rule.start != .complaintReceived && rule.start != .statementReleased
        }
        return reports.filter { $0.metAt > 0 }.min { ($0.metAt, $0.id) < ($1.metAt, $1.id) } ?? reports.first
    }

    private static func clock(stoppedBy stop: ResponsePlan.ClockRule.Stop, in file: CaseFile) -> CaseClock? {
        file.row.clocks.filter { ClockKeeper.rule(of: $0, in: file.plan)?.stop == stop && !$0.dropped }
            .min { ($0.startedAt, $0.dueAt, $0.id) < ($1.startedAt, $1.dueAt, $1.id) }
    }

    private static func first(_ action: JournalAction, in file: CaseFile) -> Int64 {
        file.journal.first { $0.action == action.rawValue }?.at ?? 0
    }

    private static func step(
        _ name: String, at moment: Int64, _ actions: [JournalAction], clock: CaseClock? = nil, in file: CaseFile
    ) -> Milestone {
        let incident = file.row.incident
        var step = Milestone()
        step.name = name
        step.at = moment
        if moment > 0, incident.firstMentionAt > 0 { step.sinceFirstMention = moment - incident.firstMentionAt }
        if moment > 0, incident.discoveredAt > 0 { step.sinceDiscovered = moment - incident.discoveredAt }
        step.clockID = clock?.id ?? ""
        step.met = clock?.state == .met
        let entry = file.journal.first { entry in
            entry.at == moment && actions.contains { $0.rawValue == entry.action }
        }
        step.journalSequence = entry?.sequence ?? 0
        return step
    }
}
