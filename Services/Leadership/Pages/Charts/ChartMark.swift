import Schemas

/// Something we did, as it stands in the curve.
struct ChartMark: Hashable {
    /// More of them than that are not shown.
    static let most = 24

    var number = 0
    /// Milliseconds since 1970.
    var at: Int64
    var action: String

    /// In order of time, numbered from 1.
    static func numbered(_ marks: [ChartMark]) -> [ChartMark] {
        marks.filter { $0.at > 0 }.sorted { ($0.at, $0.action) < ($1.at, $1.action) }.prefix(most).enumerated()
            .map { ChartMark(number: $0.offset + 1, at: $0.element.at, action: $0.element.action) }
    }

    /// The moments of a case that people look for in the curve.
    static func of(_ matter: Case?, naming: Naming) -> [ChartMark] {
        guard let matter else { return [] }
        let words = naming.words
        var marks = [ChartMark(at: matter.openedAt, action: words["mark_caseOpened"])]
        if matter.hasStrategy {
            let name = naming.strategy(matter.strategy.strategy)
            marks.append(ChartMark(at: matter.strategy.decidedAt, action: words.filled("mark_strategy", name)))
        }
        // One channel's versions go out together: one mark, with their languages.
        let released = Dictionary(grouping: matter.statements.filter { $0.releasedAt > 0 }) { statement in
            "\(statement.channel) \(statement.releasedAt / TimeScale.hour)"
        }
        marks += released.values.compactMap { statements in
            guard let first = statements.min(by: { ($0.releasedAt, $0.id) < ($1.releasedAt, $1.id) }) else {
                return nil
            }
            let languages = Set(statements.map(\.language)).sorted().map { words.texts["language_\($0)"] ?? $0 }
            let name = "\(naming.channel(first.channel)) · \(naming.list(languages))"
            return ChartMark(at: first.releasedAt, action: words.filled("mark_released", name))
        }
        marks += matter.directives.filter { $0.doneAt > 0 }
            .map { ChartMark(at: $0.doneAt, action: words.filled("mark_done", naming.directive($0))) }
        if matter.closedAt > 0 { marks.append(ChartMark(at: matter.closedAt, action: words["mark_closed"])) }
        return numbered(marks)
    }
}
