import Foundation
public import Plan
public import Schemas

/// Compares the versions of one wording with each other: translations must have the same figures, versions in one
/// language the same figures where they speak of the same thing, all of them the same facts and the same promise.
public struct VersionComparison {
    let plan: ResponsePlan
    let incidentID: String
    let now: Int64

    /// - Parameter now: ms since 1970.
    public init(plan: ResponsePlan, incidentID: String, now: Int64) {
        self.plan = plan
        self.incidentID = incidentID
        self.now = now
    }

    /// One version with what was found in it.
    private struct Version {
        let statement: Statement
        let figures: [Figure]

        func values(_ kind: Figure.Kind) -> Set<String> { Set(figures.filter { $0.kind == kind }.map(\.value)) }
    }

    /// The contradictions between these statements, each with an id that stays while the texts do.
    public func contradictions(between statements: [Statement]) -> [Contradiction] {
        let versions = statements.map { Version(statement: $0, figures: figures(in: $0)) }
        let all = (translations(versions) + sameLanguage(versions) + facts(versions) + promises(versions))
            .sorted { ($0.what, $0.id) < ($1.what, $1.id) }
        return Array(all.prefix(Self.most))
    }

    /// Contradictions that are listed; who finds so many begins anew.
    public static let most = 60
    /// Figures of one text that are compared: a text that has more is a table.
    static let mostFigures = 100
    /// Bytes of what is shown of a text.
    static let longestExcerpt = 300

    /// The figures of a statement, its own number, date and promise left out: those are compared as such.
    func figures(in statement: Statement) -> [Figure] {
        let wording = WrittenTime(language: ResponsePlan.Language(rawValue: statement.language) ?? .simplifiedChinese)
        let zone = plan.institution.timeZone
        let moments = [statement.asOf, statement.nextWordAt].filter { $0 > 0 }
        var own = [statement.number] + moments.map { wording.moment($0, in: zone) }
        if statement.asOf > 0 { own.append(wording.day(statement.asOf, in: zone)) }
        let year = plan.calendar.day(of: Date(milliseconds: statement.asOf > 0 ? statement.asOf : now)).year
        let compared = Set(plan.statements.consistency.compare.map(\.rawValue))
        return FigureScanner(year: year).figures(in: statement.title + "\n" + statement.body, leavingOut: own)
            .filter { compared.contains($0.kind.rawValue) }.prefix(Self.mostFigures).map { $0 }
    }

    /// Whether one was out before the other was written.
    public static func isEarlier(_ one: Statement, than other: Statement) -> Bool {
        one.releasedAt > 0 && other.draftedAt > one.releasedAt
    }

    // MARK: the four comparisons

    /// Versions of one channel in several languages say the same figures.
    private func translations(_ versions: [Version]) -> [Contradiction] {
        Dictionary(grouping: versions, by: \.statement.channel).sorted { $0.key < $1.key }
            .flatMap { channel, group -> [Contradiction] in
                guard group.count > 1 else { return [] }
                return Figure.Kind.allCases.compactMap { kind in
                    let sets = group.map { $0.values(kind) }
                    guard let first = sets.first, sets.contains(where: { $0 != first }) else { return nil }
                    let common = sets.dropFirst().reduce(first) { $0.intersection($1) }
                    let sides = zip(group, sets).map { version, values in
                        side(
                            version.statement,
                            version.figures.filter {
                                $0.kind == kind && values.subtracting(common).contains($0.value)
                            })
                    }
                    return contradiction(kind.rawValue, about: channel, sides)
                }
            }
    }

