import Foundation

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

    func person() -> ResponsePlan.Person {
        let id = id(.person)
        return ResponsePlan.Person(
            id: id, name: text("name"), names: localizedIfAny("names"),
            roles: references("roles", to: .role), group: reference("group", to: .group),
            department: reference("department", to: .department), deputies: deputies(of: id),
            contacts: mappings("contacts", atLeastOne: true) { $0.contact() },
            language: word("language", of: ResponsePlan.Language.self))
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
        let channel = word("channel", of: ResponsePlan.Contact.Medium.self)
        let node = node("address", "a URL for a webhook, an address for e-mail")
        let address = channel == .webhook ? node?.url() : node?.emailAddress()
        return ResponsePlan.Contact(channel: channel, address: address ?? "", secret: environmentIfAny("secret"))
    }

    func rota(in zone: TimeZone) -> ResponsePlan.Rota {
        ResponsePlan.Rota(
            id: id(.rota), group: reference("group", to: .group),
            people: list("people", atLeastOne: true) { $0.reference(to: .person) }.compactMap { $0 },
            turn: span("turn"), from: moment("from", in: zone))
    }

    private func moment(_ key: String, in zone: TimeZone) -> Date {
        let expected = "a date and time such as 2026-01-05 08:30, in the institution's time zone"
        guard let node = node(key, expected), let text = node.characters(expected) else { return .distantPast }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        guard parts.count == 2, let day = ResponsePlan.WorkingCalendar.Day(parts[0]), let minute = minutes(parts[1]),
            let date = calendar.date(
                from: DateComponents(
                    year: day.year, month: day.month, day: day.day, hour: minute / 60, minute: minute % 60))
        else {
            node.mistake(expected: expected)
            return .distantPast
        }
        return date
    }
}
