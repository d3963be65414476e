public import Plan
import Text

/// Which subjects of the plan a text names, exclusions left out.
public struct SubjectMatching: Sendable {
    private let matcher: AliasMatcher
    /// Of the subjects whose names are also heard by their sound, with what is somebody else's.
    private let sounds: [(id: String, matcher: SoundMatcher, exclusions: [String])]

    public init(plan: ResponsePlan) {
        matcher = AliasMatcher(
            plan.subjects.flatMap { subject in
                subject.allNames.map { AliasPattern(id: subject.id, pattern: $0, kind: .alias) }
                    + subject.exclusions.map { AliasPattern(id: subject.id, pattern: $0, kind: .exclusion) }
            }, seesThroughMarks: true)
        sounds = plan.subjects.filter(\.soundsLike).compactMap { subject in
            SoundMatcher(subject.allNames).map { (subject.id, $0, subject.exclusions) }
        }
    }

    /// By subject, in the order of ids: the aliases as the plan writes them, each once, in the order of the text.
    public func subjects(title: String, text: String) -> [(id: String, aliases: [String])] {
        let whole = title.isEmpty ? text : title + "\n" + text
        var found = matcher.subjects(in: whole).map { id, matches in
            var seen: Set<String> = []
            return (id: id, aliases: matches.map(\.pattern).filter { seen.insert($0).inserted })
        }
        for (id, matcher, exclusions) in sounds where !found.contains(where: { $0.id == id }) {
            let others = exclusions.reduce(whole) { $0.contains($1) ? $0.replacing($1, with: "\n") : $0 }
            let aliases = matcher.matches(in: others)
            if !aliases.isEmpty { found.append((id: id, aliases: aliases)) }
        }
        return found.sorted { $0.id < $1.id }
    }
}
