import Plan
import Schemas

/// Keeps the case's list of contradictions, and says what stands against a release because of them.
enum Consistency {
    /// What is compared: of each channel and language the newest that is not withdrawn, and that somebody wrote, signed
    /// or released. A mere draft of the plan says nothing yet.
    static func compared(_ row: Case, with releasing: Statement? = nil) -> [Statement] {
        var newest: [String: Statement] = [:]
        for statement in row.statements where statement.state != .withdrawn {
            let isReleasing = statement.id == releasing?.id
            guard
                isReleasing || !statement.signOffs.isEmpty || statement.releasedAt > 0
                    || statement.draftedBy != StatementDrafter.draftedByPlan
            else { continue }
            newest["\(statement.channel)/\(statement.language)"] = statement
        }
        if let releasing { newest["\(releasing.channel)/\(releasing.language)"] = releasing }
        return newest.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Brings the case's list up to date and journals what is new and what is gone.
    static func review(_ file: inout CaseFile) {
        let statements = compared(file.row)
        let found = mark(comparison(file).contradictions(between: statements), among: statements)
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

    /// Lets a release pass, or refuses it as the plan says; a reason that was needed is kept with each contradiction.
    static func admit(_ statement: Statement, in file: inout CaseFile) throws(Refusal) {
        review(&file)
        let statements = compared(file.row, with: statement)
        let among = Dictionary(statements.map { ($0.id, $0) }) { first, _ in first }
        let all = mark(comparison(file).contradictions(between: statements), among: statements)
        let consistency = file.plan.statements.consistency
        let grade = GradeRule.grade(of: statement, in: file)
        var listed: [Contradiction] = []
        for contradiction in all {
            guard let own = contradiction.sides.first(where: { $0.statementID == statement.id }) else { continue }
            // Against what is signed or out only: what nobody signed cannot have been agreed.
            let against = contradiction.sides.compactMap { side -> Statement? in
                guard side.statementID != statement.id, side.values != own.values, let other = among[side.statementID],
                    !other.signOffs.isEmpty || other.releasedAt > 0
                else { return nil }
                return other
            }
            guard !against.isEmpty else { continue }
            let isEarlier = against.allSatisfy { VersionComparison.isEarlier($0, than: statement) }
            let effect = isEarlier ? consistency.effectOnEarlier : consistency.effect[grade] ?? .refuse
            switch effect {
            case .list: continue
            case .reason:
                guard !file.reason.isBlank else {
                    throw Refusal("\(sentence(contradiction)); releasing it all the same takes a reason")
                }
                listed.append(contradiction)
            case .refuse:
                throw Refusal("\(sentence(contradiction)); no release at grade \(grade.label) until they agree")
            }
        }
        for contradiction in listed { accept(contradiction, in: &file) }
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

    /// What the versions say against each other, in one sentence.
    static func sentence(_ contradiction: Contradiction) -> String {
        let sides = contradiction.sides.map { side in
            "\(side.channel)/\(side.language) says \(side.values.isEmpty ? "nothing" : side.values.joined(separator: ", "))"
        }
        return "the versions contradict each other (\(contradiction.what) \(contradiction.about)): "
            + sides.joined(separator: "; ")
    }

    private static func comparison(_ file: CaseFile) -> VersionComparison {
        VersionComparison(plan: file.plan, incidentID: file.row.incidentID, now: file.now)
    }

    /// Marks what contradicts only versions that were out before the others were written.
    private static func mark(_ found: [Contradiction], among statements: [Statement]) -> [Contradiction] {
        let byID = Dictionary(statements.map { ($0.id, $0) }) { first, _ in first }
        return found.map { contradiction in
            var contradiction = contradiction
            let sides = contradiction.sides
            var pairs: [(Statement, Statement)] = []
            for (index, one) in sides.enumerated() {
                for other in sides[(index + 1)...] where other.values != one.values {
                    if let a = byID[one.statementID], let b = byID[other.statementID] { pairs.append((a, b)) }
                }
            }
            contradiction.earlier =
                !pairs.isEmpty
                && pairs.allSatisfy {
                    VersionComparison.isEarlier($0.0, than: $0.1) || VersionComparison.isEarlier($0.1, than: $0.0)
                }
            return contradiction
        }
    }

    private static func details(_ contradiction: Contradiction) -> [String: String] {
        var details = ["what": contradiction.what, "about": contradiction.about]
        for side in contradiction.sides {
            details["\(side.channel)/\(side.language)"] = side.values.joined(separator: ", ")
        }
        return details
    }
}
