import Foundation
import Plan
import Processing
import Schemas
import Text

@testable import Analysis

/// The example plan and what tests pipe through the real processor.
enum Bench {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let plan: Result<ResponsePlan, any Error> = Result {
        try ResponsePlan.load(file: root.appending(path: "Plans/commercial-bank.yaml").path)
    }
    static let subject = "lanjiang-bank"
    /// Monday 16:00 in Shanghai.
    static let start: Int64 = 1_767_600_000_000
    static let hour: Int64 = 3_600_000

    static func driver(batch: Int = 1) throws -> ProcessorDriver<AnalysisProcessor> {
        let plan = try plan.get()
        return ProcessorDriver(now: start, batch: batch) { AnalysisProcessor(plan: plan) }
    }

    static func mention(
        _ id: String, _ text: String, title: String = "", at hours: Double = 0, author: String? = nil,
        source: String = "weibo-stream", tier: SourceTier = .personal, reach: Int64 = 100, drill: Bool = false
    ) -> Mention {
        var mention = Mention()
        mention.id = id
        mention.subject = subject
        mention.source = source
        mention.tier = tier
        mention.title = title
        mention.text = text
        mention.author = author ?? "author of \(id)"
        mention.reach = reach
        mention.publishedAt = start + Int64(hours * Double(hour))
        mention.receivedAt = mention.publishedAt + 1000
        mention.drill = drill
        return mention
    }

    static func judge(_ text: String, title: String = "", source: String = "weibo-stream", tier: SourceTier = .personal)
        throws -> (negativity: Double, kind: MentionKind, rumour: Double, reading: MentionReading)
    {
        let mention = mention("m", text, title: title, source: source, tier: tier)
        var judges = try judges.get()
        let reading = judges.reader.read(mention)
        let judgement = judges.judge.judge(mention, reading)
        return (judgement.negativity, judgement.kind, judgement.rumour, reading)
    }

    private static let judges: Result<AnalysisProcessor.Judges, any Error> = plan.map { AnalysisProcessor.Judges($0) }
}

extension AnalysisProcessor {
    /// The parts that judge a single mention.
    struct Judges: Sendable {
        let reader: MentionReader
        var judge: MentionJudge

        init(_ plan: ResponsePlan) {
            let lexicon = CueLexicon(plan: plan)
            reader = MentionReader(lexicon: lexicon)
            judge = MentionJudge(reader: reader, plan: plan)
        }
    }
}

extension ProcessorDriver<AnalysisProcessor> {
    mutating func say(_ mention: Mention) throws {
        now = mention.receivedAt
        try pipe(.mentionPublished, mention, key: mention.id, about: mention.subject, partitionKey: mention.subject)
    }

    mutating func decide(_ incident: String, at time: Int64? = nil, reason: String = "依预案", _ kind: Decision.OneOf_Kind)
        throws -> TaskCore<AnalysisProcessor>.Outcome
    {
        var decision = Decision()
        decision.id = "decision-\(incident)-\(committed.count)"
        decision.incidentID = incident
        decision.subject = Bench.subject
        decision.person = "lin-yue"
        decision.role = "leadership-deputy"
        decision.reason = reason
        decision.decidedAt = time ?? now
        decision.kind = kind
        return try pipe(.decisionTaken, decision, key: decision.id, about: incident, partitionKey: Bench.subject)
    }

    var incidents: [Incident] { processor.incidents.rows.values.sorted { $0.id < $1.id } }

    /// The incident that holds most mentions.
    var main: Incident? { incidents.max { ($0.mentions, $1.id) < ($1.mentions, $0.id) } }
}
