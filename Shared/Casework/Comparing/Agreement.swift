public import Schemas

/// Which versions of a case's statements are compared, and what stands against one of them going out.
extension VersionComparison {
    /// Of each channel and language the newest that is not withdrawn, and that somebody wrote, signed or released. A mere
    /// draft of the plan says nothing yet.
    static func compared(_ row: Case, with releasing: Statement? = nil) -> [Statement] {
        var newest: [String: Statement] = [:]
        for statement in row.statements where statement.state != .withdrawn {
            guard
                statement.id == releasing?.id || !statement.signOffs.isEmpty || statement.releasedAt > 0
                    || statement.draftedBy != Statement.byPlan
            else { continue }
            newest["\(statement.channel)/\(statement.language)"] = statement
        }
        if let releasing { newest["\(releasing.channel)/\(releasing.language)"] = releasing }
        return newest.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The contradictions of a case as it stands.
    public func contradictions(in row: Case) -> [Contradiction] { marked(Self.compared(row)) }

    /// What a statement contradicts that is signed or out, because what nobody signed cannot have been agreed; and
    /// whether all of that was out before this one was written.
    func against(_ statement: Statement, in row: Case) -> [(contradiction: Contradiction, isEarlier: Bool)] {
        let statements = Self.compared(row, with: statement)
        let among = Dictionary(statements.map { ($0.id, $0) }) { first, _ in first }
        return marked(statements).compactMap { contradiction in
            guard let own = contradiction.sides.first(where: { $0.statementID == statement.id }) else { return nil }
            let against = contradiction.sides.compactMap { side -> Statement? in
                guard side.statementID != statement.id, side.values != own.values, let other = among[side.statementID],
                    !other.signOffs.isEmpty || other.releasedAt > 0
                else { return nil }
                return other
            }
            guard !against.isEmpty else { return nil }
            return (contradiction, against.allSatisfy { Self.isEarlier($0, than: statement) })
        }
    }

    /// Marks what contradicts only versions that were out before the others were written.
    private func marked(_ statements: [Statement]) -> [Contradiction] {
        let byID = Dictionary(statements.map { ($0.id, $0) }) { first, _ in first }
        return contradictions(between: statements).map { contradiction in
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
                && pairs.allSatisfy { Self.isEarlier($0.0, than: $0.1) || Self.isEarlier($0.1, than: $0.0) }
            return contradiction
        }
    }
}

extension Contradiction {
    /// What the versions say against each other.
    public var sentence: String {
        let said = sides.map { side in
            "\(side.channel)/\(side.language) says \(side.values.isEmpty ? "nothing" : side.values.joined(separator: ", "))"
        }
        return "the versions contradict each other (\(what) \(about)): " + said.joined(separator: "; ")
    }
}

extension Fact {
    /// The fact that names mentions a person cited, without a sentence of its own.
    public static let cited = "cited"
}

extension Statement {
    /// Who drafted what the plan drafted.
    public static let byPlan = "plan"
}