    /// Versions in one language agree where the words around two figures are alike.
    private func sameLanguage(_ versions: [Version]) -> [Contradiction] {
        let least = plan.statements.consistency.likeness
        var found: [Contradiction] = []
        for (index, one) in versions.enumerated() {
            for other in versions[(index + 1)...]
            where other.statement.language == one.statement.language && other.statement.channel != one.statement.channel
            {
                for figure in one.figures {
                    let alike = other.figures.filter { $0.kind == figure.kind && $0.unit == figure.unit }
                        .map { (figure: $0, likeness: $0.likeness(to: figure)) }.filter { $0.likeness >= least }
                    guard !alike.contains(where: { $0.figure.value == figure.value }),
                        let nearest = alike.max(by: { $0.likeness < $1.likeness })?.figure,
                        // The other's figure may be said elsewhere in this one.
                        !one.figures.contains(where: {
                            $0.kind == nearest.kind && $0.value == nearest.value && $0.likeness(to: nearest) >= least
                        })
                    else { continue }
                    found.append(
                        contradiction(
                            figure.kind.rawValue, about: figure.before + "…" + figure.after,
                            [side(one.statement, [figure]), side(other.statement, [nearest])]))
                }
            }
        }
        return found
    }

    /// A fact of one name rests on the same evidence and says the same figures everywhere.
    private func facts(_ versions: [Version]) -> [Contradiction] {
        guard plan.statements.consistency.compare.contains(.fact) else { return [] }
        let scanner = FigureScanner(year: plan.calendar.day(of: Date(milliseconds: now)).year)
        var byName: [String: [(statement: Statement, fact: Fact, basis: [String])]] = [:]
        for version in versions {
            for fact in version.statement.facts where fact.name != Fact.cited {
                let figures = scanner.figures(in: fact.value).map { "\($0.kind.rawValue) \($0.value)" }.sorted()
                byName[fact.name, default: []].append((version.statement, fact, [fact.decisionID] + figures))
            }
        }
        return byName.sorted { $0.key < $1.key }.compactMap { name, said in
            guard let first = said.first, said.contains(where: { $0.basis != first.basis }) else { return nil }
            return contradiction(
                ResponsePlan.Consistency.Comparison.fact.rawValue, about: name,
                said.map { one in
                    var side = side(one.statement, [])
                    side.values = one.basis.filter { !$0.isEmpty }
                    side.excerpt = one.fact.value.cut(toBytes: Self.longestExcerpt)
                    return side
                })
        }
    }

    /// All promise the next word for the same time; a later round may promise anew.
    private func promises(_ versions: [Version]) -> [Contradiction] {
        guard plan.statements.consistency.compare.contains(.nextWord) else { return [] }
        let promising = versions.map(\.statement).filter { $0.nextWordAt > 0 }
        let latest = promising.map(\.round).max() ?? 0
        let current = promising.filter { $0.round == latest }
        guard Set(current.map(\.nextWordAt)).count > 1 else { return [] }
        return [
            contradiction(
                ResponsePlan.Consistency.Comparison.nextWord.rawValue, about: "",
                current.map { statement in
                    var side = side(statement, [])
                    side.values = [Timestamps.rfc3339(statement.nextWordAt)]
                    return side
                })
        ]
    }

    private func side(_ statement: Statement, _ figures: [Figure]) -> ContradictionSide {
        var side = ContradictionSide()
        side.statementID = statement.id
        side.channel = statement.channel
        side.language = statement.language
        side.contentHash = statement.contentHash
        var seen = Set<String>()
        side.values = figures.map(\.shown).filter { seen.insert($0).inserted }.prefix(20)
            .map { $0.cut(toBytes: 100) }
        side.excerpt = (figures.first?.excerpt ?? "").cut(toBytes: Self.longestExcerpt)
        return side
    }

    private func contradiction(_ what: String, about: String, _ sides: [ContradictionSide]) -> Contradiction {
        var found = Contradiction()
        found.what = what
        found.about = about.cut(toBytes: Self.longestExcerpt)
        found.sides = sides
        found.foundAt = now
        found.id = EventID.derive(
            ["contradiction", incidentID, what, about] + sides.flatMap { [$0.statementID, $0.contentHash] + $0.values })
        return found
    }
}
