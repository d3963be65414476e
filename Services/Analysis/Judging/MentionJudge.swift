import Plan
import Schemas

/// How bad a mention is for its subject, of what kind it is, and how much it looks like a rumour.
///
/// Cues and models each see what the other misses: cues know who is told of, what is negated, mocked or asked, and say
/// why; models know turns of phrase nobody listed. The judgement is between them.
struct MentionJudge: Sendable {
    struct Judgement: Sendable {
        /// 0…1.
        var negativity: Double
        var kind: MentionKind
        /// 0…1; a hint for people, never a fact.
        var rumour: Double
    }

    let negativity: Negativity
    let classifier: KindClassifier
    private var learnt: LearntJudge

    init(reader: MentionReader, plan: ResponsePlan, models: JudgingModels = .shipped) {
        negativity = Negativity(lexicon: reader.lexicon)
        classifier = KindClassifier(reader: reader, plan: plan)
        learnt = LearntJudge(models: models)
    }

    mutating func judge(_ mention: Mention, _ reading: MentionReading) -> Judgement {
        let opinion = learnt.opinion(reading)
        let negative = negativity.score(reading, learnt: opinion.negative)
        let kind = classifier.judge(mention, reading, negativity: negative, learnt: opinion)
        return Judgement(negativity: negative, kind: kind.kind, rumour: kind.rumour)
    }
}
