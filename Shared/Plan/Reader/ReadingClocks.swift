/// Clock rules, playbooks, routing.
extension PlanMapping {
    func clockRule() -> ResponsePlan.ClockRule {
        ResponsePlan.ClockRule(
            id: id(.clock), names: localized(), start: word("start", of: ResponsePlan.ClockRule.Start.self),
            stop: word("stop", of: ResponsePlan.ClockRule.Stop.self), duration: span("duration"),
            time: word("time", of: ResponsePlan.Timekeeping.self), grades: words("grades", of: ResponsePlan.Grade.self),
            kinds: words("kinds", of: ResponsePlan.EventKind.self), warnAt: warnings(),
            extensions: extensions(),
            proof: wordIfAny("proof", of: ResponsePlan.ClockRule.Proof.self) ?? .none,
            source: text("source", "the rule it comes from"), enabled: flag("enabled", default: true))
    }

    private func extensions() -> [ResponsePlan.ClockRule.Extension] {
        var ids: [String: Int] = [:]
        return mappingsIfAny("extensions") {
            .init(
                id: $0.id(amongSiblings: &ids, "extension of this clock"), names: $0.localized(),
                duration: $0.span("duration"), roles: $0.referencesIfAny("roles", to: .role))
        }
    }

    private func warnings() -> [ResponsePlan.ClockRule.Warning] {
        var last = 0.0
        return listIfAny("warnAt") { node in
            node.mapping { mapping in
                let at = mapping.number("at", in: 0.01...0.99)
                if at > 0, at <= last {
                    mapping.nodeIfAny("at")?.mistake(expected: "a fraction above the one before, \(last.plain)")
                }
                last = max(last, at)
                return ResponsePlan.ClockRule.Warning(at: at, to: mapping.recipients("to"))
            }
        }
    }

    func playbook() -> ResponsePlan.Playbook {
        var ids: [String: Int] = [:]
        return ResponsePlan.Playbook(
            id: id(.playbook), names: localized(), eventKinds: words("eventKinds", of: ResponsePlan.EventKind.self),
            grades: words("grades", of: ResponsePlan.Grade.self),
            directives: mappings("directives", atLeastOne: true) { mapping in
                ResponsePlan.DirectiveTemplate(
                    id: mapping.id(amongSiblings: &ids, "directive of this playbook"),
                    department: mapping.reference("department", to: .department), title: mapping.localized("title"),
                    text: mapping.localized("text"), due: mapping.span("due"),
                    time: mapping.word("time", of: ResponsePlan.Timekeeping.self),
                    requiredFields: mapping.requiredFields(),
                    publicWording: mapping.localizedIfAny("publicWording"))
            })
    }

    private func requiredFields() -> [ResponsePlan.RequiredField] {
        var ids: [String: Int] = [:]
        return mappingsIfAny("requiredFields") {
            .init(id: $0.id(amongSiblings: &ids, "field of this directive"), names: $0.localized())
        }
    }

    /// An id that only the entries of this one list must not share.
    func id(amongSiblings ids: inout [String: Int], _ thing: String) -> String {
        guard let node = node("id", "an id"), let id = node.id() else { return "" }
        if let line = ids[id] {
            node.mistake(found: "\(quoted(id)) again", expected: "an id no other \(thing) has (line \(line))")
        }
        ids[id] = node.line
        return id
    }

    func route() -> ResponsePlan.Route {
        let route = ResponsePlan.Route(
            what: word("what", of: ResponsePlan.Notice.self), grades: words("grades", of: ResponsePlan.Grade.self),
            to: recipients("to"), channels: media("channels"),
            repetition: nodeIfAny("repeat")?.mapping {
                .init(every: $0.span("every"), times: $0.integer("times", in: 1...100))
            },
            escalateTo: has("escalateTo") ? recipients("escalateTo") : [],
            escalateAfter: spanIfAny("escalateAfter"), acknowledge: flag("acknowledge", default: false))
        _ = nodeIfAny("escalateTo")
        requireTogether(route)
        return route
    }

    /// To escalate takes somebody, a time, and an acknowledgement to miss.
    private func requireTogether(_ route: ResponsePlan.Route) {
        if has("escalateTo") != has("escalateAfter") {
            let there = has("escalateTo") ? "escalateTo" : "escalateAfter"
            nodeIfAny(there)?.mistake(found: "\(there) alone", expected: "escalateTo and escalateAfter together")
        }
        if has("escalateTo"), !route.acknowledge {
            nodeIfAny("escalateTo")?.mistake(
                found: "an escalation without acknowledge: true", expected: "an acknowledgement whose lack escalates")
        }
    }

    func recipients(_ key: String) -> [ResponsePlan.Recipient] {
        list(key, atLeastOne: true) { $0.recipient() }.compactMap { $0 }
    }
}

extension PlanNode {
    fileprivate func recipient() -> ResponsePlan.Recipient? {
        let expected = "group:ID, role:ID, department:ID, person:ID, duty:GROUP or concerned"
        guard let text = text(expected) else { return nil }
        guard let recipient = ResponsePlan.Recipient(text) else {
            mistake(expected: expected)
            return nil
        }
        switch recipient {
        case .group(let id), .duty(let id): log.refer(to: .group, id, at: self)
        case .role(let id): log.refer(to: .role, id, at: self)
        case .department(let id): log.refer(to: .department, id, at: self)
        case .person(let id): log.refer(to: .person, id, at: self)
        case .concerned: break
        }
        return recipient
    }
}
