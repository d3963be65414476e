import Foundation
import Yams

/// Groups, departments, roles, people, duty.
extension PlanMapping {
    /// The plan's four groups must be among them: each is one service.
    func groups() -> [ResponsePlan.Group] {
        let groups = mappings("groups", atLeastOne: true) { mapping in
            ResponsePlan.Group(
                id: mapping.id(.group), name: mapping.text("name"), names: mapping.localized(),
                duties: mapping.textIfAny("duties"), members: mapping.references("members", to: .person))
        }
        let missing = ["leadership", "monitoring", "response", "logistics"].filter { id in
            !groups.contains { $0.id == id }
        }
        if !missing.isEmpty, let node = nodeIfAny("groups"), !groups.isEmpty {
            node.mistake(
                found: "no group \(missing.joined(separator: ", "))",
                expected: "the groups leadership, monitoring, response and logistics")
        }
        return groups
    }

    func department() -> ResponsePlan.Department {
        ResponsePlan.Department(id: id(.department), names: localized(), head: referenceIfAny("head", to: .person))
    }

    func role() -> ResponsePlan.Role {
        ResponsePlan.Role(
            id: id(.role), names: localized(),
            permissions: Set(words("permissions", of: ResponsePlan.Permission.self)))
    }

    func person(in zone: TimeZone) -> ResponsePlan.Person {
        let id = id(.person)
        return ResponsePlan.Person(
            id: id, name: text("name"), names: localizedIfAny("names"),
            roles: references("roles", to: .role), group: reference("group", to: .group),
            department: reference("department", to: .department), deputies: deputies(of: id),
            contacts: mappings("contacts", atLeastOne: true) { $0.contact() },
            language: word("language", of: ResponsePlan.Language.self), leave: leave(in: zone))
    }

    private func deputies(of id: String) -> [String] {
        guard has("deputies") else { return referencesIfAny("deputies", to: .person) }
        return list("deputies") { node in
            let deputy = node.reference(to: .person)
            if let deputy, deputy == id { node.mistake(expected: "somebody else") }
            return deputy
        }.compactMap { $0 }
    }

    func contact() -> ResponsePlan.Contact {
        let channel = node("channel", "webhook, email or a preset's id")?.medium() ?? .webhook
        if let preset = place.log.preset(channel.rawValue) { return contact(on: channel, by: preset) }
        let node = node("address", "a URL for a webhook, an address for e-mail")
        let address = channel == .email ? node?.emailAddress() : node?.url()
        return ResponsePlan.Contact(channel: channel, address: address ?? "", secret: environmentIfAny("secret"))
    }

    /// What the preset asks for, and nothing that it does not know.
    private func contact(
        on channel: ResponsePlan.Contact.Medium, by preset: ResponsePlan.ChannelPreset
    ) -> ResponsePlan.Contact {
        let address = has("address") || preset.base == nil ? node("address", "a URL")?.url() : preset.base
        var contact = ResponsePlan.Contact(channel: channel, address: address ?? "")
        if preset.asksTo { contact.to = node("to", "whom it is to on \(preset.id)")?.characters("a text") }
        if preset.secrets.count == 1, has("secret") {
            contact.secrets[preset.secrets[0]] = environmentIfAny("secret")
        } else if !preset.secrets.isEmpty {
            mapping("secrets") { secrets in
                for name in preset.secrets {
                    _ = secrets.node(name, "the name of an environment variable")
                    contact.secrets[name] = secrets.environmentIfAny(name)
                }
            }
        }
        if !preset.values.isEmpty {
            mapping("values") { values in
                for name in preset.values {
                    contact.values[name] = values.node(name, "a text")?.characters("a text")
                }
            }
        }
        contact.carries = wordIfAny("carries", of: ResponsePlan.ChannelPreset.Carries.self)
        return contact
    }

    /// Channels in order, each once; `all` stands for every one there is.
    func media(_ key: String) -> [ResponsePlan.Contact.Medium] {
        guard let node = node(key, "all, or a list of webhook, email and presets' ids") else { return [] }
        if node.isAll { return place.log.media }
        var media: [ResponsePlan.Contact.Medium] = []
        for item in node.items("all, or a list of webhook, email and presets' ids") ?? [] {
            guard let medium = item.medium() else { continue }
            if media.contains(medium) {
                item.mistake(found: "\(medium.rawValue) again", expected: "each once")
            } else {
                media.append(medium)
            }
        }
        return media
    }
}

extension PlanNode {
    fileprivate var isAll: Bool { node.scalar?.string == "all" }

    /// A channel: built in, or with a preset.
    fileprivate func medium() -> ResponsePlan.Contact.Medium? {
        guard let text = characters("webhook, email or a preset's id") else { return nil }
        let medium = ResponsePlan.Contact.Medium(rawValue: text)
        if ResponsePlan.Contact.Medium.builtIn.contains(medium) || log.preset(text) != nil { return medium }
        let known = log.media.map(\.rawValue)
        mistake(expected: "one of \(known.joined(separator: ", "))" + suggestion(for: text, among: known))
        return nil
    }
}
