import Schemas

/// Records as tables, for spreadsheets. Times are UTC (RFC 3339).
enum RecordTables {
    static func journal(_ entries: [JournalEntry]) -> CSVText {
        var table = CSVText(header: ["sequence", "at", "actor", "action", "about", "details", "decision", "hash"])
        for entry in entries { table.add(row(entry)) }
        return table
    }

    static func evaluations(_ all: [Evaluation]) -> CSVText {
        var table = CSVText(header: [
            "incident", "subject", "title", "highestGrade", "outcome", "firstMentionAt", "discoveredAt", "caseOpenedAt",
            "strategyDecidedAt", "firstWordAt", "closedAt", "mentions", "negative", "reach", "clocksMet",
            "clocksMissed",
            "cost", "currency", "plan",
        ])
        for one in all.sorted(by: { $0.incidentID < $1.incidentID }) {
            table.add([
                one.incidentID, one.subject, one.title, one.highestGrade.label, one.outcome, time(one.firstMentionAt),
                time(one.discoveredAt), time(one.caseOpenedAt), time(one.strategyDecidedAt), time(one.firstWordAt),
                time(one.closedAt), "\(one.mentions)", "\(one.negative)", "\(one.reach)",
                "\(one.clocks.count { $0.state == .met && !$0.dropped })",
                "\(one.clocks.count { $0.state == .missed })",
                "\(one.cost)", one.currency, one.planHash,
            ])
        }
        return table
    }

    /// One line for each thing that the evaluation says: what sort, which, when, what came of it, and more.
    static func evaluation(_ one: Evaluation) -> CSVText {
        var table = CSVText(header: ["part", "what", "at", "outcome", "detail", "source"])
        for clock in one.clocks {
            let met =
                clock.dropped
                ? "dropped \(time(clock.metAt)): \(clock.explanation)"
                : clock.metAt > 0 ? "met \(time(clock.metAt))" : clock.explanation
            table.add(["clock", clock.name, time(clock.dueAt), clock.standingWord, met, clock.ruleSource])
        }
        for effect in one.effects {
            table.add([
                "effect", effect.action, time(effect.at),
                "\(effect.mentionsPerHourBefore) -> \(effect.mentionsPerHourAfter) mentions per hour",
                "negative \(effect.negativeShareBefore) -> \(effect.negativeShareAfter)", "",
            ])
        }
        for directive in one.directives {
            table.add([
                "directive", directive.title, time(directive.doneAt), directive.state.word, directive.progress,
                directive.playbookItem,
            ])
        }
        for clause in one.clauses {
            table.add(["clause", clause.keyPath, "", clause.outcome, clause.note, "journal \(clause.journalSequence)"])
        }
        for hour in one.volume {
            table.add([
                "volume", "", time(hour.hour), "\(hour.mentions)", "negative \(hour.negative)", "reach \(hour.reach)",
            ])
        }
        for lesson in one.lessons { table.add(["lesson", "", "", "", lesson, ""]) }
        for entry in one.timeline {
            let cells = row(entry)
            table.add(["journal", cells[3], cells[1], cells[2], cells[5], "journal \(cells[0])"])
        }
        return table
    }

    static func audit(_ lines: [AuditTrail.Line]) -> CSVText {
        var table = CSVText(header: [
            "at", "kind", "person", "action", "incident", "reason", "detail", "count", "address", "id",
        ])
        for line in lines {
            table.add([
                time(line.at), line.kind.rawValue, line.person, line.action, line.incident, line.reason, line.detail,
                "\(line.count)", line.address, line.id,
            ])
        }
        return table
    }

    private static func row(_ entry: JournalEntry) -> [String] {
        let details = entry.details.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        return [
            "\(entry.sequence)", time(entry.at), entry.actor, entry.action, entry.about, details, entry.decisionID,
            EventID.hex(entry.hash),
        ]
    }

    private static func time(_ milliseconds: Int64) -> String {
        milliseconds > 0 ? Timestamps.rfc3339(milliseconds) : ""
    }
}
