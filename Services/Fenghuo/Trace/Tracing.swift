import EventLog
import Foundation
import Processing
import Schemas

/// Collects every event about one thing: an incident, a mention, a decision, a delivery, a resource request.
///
/// Only what is about the thing is kept, and of it a line each; the log is read past. All that belongs to one subject is in
/// one partition, so only that one is read.
struct Tracing {
    let log: any EventLog
    let namespace: Namespace
    /// Rows of private tables too.
    var isPrivate = false
    /// Milliseconds since 1970.
    var since: Int64?
    var until: Int64?
    /// More events than these are refused.
    var limit = 200_000

    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    /// Where ids are looked for, the smaller topics first.
    private static let homes: [EventKind] = [
        .incidentAssessed, .caseAdvanced, .decisionTaken, .deliveryUpdated, .resourceUpdated, .journalEntered,
        .mentionPublished, .mentionTakenIn,
    ]
    private static let hour: Int64 = 3_600_000

    func find(_ id: String) async throws -> TraceFound {
        guard !id.isEmpty, id.utf8.count <= 200 else {
            throw Refusal(description: "an id has 1 to 200 bytes, found \(id.utf8.count)")
        }
        let topics = Dictionary(try await log.describeTopics().map { ($0.specification.name, $0) }) { first, _ in first
        }
        return try await log.reading { scan in
            guard let home = try await locate(id, topics, scan) else {
                throw Refusal(
                    description:
                        "nothing on this log has the id \(Terminal.harmless(id)): expected that of an incident, "
                        + "a mention, a decision, a delivery or a resource request, whole")
            }
            var found = TraceFound(id: id, kind: home.kind)
            var selection = TraceSelection(id)
            if home.kind == .mention || home.kind == .decision { selection.origins = home.origins }
            if home.kind == .incident {
                let named = try await mentions(of: id, home.partition, topics, scan)
                found.mentions = named.total
                selection.keys = named.keys
                found.mentionsNamed = named.keys.count
            }
            let from = since ?? home.begins.map { max(0, $0 - Self.hour) }
            for kind in EventCatalogue.kinds {
                guard
                    isPrivate || !kind.isPrivate
                        || [EventKind.mentionTakenIn, .attemptMade].contains(where: {
                            $0.topic == kind.topic
                        })
                else { continue }
                guard let topic = topics[kind.topic] else { continue }
                try await collect(topic, kind, home.partition, from, &selection, scan, &found)
            }
            if let letters = topics[EventKind.deadLetters] {
                try await collect(letters, nil, home.partition, nil, &selection, scan, &found)
            }
            found.events.sort(by: TraceEvent.isBefore)
            TraceCauses.find(&found.events)
            return found
        }
    }

    private struct Home {
        var kind: TraceFound.Kind
        var partition: Int32
        /// Of its own records: `topic/partition/offset`.
        var origins: [String] = []
        /// When it begins, ms since 1970; nil: from the beginning of the log.
        var begins: Int64?
    }

    private func locate(
        _ id: String, _ topics: [String: TopicDescription], _ scan: LogScan
    ) async throws -> Home? {
        let wanted = Array(id.utf8)
        for kind in Self.homes {
            guard let topic = topics[kind.topic] else { continue }
            var home: Home?
            try await scan.each(topic) { record in
                guard record.key == wanted else { return }
                let place = record.topicPartition
                if home == nil {
                    home = Home(kind: TraceFound.Kind(kind), partition: place.partition)
                    home?.begins = kind.cleanup == .compact ? nil : record.timestamp
                }
                if (home?.origins.count ?? 0) < 8 {
                    home?.origins.append("\(place.topic)/\(place.partition)/\(record.offset)")
                }
                guard kind.topic == EventKind.incidentAssessed.topic, let event = try? InputEvent(record, kind: kind),
                    let incident = try? event.decode(Incident.self), incident.firstMentionAt > 0
                else { return }
                home?.begins = incident.firstMentionAt
            }
            if let home { return home }
        }
        return nil
    }

    /// The mentions that an incident names: its evidence over time, and those that clustering keeps of it.
    private func mentions(
        of id: String, _ partition: Int32, _ topics: [String: TopicDescription], _ scan: LogScan
    ) async throws -> (keys: Set<[UInt8]>, total: Int64) {
        let wanted = Array(id.utf8)
        var keys: Set<[UInt8]> = []
        var total: Int64 = 0
        for kind in [EventKind.incidentAssessed, .clusterUpdated] {
            guard let topic = topics[kind.topic], topic.ranges.indices.contains(Int(partition)) else { continue }
            try await scan.each(TopicPartition(kind.topic, partition), topic.ranges[Int(partition)]) { record in
                guard record.key == wanted, let event = try? InputEvent(record, kind: kind) else { return }
                if kind.topic == EventKind.incidentAssessed.topic, let incident = try? event.decode(Incident.self) {
                    total = incident.mentions
                    for evidence in incident.evidence { keys.insert(Array(evidence.mentionID.utf8)) }
                    for indicator in incident.assessment.indicators {
                        for mention in indicator.mentionIds { keys.insert(Array(mention.utf8)) }
                    }
                } else if let cluster = try? event.decode(Cluster.self) {
                    for mention in cluster.signatureMentions { keys.insert(Array(mention.utf8)) }
                }
            }
        }
        keys.remove([])
        return (keys, total)
    }

    private func collect(
        _ topic: TopicDescription, _ kind: EventKind?, _ partition: Int32, _ from: Int64?,
        _ selection: inout TraceSelection, _ scan: LogScan, _ found: inout TraceFound
    ) async throws {
        // Of one subject all is in one partition; what is partitioned otherwise may be in any.
        let isBySubject = kind.map { $0.partitionKey == .subject } ?? true
        let isAboutMentions =
            kind?.topic == EventKind.mentionPublished.topic || kind?.topic == EventKind.mentionTakenIn.topic
        for (number, range) in topic.ranges.enumerated() where !isBySubject || Int32(number) == partition {
            let place = TopicPartition(topic.specification.name, Int32(number))
            var range = range
            if let from, topic.specification.cleanup != .compact {
                range.low = try await scan.reader.offset(of: place, atOrAfter: from) ?? range.high
            }
            try await scan.each(place, range) { record in
                if let since, record.timestamp < since { return }
                if let until, record.timestamp >= until { return }
                // What people write may hold an id by chance, and is looked for by key: there are millions of it.
                let isMeant =
                    isAboutMentions && found.kind == .incident
                    ? record.key.map { selection.keys.contains($0) } ?? false : selection.matches(record)
                guard isMeant else { return }
                if kind?.topic == EventKind.deliveryUpdated.topic, let key = record.key { selection.keys.insert(key) }
                guard found.events.count < limit else {
                    throw Refusal(description: "more than \(limit) events; narrow it with --since and --until")
                }
                found.events.append(TraceEvent(record))
            }
        }
    }
}

/// What a trace has found.
struct TraceFound {
    enum Kind: String, Encodable {
        case incident, mention, decision, delivery, resource

        init(_ kind: EventKind) {
            switch kind.topic {
            case EventKind.decisionTaken.topic: self = .decision
            case EventKind.deliveryUpdated.topic: self = .delivery
            case EventKind.resourceUpdated.topic: self = .resource
            case EventKind.mentionPublished.topic, EventKind.mentionTakenIn.topic: self = .mention
            default: self = .incident
            }
        }
    }
    var id: String
    var kind: Kind
    /// In the order of time.
    var events: [TraceEvent] = []
    /// Of an incident: how many mentions it counts, and how many of them its rows name.
    var mentions: Int64 = 0
    var mentionsNamed = 0
}
