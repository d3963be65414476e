import Schemas
import SwiftProtobuf

/// Keeps an evaluation to what a log takes. The record itself is whole elsewhere: journal, cases, case records.
enum EvaluationRoom {
    /// Bytes of the time line, of the statements, of the directives.
    static let timeline = 200_000
    static let statements = 120_000
    static let directives = 100_000
    /// Entries of the time line that stay whatever comes after them: how it began.
    static let first = 40

    static func fit(_ evaluation: inout Evaluation) {
        let beginning = newest(Array(evaluation.timeline.prefix(first).reversed()), within: timeline / 4)
        evaluation.timeline =
            beginning.reversed()
            + newest(Array(evaluation.timeline.dropFirst(beginning.count)), within: timeline * 3 / 4)
        evaluation.statements = newest(evaluation.statements, within: statements)
        evaluation.directives = newest(evaluation.directives, within: directives)
        evaluation.contradictions = newest(evaluation.contradictions, within: statements / 4)
        evaluation.clauses = newest(evaluation.clauses, within: statements / 2)
        evaluation.proposals = newest(evaluation.proposals, within: statements / 4)
        evaluation.effects = newest(evaluation.effects, within: statements / 4)
    }

    /// As many from the end as fit, in their order.
    private static func newest<Part: Message>(_ parts: [Part], within limit: Int) -> [Part] {
        var left = limit
        let stays = parts.reversed().prefix { part in
            left -= (try? EventCodec.encode(part, as: .protobuf).count) ?? limit
            return left >= 0
        }
        return stays.reversed()
    }
}
