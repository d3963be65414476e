import Foundation
import Schemas

/// A difference in a person's terms: figures first, then the entries in the order of what matters.
struct DifferenceText {
    let difference: Difference
    /// The institution's.
    let zone: TimeZone

    /// A line of an entry's list, and what stands beneath it.
    struct Line: Equatable {
        var sign: String
        var what: String
        var grade: String
        var at: String
        var title: String
        var details: [String]
    }

    func text(most: Int) -> String {
        var parts = [heading, table(figures)]
        let lines = lines
        if difference.isEmpty {
            parts.append("no difference")
        } else if !lines.isEmpty {
            parts.append(
                lines.prefix(most).enumerated().map { number, line in
                    "\(number + 1). \(line.sign) \(line.what)  \(line.grade)  \(line.at)  \(Terminal.harmless(line.title))"
                        + line.details.map { "\n     " + Terminal.harmless($0) }.joined()
                }.joined(separator: "\n"))
            if lines.count > most { parts.append("… and \(lines.count - most) more: --top \(lines.count), or -o json") }
        }
        if !difference.misfits.isEmpty {
            parts.append(
                "decisions that come out otherwise:\n"
                    + misfits.map { "  " + Terminal.harmless($0) }.joined(separator: "\n"))
        }
        if difference.notCompared > 0 { parts.append(left) }
        return parts.joined(separator: "\n\n")
    }

    var heading: String {
        "\(moment(difference.since)) to \(moment(difference.until)) (\(figure(difference.totals.days)) days of 24 h)\n"
            + "before: \(side(difference.before))\nafter:  \(side(difference.after))"
    }

    var left: String {
        "\(difference.notCompared) incidents are left out: drills, or began before the oldest mention that is kept"
    }

    private func side(_ side: Difference.Side) -> String {
        side.plan.isEmpty ? side.name : "\(side.name), plan \(side.plan.prefix(12))"
    }

    /// Rows of a table: what, before, after, and what follows from it.
    var figures: [[String]] {
        let totals = difference.totals
        var rows = [["", "BEFORE", "AFTER"]]
        func row(_ name: String, _ pair: DifferenceTotals.Pair) {
            rows.append([name, figure(pair.before), figure(pair.after)])
        }
        row("cases", totals.cases)
        row("cases a month", totals.casesAMonth)
        row("of the cases, called false alarms by people", totals.falseAlarms)
        rows.append(["cases that people acted on and that would not be", "", "\(totals.missed)"])
        rows.append(["open earlier", "", shift(totals.earlier)])
        rows.append(["open later", "", shift(totals.later)])
        for label in ["I", "II", "III", "IV", "–"] {
            guard let pair = totals.incidents[label] else { continue }
            row(label == "–" ? "incidents without a grade" : "incidents whose gravest grade is \(label)", pair)
        }
        rows.append(["decisions, and those that come out otherwise", "\(totals.decisions)", "\(totals.misfits)"])
        return rows
    }

    private func shift(_ shift: DifferenceTotals.Shift) -> String {
        guard shift.cases > 0 else { return "0" }
        return "\(shift.cases), by \(figure(shift.median)) min (median), \(figure(shift.most)) min at the most"
    }

    var lines: [Line] {
        difference.entries.map { entry in
            let view = entry.before ?? entry.after
            let at = view?.caseOpenedAt.map { moment($0) } ?? ""
            let (was, now) = (entry.before?.highestGrade ?? "–", entry.after?.highestGrade ?? "–")
            return Line(
                sign: sign(entry.change), what: name(entry), grade: was == now ? was : "\(was)→\(now)",
                at: at, title: "\(entry.title.prefix(60)) (\(entry.incident.prefix(12)))", details: details(of: entry))
        }
    }

    private func sign(_ kind: Difference.Entry.Kind) -> String {
        switch kind {
        case .added: "+"
        case .removed: "−"
        case .changed: "~"
        }
    }

    private func name(_ entry: Difference.Entry) -> String {
        switch (entry.about, entry.change) {
        case (.aCase, .added): "new case"
        case (.aCase, .removed):
            entry.handled
                ? "no case, though people acted on it" : entry.falseAlarm ? "no case, a false alarm" : "no case"
        case (.aCase, .changed): "case"
        case (.incident, .added): "new incident"
        case (.incident, .removed): "no incident"
        case (.incident, .changed): "incident"
        }
    }

    private func details(of entry: Difference.Entry) -> [String] {
        entry.changes.map { change in
            switch change.what {
            case "opened":
                let minutes = entry.minutesLater ?? 0
                return "opens \(figure(abs(minutes))) min \(minutes > 0 ? "later" : "earlier"): "
                    + "\(moment(change.after)) instead of \(moment(change.before))"
            case "case": return "\(worded(change.after)); before: \(worded(change.before))"
            case "directives":
                let parts = [
                    change.before.isEmpty ? "" : "no longer proposed: \(change.before)",
                    change.after.isEmpty ? "" : "proposed now: \(change.after)",
                ]
                return "directives " + parts.filter { !$0.isEmpty }.joined(separator: "; ")
            case "strategy":
                return "proposes \(change.after.isEmpty ? "no strategy" : change.after) instead of "
                    + (change.before.isEmpty ? "none" : change.before)
            default: return "\(change.what): \(worded(change.after)) instead of \(worded(change.before))"
            }
        }
    }

    var misfits: [String] {
        difference.misfits.map { misfit in
            let fate =
                misfit.after.map { "does not fit any more: \($0)" }
                ?? "is carried out now; before: \(misfit.before ?? "")"
            return
                "\(moment(misfit.decidedAt)) \(misfit.kind) by \(misfit.person) on \(misfit.title.prefix(40)) \(fate)"
        }
    }

    /// With the times in it as people there read them.
    private func worded(_ text: String) -> String {
        guard !text.isEmpty else { return "nothing" }
        return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let (time, rest) = word.last == "," ? (word.dropLast(), ",") : (word[...], "")
            return Timestamps.milliseconds(rfc3339: String(time)) == nil ? String(word) : moment(String(time)) + rest
        }.joined(separator: " ")
    }

    /// An RFC 3339 time to the minute, in the institution's zone.
    func moment(_ text: String) -> String {
        guard let time = Timestamps.milliseconds(rfc3339: text) else { return text }
        let shift = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time) / 1000))) * 1000
        let (local, isTooFar) = time.addingReportingOverflow(shift)
        return String(Timestamps.rfc3339(isTooFar ? time : local).prefix(16)).replacing("T", with: " ")
    }

    private func figure(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(format: "%.1f", value)
    }
}
