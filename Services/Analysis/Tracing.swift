package import Schemas

/// What happened to a mention or an incident, for those who measure what people would have been told, and when. Times are
/// of events, ms since 1970.
package enum AnalysisStep: Equatable {
    /// Each mention, once: the incident it joined, whether it is negative for its subject, whether it is a copy.
    case mention(url: String, incident: String?, isNegative: Bool, isCopy: Bool, at: Int64)
    case merged(String, into: String, at: Int64)
    /// An incident's grade in force changed.
    case graded(String, Grade, at: Int64)
}

/// Nothing is noted unless somebody asked for it.
extension AnalysisProcessor {
    package mutating func beginTracing() { steps = [] }

    /// The steps since the last call, in order.
    package mutating func takeSteps() -> [AnalysisStep] {
        guard let taken = steps else { return [] }
        steps = []
        return taken
    }

    mutating func note(_ step: @autoclosure () -> AnalysisStep) {
        if steps != nil { steps?.append(step()) }
    }

    mutating func noteGrade(of row: IncidentRow, before: Grade, at time: Int64) {
        guard steps != nil, row.facts.grade != before else { return }
        steps?.append(.graded(row.key, row.facts.grade, at: time))
    }

    mutating func note(joining row: IncidentRow?, of judged: Judged, isCopy: Bool = false) {
        note(
            .mention(
                url: judged.mention.url, incident: row?.key, isNegative: judged.isNegative, isCopy: isCopy,
                at: judged.time))
    }
}
