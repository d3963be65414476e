import Plan

/// What services repeat of the plan, in the reader's language.
extension Naming {
    /// A text of the plan that is in it in another language: why a strategy is allowed and what it means, how clocks and
    /// directives are called. `nil` where the plan does not say it.
    func saidByPlan(_ text: String) -> String? {
        guard text.utf8.count > 1 else { return nil }
        let language = words.language
        func own(_ texts: ResponsePlan.Localized?) -> String? {
            guard let texts, texts.texts.values.contains(text) else { return nil }
            return texts[language]
        }
        for rule in plan.strategyRules { if let found = own(rule.reason) { return found } }
        for strategy in plan.strategies {
            if let found = own(strategy.meaning) ?? own(strategy.names) { return found }
        }
        for clock in plan.clocks { if let found = own(clock.names) { return found } }
        for playbook in plan.playbooks {
            for directive in playbook.directives { if let found = own(directive.title) { return found } }
        }
        return nil
    }

    /// `3小时5分钟` or `3 h 5 min` as the reader's language has it; `nil` for what is no length of time.
    func lengthSaid(_ text: String) -> String? {
        for (hours, minutes) in [("小时", "分钟"), (" h", " min")] {
            var rest = Substring(text)
            guard rest.hasSuffix(hours) || rest.hasSuffix(minutes) else { continue }
            var total: Int64 = 0
            if let range = rest.firstRange(of: hours) {
                guard let value = Int64(rest[..<range.lowerBound]), (0...1_000_000).contains(value) else { return nil }
                total = value * 60
                rest = rest[range.upperBound...].drop { $0 == " " }
            }
            if !rest.isEmpty {
                guard let value = Int64(rest.dropLast(minutes.count)), (0...1_000_000).contains(value) else {
                    return nil
                }
                total += value
            }
            return length(total * 60_000)
        }
        return nil
    }
}
