import Foundation
import Plan
import Schemas

/// Names of the plan's people and things, and of states, in the reader's language; times in the institution's zone.
struct Naming: Sendable {
    let plan: ResponsePlan
    let words: Words
    /// What services say, cut at its holes: see ``Said``.
    var sentences: [SaidSentence] = []

    private var language: ResponsePlan.Language { words.language }

    func person(_ id: String) -> String {
        if id == "system" || id == "plan" { return words["actor_\(id)"] }
        guard let person = plan.person(id) else { return id }
        return person.names?[language] ?? person.name
    }

    func role(_ id: String) -> String { plan.role(id)?.names[language] ?? id }
    func subject(_ id: String) -> String { plan.subject(id)?.names[language] ?? id }
    func source(_ id: String) -> String { plan.source(id)?.name ?? id }
    func department(_ id: String) -> String { plan.department(id)?.names[language] ?? id }
    func channel(_ id: String) -> String { plan.channel(id)?.names[language] ?? id }
    /// What messages go out on: built in, or by a preset.
    func medium(_ id: String) -> String { words.texts["medium_\(id)"] ?? plan.presets[id]?.names[language] ?? id }
    func clock(_ id: String, else name: String = "") -> String {
        plan.clock(String(id.prefix { $0 != "#" && $0 != "@" }))?.names[language] ?? (name.isEmpty ? id : name)
    }
    func resourceKind(_ id: String) -> String { plan.resourceKind(id)?.names[language] ?? id }
    func strategy(_ id: String) -> String {
        ResponsePlan.Strategy.ID(rawValue: id).flatMap { plan.strategy($0) }?.names[language] ?? id
    }
    /// Of a directive: its playbook item's title in this language, else as written.
    func directive(_ directive: Directive) -> String {
        let item = template(of: directive)
        return directive.title.isEmpty ? item?.title[language] ?? directive.id : directive.title
    }
    func requiredField(_ id: String, of directive: Directive) -> String {
        template(of: directive)?.requiredFields.first { $0.id == id }?.names[language] ?? id
    }
    /// The playbook's directive behind `playbook/directive`.
    private func template(of directive: Directive) -> ResponsePlan.DirectiveTemplate? {
        let parts = directive.playbookItem.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return plan.playbook(String(parts[0]))?.directives.first { $0.id == parts[1] }
    }
    /// A recipient is a person or a channel.
    func recipient(_ id: String) -> String { plan.channel(id) == nil ? person(id) : channel(id) }

    func state(_ state: CaseState) -> String { words["caseState_\(state.word)"] }
    func state(_ state: IncidentState) -> String { words["incidentState_\(state.word)"] }
    func state(_ state: DirectiveState) -> String { words["directiveState_\(state.word)"] }
    func state(_ state: StatementState) -> String { words["statementState_\(state.word)"] }
    func state(_ state: DeliveryState) -> String { words["deliveryState_\(state.word)"] }
    func state(_ state: ResourceState) -> String { words["resourceState_\(state.word)"] }
    func state(_ state: ClockState) -> String { words["clockState_\(state.word)"] }
    func state(_ state: RumourState) -> String { words["rumourState_\(state.word)"] }
    func kind(_ kind: MentionKind) -> String { words["mentionKind_\(kind.word)"] }
    func tier(_ tier: SourceTier) -> String { words["tier_\(tier.rawValue)"] }

    /// `2026-01-02 03:04` in the institution's zone; `nil` where there is no time.
    func time(_ milliseconds: Int64) -> String? {
        guard milliseconds > 0 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = plan.institution.timeZone
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute],
            from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
        func two(_ value: Int?) -> String { String((value ?? 0) + 100).suffix(2).description }
        return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) \(two(parts.hour)):\(two(parts.minute))"
    }

    /// A length of time, to the minute: `3 h 5 min`, `12 h`, `2 d`.
    func length(_ milliseconds: Int64) -> String {
        let minutes = abs(milliseconds) / 60_000
        let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
        if days > 0 {
            return hours > 0
                ? words.filled("length_days", String(days), String(hours)) : words.filled("length_day", String(days))
        }
        guard hours > 0 else { return words.filled("length_minutes", String(rest)) }
        return rest > 0
            ? words.filled("length_hours", String(hours), String(rest)) : words.filled("length_hour", String(hours))
    }

    /// What is left until a moment, or how long it is past.
    func remaining(until due: Int64, now: Int64) -> String {
        due >= now ? words.filled("time_left", length(due - now)) : words.filled("time_over", length(now - due))
    }

    /// At most two decimals, none of them a zero at the end.
    func number(_ value: Double) -> String {
        guard abs(value) < 1e15 else { return "\(value)" }
        let hundredths = Int64((value * 100).rounded())
        let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
        let digits = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return (hundredths < 0 ? "-" : "") + String(whole) + digits
    }

    func percent(_ fraction: Double) -> String { "\(Int((min(max(fraction, 0), 1) * 100).rounded()))%" }
}
