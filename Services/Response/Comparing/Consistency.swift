import Casework
import Plan
import Schemas

/// Keeps the case's list of contradictions. What stands against a release because of them, ``Casework`` says.
enum Consistency {
    /// Brings the case's list up to date and journals what is new and what is gone.
    static func review(_ file: inout CaseFile) {
        let found = VersionComparison(plan: file.plan, incidentID: file.row.incidentID, now: file.now)
            .contradictions(in: file.row)
        let known = Dictionary(file.row.contradictions.map { ($0.id, $0) }) { first, _ in first }
        for contradiction in found where known[contradiction.id] == nil {
            file.enter(.contradictionFound, about: contradiction.id, details(contradiction))
        }
        let ids = Set(found.map(\.id))
        for gone in file.row.contradictions where !ids.contains(gone.id) && gone.acceptedAt == 0 {
            file.enter(.contradictionSettled, about: gone.id, ["what": gone.what])
        }
        // What was released in spite of one stays in the list: it is part of the record.
        let accepted = file.row.contradictions.filter { $0.acceptedAt > 0 && !ids.contains($0.id) }
        file.row.contradictions = accepted + found.map { known[$0.id] ?? $0 }
    }

    /// What a release accepts with its reason is kept with each contradiction.
    static func accept(_ contradictions: [Contradiction], in file: inout CaseFile) {
        review(&file)
        for contradiction in contradictions { accept(contradiction, in: &file) }
    }

    private static func accept(_ contradiction: Contradiction, in file: inout CaseFile) {
        var accepted = contradiction
        accepted.acceptedBy = file.actor
        accepted.acceptedAt = file.now
        accepted.reason = file.reason
        if let index = file.row.contradictions.firstIndex(where: { $0.id == contradiction.id }) {
            accepted.foundAt = file.row.contradictions[index].foundAt
            file.row.contradictions[index] = accepted
        } else {
            file.row.contradictions.append(accepted)
        }
        file.enter(
            .contradictionAccepted, about: contradiction.id, ["reason": file.reason, "what": contradiction.what])
    }

    private static func details(_ contradiction: Contradiction) -> [String: String] {
        var details = ["what": contradiction.what, "about": contradiction.about]
        for side in contradiction.sides {
            details["\(side.channel)/\(side.language)"] = side.values.joined(separator: ", ")
        }
        return details
    }
}
