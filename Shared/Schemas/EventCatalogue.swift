public import SwiftProtobuf

/// What becomes of a topic's old records.
public enum TopicCleanup: Hashable, Sendable {
    case days(Int)
    case never
    case compact
}

/// What a record of a topic is partitioned by.
public enum PartitionKey: String, Sendable {
    case subject, source, person, chain, letter, asTheOriginal = "as the original"
}

/// One row of the catalogue: type, message, topic, key, partition key and cleanup, said once.
public struct EventKind: Sendable {
    /// CloudEvents type, `fenghuo.<thing>.<past participle>.v1`.
    public let type: String
    public let message: any (SwiftProtobuf.Message & Sendable).Type
    public let topic: String
    /// What the record key is, in words of the vocabulary.
    public let key: String
    public let partitionKey: PartitionKey
    public let cleanup: TopicCleanup
    /// The service that writes it.
    public let writer: String
    public let summary: String
    /// A service's own topic: no contract for others.
    public var isPrivate: Bool { Self.privateServices.contains { topic.hasPrefix("fenghuo.\($0)-") } }

    static let privateServices = ["monitoring", "analysis", "response", "logistics", "leadership"]
}

extension EventKind {
    public static let mentionPublished = EventKind(
        type: "fenghuo.mention.published.v1", message: Mention.self, topic: "fenghuo.mentions.v1", key: "mention id",
        partitionKey: .subject, cleanup: .days(30), writer: "monitoring", summary: "A mention, once.")
    public static let sourceObserved = EventKind(
        type: "fenghuo.source.observed.v1", message: Source.self, topic: "fenghuo.sources.v1", key: "source id",
        partitionKey: .source, cleanup: .compact, writer: "monitoring", summary: "A source's cursor and coverage.")
    public static let coverageChanged = EventKind(
        type: "fenghuo.coverage.changed.v1", message: CoverageChange.self, topic: "fenghuo.coverage.v1",
        key: "subject id / source id", partitionKey: .subject, cleanup: .compact, writer: "monitoring",
        summary: "Whether a source is silent past its cadence, for each subject.")
    public static let incidentAssessed = EventKind(
        type: "fenghuo.incident.assessed.v1", message: Incident.self, topic: "fenghuo.incidents.v1",
        key: "incident id", partitionKey: .subject, cleanup: .compact, writer: "analysis",
        summary: "An incident's current state.")
    public static let decisionTaken = EventKind(
        type: "fenghuo.decision.taken.v1", message: Decision.self, topic: "fenghuo.decisions.v1", key: "decision id",
        partitionKey: .subject, cleanup: .never, writer: "leadership", summary: "A person's decision.")
    public static let caseAdvanced = EventKind(
        type: "fenghuo.case.advanced.v1", message: Case.self, topic: "fenghuo.cases.v1", key: "incident id",
        partitionKey: .subject, cleanup: .compact, writer: "response", summary: "A case's current state.")
    public static let recordKept = EventKind(
        type: "fenghuo.record.kept.v1", message: CaseRecord.self, topic: "fenghuo.case-records.v1",
        key: "incident id/record id", partitionKey: .subject, cleanup: .compact, writer: "response",
        summary: "A part of a case that made room in its row, such as a note, a report or what is over.")
    public static let journalEntered = EventKind(
        type: "fenghuo.journal.entered.v1", message: JournalEntry.self, topic: "fenghuo.journal.v1",
        key: "incident id", partitionKey: .subject, cleanup: .never, writer: "response",
        summary: "One step of a case, hash-chained per incident: the audit record.")
    public static let deliveryUpdated = EventKind(
        type: "fenghuo.delivery.updated.v1", message: Delivery.self, topic: "fenghuo.deliveries.v1",
        key: "delivery id", partitionKey: .subject, cleanup: .compact, writer: "logistics",
        summary: "A delivery's current state.")
    public static let resourceUpdated = EventKind(
        type: "fenghuo.resource.updated.v1", message: ResourceRequest.self, topic: "fenghuo.resources.v1",
        key: "request id", partitionKey: .subject, cleanup: .compact, writer: "logistics",
        summary: "A resource request's current state.")
    public static let evaluationWritten = EventKind(
        type: "fenghuo.evaluation.written.v1", message: Evaluation.self, topic: "fenghuo.evaluations.v1",
        key: "incident id", partitionKey: .subject, cleanup: .compact, writer: "response", summary: "An evaluation.")
    public static let mentionTakenIn = EventKind(
        type: "fenghuo.mention.taken-in.v1", message: Intake.self, topic: "fenghuo.monitoring-intake.v1",
        key: "mention id", partitionKey: .subject, cleanup: .days(7), writer: "monitoring",
        summary: "A mention as it came in, before duplicates are dropped.")
    public static let mentionSeen = EventKind(
        type: "fenghuo.mention.seen.v1", message: Seen.self, topic: "fenghuo.monitoring-seen.v1",
        key: "address or content key", partitionKey: .subject, cleanup: .compact, writer: "monitoring",
        summary: "What was published already.")
    public static let coverageKept = EventKind(
        type: "fenghuo.coverage.kept.v1", message: CoverageChange.self, topic: "fenghuo.monitoring-coverage.v1",
        key: "source id", partitionKey: .source, cleanup: .compact, writer: "monitoring",
        summary: "What was last said of a source's coverage.")
    public static let clusterUpdated = EventKind(
        type: "fenghuo.cluster.updated.v1", message: Cluster.self, topic: "fenghuo.analysis-clusters.v1",
        key: "incident id", partitionKey: .subject, cleanup: .compact, writer: "analysis",
        summary: "What clustering needs beyond the incident.")
    public static let subjectProfiled = EventKind(
        type: "fenghuo.subject.profiled.v1", message: SubjectProfile.self, topic: "fenghuo.analysis-subjects.v1",
        key: "subject id", partitionKey: .subject, cleanup: .compact, writer: "analysis",
        summary: "Document frequencies and baseline of a subject.")
    public static let attemptMade = EventKind(
        type: "fenghuo.attempt.made.v1", message: Attempt.self, topic: "fenghuo.logistics-attempts.v1",
        key: "delivery id", partitionKey: .subject, cleanup: .days(30), writer: "logistics",
        summary: "What came of one attempt to deliver.")

