extension ResponsePlan {
    /// What is no mistake and yet leads nowhere, for whoever writes the plan; each says where it is and what to do.
    public var remarks: [String] { unroutedContacts + unreachablePeople + oversizedTemplates }

    private var unroutedContacts: [String] {
        let routed = Set(routing.flatMap(\.channels))
        return people.flatMap { person in
            var seen = routed
            return person.contacts.map(\.channel).filter { seen.insert($0).inserted }.map { channel in
                "people, \(person.id): the contact on \(channel.rawValue) is on no route, so that nothing goes out there; "
                    + "add \(channel.rawValue) to channels in routing, or remove the contact"
            }
        }
    }

    private var unreachablePeople: [String] {
        routing.enumerated().flatMap { index, route in
            var seen = Set<String>()
            return route.to.flatMap(everybody).filter { seen.insert($0.id).inserted }.filter { person in
                !person.contacts.contains { route.channels.contains($0.channel) }
            }.map { person in
                "routing[\(index)], \(route.what.rawValue): \(person.id) has no contact on "
                    + route.channels.map(\.rawValue).joined(separator: ", ")
                    + ", so that nobody is reached; add a contact or a channel"
            }
        }
    }

    /// Whoever a recipient may ever stand for.
    private func everybody(_ recipient: Recipient) -> [Person] {
        switch recipient {
        case .group(let id): (group(id)?.members ?? []).compactMap { person($0) }
        case .role(let id): people(withRole: id)
        case .department(let id): (department(id)?.head).flatMap { person($0) }.map { [$0] } ?? []
        case .person(let id): person(id).map { [$0] } ?? []
        case .duty(let id): duty.filter { $0.group == id }.flatMap(\.people).compactMap { person($0) }
        case .concerned: []
        }
    }

    /// A statement goes out whole or not at all: one that is too long before anything is filled in never does.
    private var oversizedTemplates: [String] {
        statements.templates.flatMap { template -> [String] in
            let texts = statements.texts.mapValues { $0[template.language] }
            let shortest = { (text: String) in
                Placeholder.allCases.reduce(into: StatementTemplate.filled(text, with: texts)) {
                    $0 = $0.replacing("{{\($1.rawValue)}}", with: "")
                }
            }
            let text = shortest(template.title) + "\n\n" + shortest(template.body)
            let presets = Set((channel(template.channel)?.endpoints ?? []).map(\.channel.rawValue)).sorted()
            return presets.compactMap { self.presets[$0] }.compactMap { preset in
                preset.limits.objection(to: text).map { objection in
                    "statements.templates, \(template.strategy)/\(template.channel)/\(template.language): \(objection) on "
                        + "\(preset.id), so that it is always refused there; shorten it, or publish elsewhere"
                }
            }
        }
    }
}

extension ResponsePlan.ChannelPreset.Limits {
    /// Why a text could never be taken whole; `nil` where it may be.
    fileprivate func objection(to text: String) -> String? {
        if let most = bytes["text"], text.utf8.count > most {
            return "\(text.utf8.count) bytes without what is filled in are more than the \(most)"
        }
        if let most = characters["text"], text.utf16.count > most {
            return "\(text.utf16.count) characters without what is filled in are more than the \(most)"
        }
        return text.utf8.count > body
            ? "\(text.utf8.count) bytes without what is filled in are more than the \(body) of a whole message" : nil
    }
}
