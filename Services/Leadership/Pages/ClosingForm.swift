import Casework
import Plan
import Schemas

/// When a case may be closed, and what is missing until then: said before anybody is asked for a reason.
struct ClosingForm {
    let matter: Case
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    private var words: Words { naming.words }

    /// `nil` where nothing stands against closing.
    var fields: Fields? {
        let missing = ClosingRule.missing(matter, plan: naming.plan, now: now)
        guard !missing.isEmpty else { return nil }
        let times = missing.compactMap { condition -> Int64? in
            switch condition {
            case .decline(_, let until): until
            case .age(let until): until
            case .directives, .clocks, .sections: nil
            }
        }
        let isUnknown = missing.contains { if case .decline(_, nil) = $0 { true } else { false } }
        return Fields([
            "earliest": isUnknown
                ? words["close_whenDown"]
                : times.max().flatMap { naming.time($0) }.map { words.filled("close_earliest", $0) }
                    ?? words["close_whenDone"],
            "missing": missing.map { row($0) },
        ])
    }

    private func row(_ condition: ClosingRule.Condition) -> Fields {
        let rule = naming.plan.closing
        let held = naming.length(Int64(rule.sustainedFor.seconds) * 1000)
        switch condition {
        case .decline(let since, let until):
            let share = naming.percent(rule.declineFraction)
            guard let until, let at = naming.time(until) else {
                return ["missingText": words.filled("close_volumeUp", share, held)]
            }
            return ["missingText": words.filled("close_volume", share, naming.time(since) ?? "", held, at)]
        case .age(let until): return ["missingText": words.filled("close_age", naming.time(until) ?? "")]
        case .directives(let ids):
            let names = matter.directives.filter { ids.contains($0.id) }.map { naming.directive($0) }
            return [
                "missingText": words.filled("close_directives", naming.list(names)),
                "missingHref": IncidentTab.directives.address(of: matter.incidentID),
            ]
        case .clocks(let ids):
            let names = ids.map { id in naming.clock(id, else: matter.clocks.first { $0.id == id }?.name ?? "") }
            return [
                "missingText": words.filled("close_clocks", naming.list(names)),
                "missingHref": IncidentTab.clocks.address(of: matter.incidentID),
            ]
        case .sections(let ids):
            let names = ids.map { naming.section($0) }
            return ["missingText": words.filled("close_sections", naming.list(names))]
        }
    }
}

extension Naming {
    /// A section of the evaluation, as the plan calls it.
    func section(_ id: String) -> String {
        plan.evaluation.sections.first { $0.id == id }?.names[words.language] ?? id
    }
}
