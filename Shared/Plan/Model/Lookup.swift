public import Foundation

/// Finding what an id names, and who somebody is.
extension ResponsePlan {
    public func subject(_ id: String) -> Subject? { subjects.first { $0.id == id } }
    public func source(_ id: String) -> Source? { sources.first { $0.id == id } }
    public func group(_ id: String) -> Group? { groups.first { $0.id == id } }
    public func department(_ id: String) -> Department? { departments.first { $0.id == id } }
    public func role(_ id: String) -> Role? { roles.first { $0.id == id } }
    public func person(_ id: String) -> Person? { people.first { $0.id == id } }
    public func clock(_ id: String) -> ClockRule? { clocks.first { $0.id == id } }
    public func channel(_ id: String) -> Channel? { channels.first { $0.id == id } }
    public func playbook(_ id: String) -> Playbook? { playbooks.first { $0.id == id } }
    public func resourceKind(_ id: String) -> ResourceKind? { resources.kinds.first { $0.id == id } }

    /// What a person may do: what any of their roles lets them. Empty for an unknown person.
    public func permissions(of personID: String) -> Set<Permission> {
        (person(personID)?.roles ?? []).reduce(into: []) { $0.formUnion(role($1)?.permissions ?? []) }
    }

    public func may(_ personID: String, _ permission: Permission) -> Bool {
        permissions(of: personID).contains(permission)
    }

    public func has(_ personID: String, role: String) -> Bool {
        person(personID)?.roles.contains(role) ?? false
    }

    public func people(withRole role: String) -> [Person] {
        people.filter { $0.roles.contains(role) }
    }

    /// The people a recipient stands for at a moment, each once, in the plan's order; for who is on leave, who acts for
    /// them. `concerned` stands for nobody: who is concerned only the matter can say.
    public func people(for recipient: Recipient, at date: Date) -> [Person] {
        var seen = Set<String>()
        return named(by: recipient, at: date).map { acting(for: $0, at: date) }.filter { seen.insert($0.id).inserted }
    }

    private func named(by recipient: Recipient, at date: Date) -> [Person] {
        switch recipient {
        case .group(let id): return (group(id)?.members ?? []).compactMap { person($0) }
        case .role(let id): return people(withRole: id)
        case .department(let id):
            if let head = department(id)?.head, let person = person(head) { return [person] }
            return people.filter { $0.department == id }
        case .person(let id): return [person(id)].compactMap { $0 }
        case .duty(let group): return onDuty(in: group, at: date)
        case .concerned: return []
        }
    }

    public func people(for recipients: [Recipient], at date: Date) -> [Person] {
        var seen = Set<String>()
        return recipients.flatMap { people(for: $0, at: date) }.filter { seen.insert($0.id).inserted }
    }

    /// Who is on duty in a group: by its rotas, else the first of its members who is not on leave.
    public func onDuty(in groupID: String, at date: Date) -> [Person] {
        let rotas = duty.filter { $0.group == groupID }
        guard rotas.isEmpty else {
            return rotas.compactMap { turn(of: $0, at: date)?.person }.compactMap { person($0) }
        }
        let members = (group(groupID)?.members ?? []).compactMap { person($0) }
        return [members.first { !$0.isAway(at: date) } ?? members.first].compactMap { $0 }
    }
}

extension ResponsePlan.Rota {
    /// The id of the person whose turn it is, whoever is on leave; before the first turn, the first person.
    public func onDuty(at date: Date) -> String? { turn(at: date) { _ in false }?.person }
}
