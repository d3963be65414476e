/// Delivery settings, resources, closing, evaluation, drill.
extension PlanMapping {
    func grouping() -> ResponsePlan.Grouping {
        ResponsePlan.Grouping(
            grades: words("grades", of: ResponsePlan.Grade.self), wait: span("wait"), interval: span("interval"),
            repeatAfter: span("repeatAfter"))
    }

    func mail() -> ResponsePlan.Mail {
        let kind = word("kind", of: ResponsePlan.Mail.Kind.self)
        let isSMTP = kind == .smtp
        return ResponsePlan.Mail(
            kind: kind, directory: isSMTP ? textIfAny("directory") : text("directory", "a directory for messages"),
            host: isSMTP ? node("host", "the mail server's host")?.host() : textIfAny("host"),
            port: has("port") || isSMTP ? integer("port", in: 1...65_535) : absentPort(),
            from: node("from", "the sender's e-mail address")?.emailAddress() ?? "",
            security: isSMTP
                ? word("security", of: ResponsePlan.Mail.Security.self)
                : wordIfAny("security", of: ResponsePlan.Mail.Security.self) ?? .none,
            username: environmentIfAny("username"), password: environmentIfAny("password"))
    }

    /// Asked for all the same, so that the key is known.
    private func absentPort() -> Int {
        _ = nodeIfAny("port")
        return 0
    }

    func resources() -> ResponsePlan.Resources {
        let kinds = mappings("kinds", atLeastOne: true) { mapping in
            ResponsePlan.ResourceKind(
                id: mapping.id(.resource), names: mapping.localized(), unit: mapping.text("unit"),
                approvers: mapping.someReferences("approvers"), limit: mapping.number("limit", in: 0...1e12),
                approversAboveLimit: mapping.someReferences("approversAboveLimit"))
        }
        let units = Set(kinds.map(\.unit))
        return ResponsePlan.Resources(
            kinds: kinds, rates: nodeIfAny("rates")?.mapping { $0.rates(besides: units) } ?? [:])
    }

    private func rates(besides units: Set<String>) -> [String: Double] {
        names.reduce(into: [:]) { rates, currency in
            guard let node = nodeIfAny(currency) else { return }
            guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
                return node.mistake(found: quoted(currency), expected: "a currency such as USD")
            }
            guard !units.contains(currency) else {
                return node.mistake(
                    found: "a rate for \(currency), in which a kind of resource is counted",
                    expected: "another currency than the kinds' own")
            }
            rates[currency] = node.number(in: 1e-6...1e6)
        }
    }

    /// At least one role.
    private func someReferences(_ key: String) -> [String] {
        list(key, atLeastOne: true) { $0.reference(to: .role) }.compactMap { $0 }
    }

    func closingRule() -> ResponsePlan.ClosingRule {
        ResponsePlan.ClosingRule(
            declineFraction: number("declineFraction", in: 0...1), sustainedFor: span("sustainedFor"),
            minimumAge: span("minimumAge"), allDirectivesDone: flag("allDirectivesDone", default: true),
            allClocksStopped: flag("allClocksStopped", default: true),
            evaluationWritten: flag("evaluationWritten", default: false), roles: someReferences("roles"),
            rebound: mapping("rebound") { mapping in
                ResponsePlan.Rebound(
                    fraction: mapping.number("fraction", in: 0...1),
                    mentions: mapping.integer("mentions", in: 1...1_000_000), within: mapping.span("within"))
            })
    }

    /// What a rebound needs must still be there when it comes.
    func retention(after closing: ResponsePlan.ClosingRule) -> ResponsePlan.Retention {
        let retention = ResponsePlan.Retention(
            journalCopies: span("journalCopies"), cases: span("cases"),
            mentions: spanIfAny("mentions") ?? ResponsePlan.Span(days: 400))
        if !isSilent, has("journalCopies"), retention.journalCopies.seconds < closing.rebound.within.seconds {
            nodeIfAny("journalCopies")?.mistake(
                expected: "at least closing.rebound.within, \(closing.rebound.within): a case that opens again needs it"
            )
        }
        if !isSilent, has("cases"), retention.cases.seconds < retention.journalCopies.seconds {
            nodeIfAny("cases")?.mistake(expected: "at least journalCopies, \(retention.journalCopies)")
        }
        return retention
    }

    func evaluation() -> ResponsePlan.EvaluationTemplate {
        ResponsePlan.EvaluationTemplate(
            within: span("within"), roles: someReferences("roles"),
            sections: mappings("sections", atLeastOne: true) { mapping in
                ResponsePlan.EvaluationTemplate.Section(
                    id: mapping.id(.section), names: mapping.localized(),
                    content: mapping.word("content", of: ResponsePlan.EvaluationTemplate.Section.Content.self))
            }, effectHours: integer("effectHours", in: 1...168), keepYears: integer("keepYears", in: 1...100))
    }

    func drill() -> ResponsePlan.DrillSettings {
        ResponsePlan.DrillSettings(
            every: span("every"), marker: localized("marker"),
            groups: list("groups", atLeastOne: true) { $0.reference(to: .group) }.compactMap { $0 },
            speed: number("speed", in: 1...100_000))
    }
}
