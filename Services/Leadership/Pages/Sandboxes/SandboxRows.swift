import Plan
import Schemas

/// Sandboxes and what they found, in the reader's words.
struct SandboxRows {
    let naming: Naming

    private var words: Words { naming.words }

    func row(_ sandbox: SandboxReading) -> Fields {
        let about = sandbox.description
        var row = Fields([
            "name": about.name,
            "facts": [
                (words["sandbox_window"], "\(moment(about.since)) – \(moment(about.until))"),
                (words["sandbox_source"], about.source),
                (words["sandbox_plan"], String(about.planHash.prefix(12))),
                (words["sandbox_made"], moment(about.createdAt)),
                (words["sandbox_ran"], about.ranAt.map(moment) ?? words["sandbox_notRun"]),
                (words["sandbox_build"], about.build ?? "–"),
            ].map { ["label": $0.0, "value": $0.1] as Fields },
        ])
        guard let difference = sandbox.difference else { return row }
        row["difference"] = Fields([
            "isEmpty": difference.isEmpty, "figures": figures(difference.totals),
            "entries": difference.entries.map(entry),
            "leftOut": difference.leftOut > 0 ? words.filled("sandbox_leftOut", String(difference.leftOut)) : nil,
        ])
        return row
    }

    private func figures(_ totals: SandboxReading.Difference.Totals) -> [Fields] {
        func pair(_ key: String, _ pair: SandboxReading.Difference.Pair) -> Fields {
            figure(key, naming.number(pair.before), naming.number(pair.after))
        }
        return [
            pair("cases", totals.cases), pair("casesAMonth", totals.casesAMonth),
            pair("falseAlarms", totals.falseAlarms), figure("missed", "", String(totals.missed)),
            figure("earlier", "", shift(totals.earlier)), figure("later", "", shift(totals.later)),
            figure("decisions", String(totals.decisions), String(totals.misfits)),
        ]
    }

    private func figure(_ key: String, _ before: String, _ after: String) -> Fields {
        ["label": words["sandbox_\(key)"], "before": before, "after": after]
    }

    private func shift(_ shift: SandboxReading.Difference.Shift) -> String {
        shift.cases == 0
            ? "0"
            : words.filled(
                "sandbox_shift", String(shift.cases), naming.number(shift.median), naming.number(shift.most))
    }

    private func entry(_ entry: SandboxReading.Difference.Entry) -> Fields {
        let (was, now) = (entry.before?.highestGrade ?? "–", entry.after?.highestGrade ?? "–")
        let opened = (entry.before?.caseOpenedAt ?? entry.after?.caseOpenedAt).map(moment)
        return [
            "what": words["sandbox_\(entry.about.rawValue)_\(entry.change.rawValue)"],
            "kind": entry.change.rawValue, "grade": was == now ? was : "\(was) → \(now)",
            "title": entry.title, "subject": naming.subject(entry.subject), "opened": opened ?? "",
            "changes": entry.changes.map { change -> Fields in
                [
                    "label": words.texts["sandbox_change_\(change.what)"] ?? change.what,
                    "before": change.before.isEmpty ? "–" : worded(change.before),
                    "after": change.after.isEmpty ? "–" : worded(change.after),
                ]
            },
        ]
    }

    private func moment(_ text: String) -> String {
        Timestamps.milliseconds(rfc3339: text).flatMap { naming.time($0) } ?? text
    }

    /// With the times in it in the institution's zone.
    private func worded(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { moment(String($0)) }.joined(separator: " ")
    }
}
