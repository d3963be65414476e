/// What an entry of a journal has from the decision that it carries out, besides the words that every build has entered:
/// when, about what, and with which values. A value that an entry does not have is not missed, because earlier builds
/// entered fewer.
extension JournalDecisions {
    /// A decision's time may be ahead of the clock of who carries it out, in milliseconds.
    static let skew: Int64 = 300_000

    static func misquote(of decision: Decision, by entry: JournalEntry) -> (found: String, expected: String)? {
        let earliest = decision.decidedAt.subtractingReportingOverflow(skew).partialValue
        guard entry.at >= earliest else {
            return (
                "the time \(Timestamps.rfc3339(entry.at))",
                "none before \(Timestamps.rfc3339(decision.decidedAt)), when decision \(decision.id) was taken"
            )
        }
        guard entry.actor != "system" else { return nil }
        if let about = object(of: decision, for: entry.action), entry.about != about {
            return ("an entry about \"\(entry.about)\"", "one about \"\(about)\", as decision \(decision.id) says")
        }
        for (name, said) in values(of: decision, for: entry.action) {
            guard let found = entry.details[name], found != said else { continue }
            return ("\(name) \"\(found)\"", "\(name) \"\(said)\", as decision \(decision.id) says")
        }
        for (name, said) in parts(of: decision, for: entry.action) {
            let found = (entry.details[name] ?? "").split(separator: " ").map { String($0) }
            guard let stranger = found.first(where: { !said.contains($0) }) else { continue }
            return ("\(name) with \"\(stranger)\"", "only those that decision \(decision.id) names")
        }
        return nil
    }

    /// What the entry is about, where the decision names it.
    private static func object(of decision: Decision, for action: String) -> String? {
        switch (decision.kind, action) {
        case (.sign(let sign)?, "statement-signed"), (.sign(let sign)?, "signature-refused"): sign.statementID
        case (.release(let release)?, "statement-released"): release.statementID
        case (.withdraw(let withdraw)?, "statement-withdrawn"): withdraw.statementID
        case (.waiveDirective(let waive)?, "directive-waived"): waive.directiveID
        case (.updateDirective(let update)?, "directive-accepted"), (.updateDirective(let update)?, "directive-done"),
            (.updateDirective(let update)?, "directive-progressed"),
            (.updateDirective(let update)?, "directive-reassigned"),
            (.updateDirective(let update)?, "directive-amended"):
            update.directiveID
        case (.meetClock(let meet)?, "clock-met"), (.meetClock(let meet)?, "clock-met-late"): meet.clockID
        case (.explainClock(let explain)?, "clock-explained"): explain.clockID
        case (.extendClock(let extend)?, "clock-extended"): extend.clockID
        case (.writeEvaluation(let write)?, "section-written"): write.section
        default: nil
        }
    }

    private static func values(of decision: Decision, for action: String) -> [(String, String)] {
        switch (decision.kind, action) {
        case (.regrade(let regrade)?, "decision-noted"): [("grade", roman(regrade.grade))]
        case (.merge(let merge)?, "decision-noted"): [("into", merge.into)]
        case (.rumour(let rumour)?, "rumour-state-set"): [("state", rumour.state.word)]
        case (.confirmGrade(let confirm)?, "grade-confirmed"): [("grade", roman(confirm.grade))]
        case (.confirmGrade(let confirm)?, "grade-lowering-confirmed"):
            [("to", roman(confirm.grade)), ("confirmedBecause", decision.reason)]
        case (.confirmGrade?, "false-alarm-confirmed"): [("confirmedBecause", decision.reason)]
        case (.falseAlarm?, "false-alarm"), (.falseAlarm?, "false-alarm-asked"): [("reason", decision.reason)]
        case (.strategy(let choice)?, "strategy-decided"):
            [("supplement", choice.supplement)]
                + (choice.responsibility.isEmpty ? [] : [("responsibility", choice.responsibility)])
        case (.withdraw(let withdraw)?, "statement-withdrawn"):
            [("correction", withdraw.correction), ("reason", decision.reason)]
        case (.waiveDirective?, "directive-waived"), (.explainClock?, "clock-explained"),
            (.close?, "case-closed"):
            [("reason", decision.reason)]
        case (.updateDirective(let update)?, "directive-progressed"): [("progress", update.progress)]
        case (.updateDirective(let update)?, "directive-reassigned"):
            [("assignee", update.assignee), ("reason", decision.reason)]
        case (.meetClock(let meet)?, "clock-met"), (.meetClock(let meet)?, "clock-met-late"):
            [("receipt", meet.receiptNumber), ("document", meet.documentHash)]
        case (.extendClock(let extend)?, "clock-extended"):
            [("extension", extend.extension), ("reason", decision.reason)]
        case (.writeEvaluation(let write)?, "section-written"):
            [("textHash", EventID.hexSHA256([write.section, write.text]))]
        case (.requestReport(let request)?, "report-written"): [("kind", request.kind)]
        case (.reopen?, "case-reopened"): [("why", decision.reason)]
        default: []
        }
    }

    /// Lists of which an entry may have a part.
    private static func parts(of decision: Decision, for action: String) -> [(String, Set<String>)] {
        switch (decision.kind, action) {
        case (.split(let split)?, "decision-noted"): [("mentions", Set(split.mentionIds))]
        case (.rumour(let rumour)?, "rumour-state-set"): [("mentions", Set(rumour.mentionIds))]
        default: []
        }
    }

    /// As journals have it: `I` to `IV`.
    private static func roman(_ grade: Grade) -> String {
        switch grade {
        case .i: "I"
        case .ii: "II"
        case .iii: "III"
        case .iv: "IV"
        case .unspecified, .UNRECOGNIZED: "none"
        }
    }
}
