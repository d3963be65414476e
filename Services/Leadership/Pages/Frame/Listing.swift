import Casework
import Plan
import Schemas

extension Naming {
    /// Names one after another, as the language separates them.
    func list(_ names: [String]) -> String {
        names.filter { !$0.isEmpty }.joined(separator: words["list_separator"])
    }

    /// The plan's rule behind a clock of a case: `first-word#2` is the second of its kind.
    func clockRule(_ id: String) -> ResponsePlan.ClockRule? { plan.clock(String(id.prefix { $0 != "#" && $0 != "@" })) }

    /// What is decided. An evaluation's signature is one, though it is recorded as the end of its clock.
    func decision(_ kind: Decision.OneOf_Kind) -> String {
        if case .meetClock(let meet) = kind, clockRule(meet.clockID)?.stop == .evaluationSigned {
            return words["decision_sign-evaluation"]
        }
        if case .confirmGrade(let confirm) = kind, confirm.falseAlarm { return words["falseAlarm_confirm"] }
        return words["decision_\(kind.name)"]
    }

    /// A kind of report, as the plan calls it.
    func report(_ kind: String) -> String {
        plan.reports.first { $0.kind.rawValue == kind }?.names[words.language] ?? words.texts["report_\(kind)"] ?? kind
    }

    /// What a score is measured in; of growth in how many hours: `mentions/12h`.
    func unit(_ id: String) -> String {
        if let known = words.texts["unit_\(id)"] { return known }
        if id.hasPrefix("mentions/"), id.hasSuffix("h"), let hours = Int(id.dropFirst(9).dropLast()) {
            return words.filled("unit_mentionsIn", String(hours))
        }
        return id
    }

    /// The grade with its colour in words; a dash where there is none yet.
    func grade(_ grade: Grade) -> String { grade.plan?.names[words.language] ?? words["grade_none"] }

    /// The colour's name alone, beside the grade's number.
    func colour(_ grade: Grade) -> String { words["colour_\(grade.colour)"] }

    /// Only the hour and minute of a moment of the same day, else the whole date.
    func shortTime(_ milliseconds: Int64, now: Int64) -> String? {
        guard let time = time(milliseconds), let today = self.time(now) else { return nil }
        if time.prefix(10) == today.prefix(10) { return String(time.dropFirst(11)) }
        return time.prefix(4) == today.prefix(4) ? String(time.dropFirst(5)) : time
    }

    /// A count with its thousands apart: `12,345`.
    func count(_ value: Int64) -> String {
        var digits = String(value.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = String(digits.dropLast(3))
        }
        return (value < 0 ? "−" : "") + ([digits[...]] + groups).joined(separator: ",")
    }

    /// A count as short as an axis has room for: `200万`, `20k`. What is large, and in what unit, is the language's.
    func axis(_ value: Int64) -> String {
        for size in ["large", "middle"] {
            guard let from = Int64(words["axis_\(size)From"]), let unit = Int64(words["axis_\(size)Unit"]), unit > 0,
                value >= from
            else { continue }
            let tenths = value / max(unit / 10, 1)
            let text = tenths.isMultiple(of: 10) ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
            return words.filled("axis_\(size)", text)
        }
        return count(value)
    }
}
