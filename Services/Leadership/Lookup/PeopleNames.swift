import Plan

/// Whom a name typed into the archive means.
extension Naming {
    /// Ids of the plan's people by every name that they are called by.
    var peopleByName: [String: String] {
        var ids: [String: String] = [:]
        for person in plan.people {
            let names = [person.name] + (person.names.map { Array($0.texts.values) } ?? [])
            for name in names where name != person.id { ids[name] = person.id }
        }
        return ids
    }
}
