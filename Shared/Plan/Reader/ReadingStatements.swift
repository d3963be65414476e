import Foundation

/// Strategies, channels, statement templates.
extension PlanMapping {
    func strategy() -> ResponsePlan.Strategy {
        let id = word("id", of: ResponsePlan.Strategy.ID.self)
        if let node = nodeIfAny("id") { place.log.define(.strategy, id.word, at: node) }
        return ResponsePlan.Strategy(
            id: id, names: localized(), meaning: localized("meaning"),
            supplementOnly: flag("supplementOnly", default: false),
            excludes: wordsIfAny("excludes", of: ResponsePlan.Strategy.ID.self), attitude: localized("attitude"),
            nextStep: localized("nextStep"))
    }

    func strategyRule(among strategies: [ResponsePlan.Strategy]) -> ResponsePlan.StrategyRule {
        let allowed = list("strategies", atLeastOne: true) { node -> ResponsePlan.Strategy.ID? in
            guard let id = node.word(of: ResponsePlan.Strategy.ID.self) else { return nil }
            node.log.refer(to: .strategy, id.word, at: node)
            return id
        }.compactMap { $0 }
        let supplements = Set(strategies.filter(\.supplementOnly).map(\.id))
        if !allowed.isEmpty, allowed.allSatisfy(supplements.contains) {
            nodeIfAny("strategies")?.mistake(
                found: "only \(allowed.map(\.word).joined(separator: ", "))",
                expected: "a strategy that is not supplementOnly")
        }
        return ResponsePlan.StrategyRule(
            id: id(.rule), responsibility: wordsIfAny("responsibility", of: ResponsePlan.Responsibility.self),
            kinds: wordsIfAny("kinds", of: ResponsePlan.EventKind.self), badHistory: flagIfAny("badHistory"),
            reputation: wordsIfAny("reputation", of: ResponsePlan.Reputation.self), strategies: allowed,
            reason: localized("reason"))
    }

    func channel(_ languages: [ResponsePlan.Language]) -> ResponsePlan.Channel {
        let spoken = wordsIfAny("languages", of: ResponsePlan.Language.self)
        if let other = spoken.first(where: { !languages.contains($0) }) {
            nodeIfAny("languages")?.mistake(
                found: other.word,
                expected: "languages of the institution: \(languages.map(\.word).joined(separator: ", "))")
        }
        return ResponsePlan.Channel(
            id: id(.channel), names: localized(), endpoints: mappings("endpoints") { $0.contact() },
            requires: textsIfAny("requires"), audience: word("audience", of: ResponsePlan.Channel.Audience.self),
            languages: spoken.isEmpty ? languages : spoken)
    }

    func statements(
        institution: ResponsePlan.Institution, strategies: [ResponsePlan.Strategy],
        channels: [ResponsePlan.Channel], roles: [ResponsePlan.Role], people: [ResponsePlan.Person]
    ) -> ResponsePlan.Statements {
        let texts = mapping("texts") { mapping in
            Dictionary(
                uniqueKeysWithValues: mapping.names.compactMap { name in
                    mapping.fixedText(name).map { (name, $0) }
                })
        }
        let known = ResponsePlan.Placeholder.allCases.map(\.rawValue) + texts.keys.sorted()
        let templates = mappings("templates", atLeastOne: true) { $0.templates(known: known, channels: channels) }
        let statements = ResponsePlan.Statements(
            signOffs: signOffs(roles: roles, people: people),
            nextWordWithin: table("nextWordWithin", by: ResponsePlan.Grade.self, complete: true) { $0.span() },
            twoPersons: mapping("twoPersons") { $0.twoPersons() },
            consistency: mapping("consistency") { $0.consistency() }, phrases: phrases(),
            texts: texts, templates: templates.flatMap { $0 })
        requireEveryTemplate(statements, institution: institution, strategies: strategies, channels: channels)
        return statements
    }

    fileprivate func fixedText(_ name: String) -> ResponsePlan.Localized? {
        guard let node = nodeIfAny(name) else { return nil }
        if ResponsePlan.Placeholder(rawValue: name) != nil {
            node.mistake(found: "a fixed text for {{\(name)}}", expected: "a name that is not filled in by itself")
        }
        return node.localized()
    }

    private func twoPersons() -> ResponsePlan.TwoPersons {
        ResponsePlan.TwoPersons(
            grades: words("grades", of: ResponsePlan.Grade.self),
            drafterReleases: flag("drafterReleases", default: false),
            otherSigners: integer("otherSigners", in: 0...10))
    }

    private func consistency() -> ResponsePlan.Consistency {
        ResponsePlan.Consistency(
            compare: Set(words("compare", of: ResponsePlan.Consistency.Comparison.self)),
            effect: table("effect", by: ResponsePlan.Grade.self, complete: true) {
                $0.word(of: ResponsePlan.Consistency.Effect.self)
            },
            effectOnEarlier: word("effectOnEarlier", of: ResponsePlan.Consistency.Effect.self),
            likeness: number("likeness", in: 0.1...1))
    }

