/// Deputies, the following of directives, reports, history.
extension PlanMapping {
    func deputising() -> ResponsePlan.Deputising {
        ResponsePlan.Deputising(
            permissions: Set(words("permissions", of: ResponsePlan.Permission.self)),
            reason: flag("reason", default: true))
    }

    func history() -> ResponsePlan.History {
        ResponsePlan.History(within: span("within"), sameKind: flag("sameKind", default: true))
    }

    func following() -> ResponsePlan.Following {
        ResponsePlan.Following(
            remindAt: fractions("remindAt"), repeatOverdue: span("repeatOverdue"), escalation: escalation())
    }

    private func fractions(_ key: String) -> [Double] {
        var last = 0.0
        return listIfAny(key) { node -> Double? in
            guard let fraction = node.number(in: 0.01...0.99) else { return nil }
            if fraction <= last { node.mistake(expected: "a fraction above the one before, \(last.plain)") }
            last = fraction
            return fraction
        }.compactMap { $0 }
    }

    private func escalation() -> [ResponsePlan.Following.Escalation] {
        var last = 0
        return mappingsIfAny("escalation") { mapping in
            let after = mapping.span("after")
            if after.seconds <= last {
                mapping.nodeIfAny("after")?.mistake(expected: "longer than the step before")
            }
            last = after.seconds
            let to = mapping.recipients("to")
            return ResponsePlan.Following.Escalation(after: after, to: to)
        }
    }

    /// One rule for each kind of report.
    func reports() -> [ResponsePlan.ReportRule] {
        var seen = Set<ResponsePlan.ReportRule.Kind>()
        let rules = mappings("reports", atLeastOne: true) { mapping in
            let kind = mapping.word("kind", of: ResponsePlan.ReportRule.Kind.self)
            if !seen.insert(kind).inserted {
                mapping.nodeIfAny("kind")?.mistake(found: "\(kind.word) again", expected: "each kind once")
            }
            var taken = Set<ResponsePlan.Grade>()
            return ResponsePlan.ReportRule(
                kind: kind, names: mapping.localized(),
                schedule: mapping.mappingsIfAny("schedule") { entry in
                    .init(
                        grades: entry.grades(apartFrom: &taken), every: entry.span("every"),
                        time: entry.word("time", of: ResponsePlan.Timekeeping.self))
                },
                sections: mapping.mappings("sections", atLeastOne: true) { section in
                    .init(
                        content: section.word("content", of: ResponsePlan.ReportRule.Content.self),
                        names: section.localized())
                })
        }
        let missing = ResponsePlan.ReportRule.Kind.allCases.filter { !seen.contains($0) }
        if !missing.isEmpty, !rules.isEmpty {
            nodeIfAny("reports")?.mistake(
                found: "no \(missing.map(\.word).joined(separator: ", ")) report", expected: "executive and tactical")
        }
        return rules
    }
}
