import EventLog
import Schemas
import SwiftProtobuf

/// What stands in the log when all is done, read under `read_committed` from beginning to end.
struct Census {
    /// What stateful services put out, tables too. What edges append (intake, sources, attempts) is at least once and
    /// marked so, and is not looked at.
    static let outputs: [EventKind] = [
        .mentionPublished, .mentionSeen, .incidentAssessed, .clusterUpdated, .subjectProfiled, .caseAdvanced,
        .journalEntered, .incidentWatched, .journalKept, .evaluationWritten, .deliveryUpdated, .resourceUpdated,
    ]

    private(set) var records: [String: Int] = [:]
    private(set) var duplicateIDs: [String: Int] = [:]
    /// Ids of the mentions of the source that was pushed to.
    private(set) var published: Set<String> = []
    /// Mentions on the topic, of that source and of all.
    private(set) var publications = 0
    private(set) var allPublications = 0
    private let source: String
    private(set) var deadLetters = 0
    /// The last count of each incident, also of those removed since.
    private var mentionsOfIncident: [String: Int64] = [:]
    private var droppedByRow: [String: Int64] = [:]
    private var journals: [String: [JournalEntry]] = [:]

    var incidents: Int { mentionsOfIncident.count }
    var inIncidents: Int64 { mentionsOfIncident.values.reduce(0, +) }
    var dropped: Int64 { droppedByRow.values.reduce(0, +) }
    var journalCount: Int { journals.count }
    var brokenJournals: [String] {
        journals.filter { JournalChain.verify($0.value) != nil }.map(\.key).sorted()
    }

    /// - Parameter source: what the plan polls besides is counted too, but nobody knows how much there was of it.
    init(source: String) { self.source = source }

    static func take(_ log: any EventLog, source: String) async throws -> Census {
        var census = Census(source: source)
        let reader = try await log.makeReader()
        do {
            let topics = Dictionary(
                try await log.describeTopics().map { ($0.specification.name, $0.ranges) }
            ) { first, _ in first }
            for name in outputs.map(\.topic) + [EventKind.deadLetters] {
                var ids: Set<String> = []
                for (number, range) in (topics[name] ?? []).enumerated() {
                    var position = range.low
                    while position < range.high {
                        let read = try await reader.read(
                            TopicPartition(name, Int32(number)), from: position, to: range.high, limit: 2000,
                            wait: .seconds(1))
                        for record in read.records { try census.count(record, topic: name, ids: &ids) }
                        position = max(position, read.next)
                    }
                }
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
        return census
    }

    mutating func count(_ record: LogRecord, topic: String, ids: inout Set<String>) throws {
        records[topic, default: 0] += 1
        guard topic != EventKind.deadLetters else {
            deadLetters += 1
            return
        }
        if let id = record.header("ce_id"), !ids.insert(id).inserted { duplicateIDs[topic, default: 0] += 1 }
        switch topic {
        case EventKind.mentionPublished.topic:
            allPublications += 1
            if let mention: Mention = try Self.read(record), mention.source == source {
                publications += 1
                published.insert(mention.id)
            }
        case EventKind.incidentAssessed.topic:
            if let incident: Incident = try Self.read(record) {
                // What was merged counts in the incident it was merged into.
                mentionsOfIncident[incident.id] = incident.state == .merged ? 0 : incident.mentions
            }
        case EventKind.subjectProfiled.topic:
            if let profile: SubjectProfile = try Self.read(record) {
                // By the record's key: a subject's terms are a row of their own, which counts nothing.
                droppedByRow[String(decoding: record.key ?? [], as: UTF8.self)] = profile.dropped
            }
        case EventKind.journalEntered.topic:
            if let entry: JournalEntry = try Self.read(record) { journals[entry.incidentID, default: []].append(entry) }
        default: break
        }
    }

    private static func read<M: Message>(_ record: LogRecord) throws -> M? {
        let type = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
        return try record.value.map { try EventCodec.decode(M.self, from: $0, contentType: type) }
    }
}