    /// Each phrase in every language it has, with exactly the placeholders that are filled in.
    private func phrases() -> [ResponsePlan.Phrase: ResponsePlan.Localized] {
        mapping("phrases") { mapping in
            var phrases: [ResponsePlan.Phrase: ResponsePlan.Localized] = [:]
            for phrase in ResponsePlan.Phrase.allCases {
                guard let node = mapping.node(phrase.word, "the sentence, by language") else { continue }
                let texts = node.localized()
                phrases[phrase] = texts
                let expected = phrase.placeholders
                let needed = expected.isEmpty ? "no placeholder" : expected.map { "{{\($0)}}" }.joined(separator: ", ")
                for (language, text) in texts.texts.sorted(by: { $0.key.word < $1.key.word })
                where Set(ResponsePlan.StatementTemplate.placeholders(in: text)) != Set(expected) {
                    node.mistake(found: "\(quoted(text)) in \(language.word)", expected: "a sentence with \(needed)")
                }
            }
            return phrases
        }
    }

    private func signOffs(
        roles: [ResponsePlan.Role], people: [ResponsePlan.Person]
    ) -> [ResponsePlan.SignOffs] {
        var taken = Set<ResponsePlan.Grade>()
        let all = mappings("signOffs", atLeastOne: true) { mapping in
            let grades = mapping.grades(apartFrom: &taken)
            let signers = mapping.list("roles", atLeastOne: true) { node -> String? in
                guard let id = node.reference(to: .role) else { return nil }
                if let role = roles.first(where: { $0.id == id }) {
                    if !role.permissions.contains(.sign) {
                        node.mistake(found: "\(quoted(id)), which may not sign", expected: "a role that may sign")
                    } else if !people.contains(where: { $0.roles.contains(id) }) {
                        node.mistake(found: "\(quoted(id)), which nobody has", expected: "a role somebody has")
                    }
                }
                return id
            }.compactMap { $0 }
            return ResponsePlan.SignOffs(grades: grades, roles: signers)
        }
        let missing = ResponsePlan.Grade.allCases.filter { !taken.contains($0) }
        if !missing.isEmpty, !all.isEmpty {
            nodeIfAny("signOffs")?.mistake(
                found: "no sign-offs for \(missing.map(\.label).joined(separator: ", "))",
                expected: "sign-offs for every grade")
        }
        return all
    }

    /// One entry may stand for several strategies; each gets a template of its own.
    fileprivate func templates(
        known: [String], channels: [ResponsePlan.Channel]
    ) -> [ResponsePlan.StatementTemplate] {
        let strategies = words("strategies", of: ResponsePlan.Strategy.ID.self)
        let channel = reference("channel", to: .channel)
        let template = ResponsePlan.StatementTemplate(
            strategy: strategies.first ?? .standIn, channel: channel,
            language: word("language", of: ResponsePlan.Language.self), title: text("title"), body: text("body"))
        for key in ["title", "body"] {
            guard let node = nodeIfAny(key) else { continue }
            let text = key == "title" ? template.title : template.body
            var seen = Set<String>()
            for name in ResponsePlan.StatementTemplate.placeholders(in: text)
            where !known.contains(name) && seen.insert(name).inserted {
                node.mistake(
                    found: "the unknown placeholder {{\(name)}}",
                    expected: "a known placeholder or one of statements.texts" + suggestion(for: name, among: known))
            }
            if text.components(separatedBy: "{{").count != text.components(separatedBy: "}}").count {
                node.mistake(found: "braces that do not match", expected: "{{name}}")
            }
        }
        let required = channels.first { $0.id == channel }?.requires ?? []
        let missing = required.filter { !template.placeholders.contains($0) }
        if !missing.isEmpty, !template.body.isEmpty {
            nodeIfAny("body")?.mistake(
                found: "no " + missing.map { "{{\($0)}}" }.joined(separator: ", "),
                expected: "every placeholder that the channel \(channel) requires")
        }
        return strategies.map { strategy in
            var template = template
            template.strategy = strategy
            return template
        }
    }

    /// A strategy that can be chosen must be sayable on every channel in every language of the institution, once.
    private func requireEveryTemplate(
        _ statements: ResponsePlan.Statements, institution: ResponsePlan.Institution,
        strategies: [ResponsePlan.Strategy], channels: [ResponsePlan.Channel]
    ) {
        guard let node = nodeIfAny("templates"), !statements.templates.isEmpty else { return }
        for strategy in strategies where !strategy.supplementOnly {
            for channel in channels {
                for language in channel.languages {
                    let count = statements.templates.count {
                        $0.strategy == strategy.id && $0.channel == channel.id && $0.language == language
                    }
                    guard count != 1 else { continue }
                    let what = "\(strategy.id.word) on \(channel.id) in \(language.word)"
                    node.mistake(found: "\(count) templates for \(what)", expected: "one for each")
                }
            }
        }
    }
}
