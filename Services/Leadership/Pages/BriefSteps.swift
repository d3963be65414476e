import Schemas

/// What was done in a case, in lines that a person reads: the steps that people and the plan took, each with when and who;
/// the same step on several things is one line.
struct BriefSteps {
    /// The case's journal.
    let entries: [JournalEntry]
    let naming: Naming
    /// What a step was done to, by name.
    let object: (JournalEntry) -> String?

    /// What moves a case. The record has what else was entered.
    static let told: Set<String> = [
        "case-opened", "case-reopened", "case-merged", "case-taken-in", "grade-changed", "grade-confirmed",
        "grade-lowering-asked", "grade-lowering-confirmed", "false-alarm-asked", "false-alarm-confirmed", "false-alarm",
        "rumour-state-set", "strategy-decided", "statement-edited", "statement-signed", "signature-refused",
        "statement-released", "statement-withdrawn", "directive-issued", "directive-accepted", "directive-done",
        "directive-waived", "directive-reassigned", "clock-met", "clock-met-late", "clock-missed", "clock-explained",
        "note-added", "case-closed",
    ]

    /// Things named in one line.
    private static let named = 3

    private struct Line {
        var first: JournalEntry
        var objects: [String]
        var count = 1
    }

    /// The oldest first.
    var rows: [Fields] {
        var lines: [Line] = []
        for entry in entries where Self.told.contains(entry.action) {
            let object = object(entry)
            if let last = lines.last, last.first.action == entry.action, last.first.actor == entry.actor,
                entry.at - last.first.at < 3_600_000, object != nil
            {
                lines[lines.count - 1].count += 1
                if let object, !last.objects.contains(object) { lines[lines.count - 1].objects.append(object) }
            } else {
                lines.append(Line(first: entry, objects: object.map { [$0] } ?? []))
            }
        }
        return lines.map { row($0) }
    }

    private func row(_ line: Line) -> Fields {
        let words = naming.words
        let entry = line.first
        let rest = line.objects.count - Self.named
        var objects = naming.list(Array(line.objects.prefix(Self.named)))
        if rest > 0 { objects = words.filled("brief_andMore", objects, String(rest)) }
        return Fields([
            "at": naming.time(entry.at), "action": words.texts["journal_\(entry.action)"] ?? entry.action,
            "objects": objects.isEmpty ? nil : objects, "actor": naming.person(entry.actor), "detail": detail(entry),
        ])
    }

    /// What a line says beyond what was done: to what, and why.
    private func detail(_ entry: JournalEntry) -> String? {
        let words = naming.words
        var parts: [String] = []
        switch entry.action {
        case "grade-changed", "grade-lowering-asked", "grade-lowering-confirmed":
            if let from = entry.details["from"], let to = entry.details["to"] { parts.append("\(from) → \(to)") }
        case "grade-confirmed": if let grade = entry.details["grade"] { parts.append(grade) }
        case "strategy-decided":
            parts = [entry.details["strategy"], entry.details["supplement"]].compactMap { $0 }
                .filter { !$0.isEmpty }.map { naming.strategy($0) }
        case "rumour-state-set":
            if let state = entry.details["state"] { parts.append(words.texts["rumourState_\(state)"] ?? state) }
        case "note-added": if let text = entry.details["text"] { parts.append(text) }
        default: break
        }
        if let reason = entry.details["reason"], !reason.isEmpty { parts.append(reason) }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }
}
