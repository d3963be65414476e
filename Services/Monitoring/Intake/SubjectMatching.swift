public import Plan
import Text

/// Which subjects of the plan a text names, exclusions left out.
public struct SubjectMatching: Sendable {
    private let matcher: AliasMatcher

    public init(plan: ResponsePlan) {
        matcher = AliasMatcher(
            plan.subjects.flatMap { subject in
                subject.allNames.map { AliasPattern(id: subject.id, pattern: $0, kind: .alias) }
                    + subject.exclusions.map { AliasPattern(id: subject.id, pattern: $0, kind: .exclusion) }
            }, seesThroughMarks: true)
    }

    /// By subject, in the order of ids: the aliases as the plan writes them, each once, in the order of the text.
    public func subjects(title: String, text: String) -> [(id: String, aliases: [String])] {
        matcher.subjects(in: title.isEmpty ? text : title + "\n" + text).sorted { $0.key < $1.key }.map { id, matches in
            var seen: Set<String> = []
            return (id, matches.map(\.pattern).filter { seen.insert($0).inserted })
        }
    }
}