    public static let incidentWatched = EventKind(
        type: "fenghuo.incident.watched.v1", message: Incident.self, topic: "fenghuo.response-incidents.v1",
        key: "incident id", partitionKey: .subject, cleanup: .compact, writer: "response",
        summary: "An incident below the grade that opens a case, so that a person may open one.")
    public static let journalKept = EventKind(
        type: "fenghuo.journal.kept.v1", message: JournalEntry.self, topic: "fenghuo.response-journals.v1",
        key: "incident id and sequence", partitionKey: .subject, cleanup: .compact, writer: "response",
        summary: "A case's journal as its evaluation needs it, bounded.")

    public static let checkpointSigned = EventKind(
        type: "fenghuo.checkpoint.signed.v1", message: Checkpoint.self, topic: "fenghuo.checkpoints.v1",
        key: "chain", partitionKey: .chain, cleanup: .never, writer: "response",
        summary: "How far the journals of one partition had come, signed.")
    public static let headKept = EventKind(
        type: "fenghuo.head.kept.v1", message: JournalHead.self, topic: "fenghuo.response-heads.v1",
        key: "incident id", partitionKey: .subject, cleanup: .compact, writer: "response",
        summary: "How far each journal had come when the notary last read it.")
    public static let chainKept = EventKind(
        type: "fenghuo.chain.kept.v1", message: CheckpointChain.self, topic: "fenghuo.response-chains.v1",
        key: "chain", partitionKey: .chain, cleanup: .compact, writer: "response",
        summary: "What the next checkpoint follows.")

    public static let accessRecorded = EventKind(
        type: "fenghuo.access.recorded.v1", message: Access.self, topic: "fenghuo.audit.v1",
        key: "person id, or anonymous", partitionKey: .person, cleanup: .never, writer: "leadership",
        summary: "A sign-in, sign-out or revocation, or refusals that are alike within a minute.")

    public static let letterRedriven = EventKind(
        type: "fenghuo.letter.redriven.v1", message: Redrive.self, topic: "fenghuo.dead-letter-redrives.v1",
        key: "letter id", partitionKey: .letter, cleanup: .compact, writer: "operator",
        summary: "A dead letter that was put back to its topic: which, where, by whom and when.")

    /// Dead letters carry the original bytes and type, so no message of their own.
    public static let deadLetters = "fenghuo.dead-letters.v1"

    /// What the commands that copy records keep in the namespace they copy into: which runs there were, and how far each
    /// has come. They make it when they need it; no service has to do with it.
    public static let replays = "fenghuo.replays.v1"
}

/// Every kind of event, in the order data goes round. Topic creation, `tail` and the AsyncAPI document come from here.
public enum EventCatalogue {
    public static let kinds: [EventKind] = [
        .mentionTakenIn, .mentionSeen, .mentionPublished, .sourceObserved, .coverageKept, .coverageChanged,
        .clusterUpdated, .subjectProfiled,
        .incidentAssessed, .decisionTaken, .caseAdvanced, .recordKept, .journalEntered, .incidentWatched, .journalKept,
        .attemptMade,
        .deliveryUpdated, .resourceUpdated, .evaluationWritten, .headKept, .chainKept, .checkpointSigned,
        .accessRecorded, .letterRedriven,
    ]

    public static func kind(ofTopic topic: String) -> EventKind? { kinds.first { $0.topic == topic } }
    public static func kind(ofType type: String) -> EventKind? { kinds.first { $0.type == type } }

    /// Every topic with its cleanup, dead letters too.
    public static var topics: [(name: String, cleanup: TopicCleanup)] {
        kinds.map { ($0.topic, $0.cleanup) } + [(EventKind.deadLetters, .days(30))]
    }
}
