import EventLog
import Processing
import Schemas

/// The part of a record that is looked at, by the log's clock; ms since 1970.
struct Window: Equatable {
    var since: Int64
    /// The first moment that is not looked at any more.
    var until: Int64

    var days: Double { Double(max(until - since, 1)) / 86_400_000 }
}

/// What the log itself says of a window: the state as it stands, and the journals, which are kept for ever.
///
/// Of compacted topics a log has only the last state, so the courses of cases come from their journals; an incident whose
/// last state is younger than the window counts as it is now.
struct RecordedCourses {
    private(set) var courses = Courses()
    /// Every decision of the window, by id.
    private(set) var decisions: [String: Decision] = [:]
    /// Every text of a statement that is known still, by what was signed.
    private(set) var texts: [String: Statement] = [:]
    /// When the newest of it was written.
    private(set) var end: Int64 = 0
    /// The oldest mention kept, where older ones are gone already; nil where all are there.
    private(set) var firstKept: Int64?

    static func read(_ log: any EventLog, until: Int64 = .max) async throws -> RecordedCourses {
        var record = RecordedCourses()
        try await record.fill(from: log, until: until)
        return record
    }

    private mutating func fill(from log: any EventLog, until: Int64) async throws {
        let topics = try await log.describeTopics()
        guard TopicScan(EventKind.mentionPublished.topic, in: topics, of: log) != nil else {
            throw EventLogError.unknownTopic(EventKind.mentionPublished.topic)
        }
        func scan(_ kind: EventKind) -> TopicScan? { TopicScan(kind.topic, in: topics, of: log) }
        // The last state before the end, or where there is none any more, the one after it.
        var newest: [String: LogRecord] = [:]
        try await scan(.incidentAssessed)?.each { record in
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            guard record.timestamp < until || newest[key] == nil else { return }
            // What is compared needs no more of it.
            newest[key] = record
            newest[key]?.headers.removeAll { $0.name != "content-type" }
        }
        for record in newest.values {
            guard let value = record.value else { continue }
            note(record.timestamp, until)
            courses.take(try TopicScan.decode(Incident.self, value, of: record), at: record.timestamp)
        }
        var plan: (hash: String, at: Int64) = ("", 0)
        try await scan(.journalEntered)?.each(JournalEntry.self) { entry, record in
            guard entry.at < until else { return }
            note(record.timestamp, until)
            courses.enter(entry)
            if entry.at >= plan.at { plan = (entry.planHash, entry.at) }
        }
        try await scan(.decisionTaken)?.each(Decision.self) { decision, record in
            guard record.timestamp < until else { return }
            note(record.timestamp, until)
            decisions[decision.id] = decision
        }
        try await scan(.caseAdvanced)?.each(Case.self) { row, record in
            note(record.timestamp, until)
            for statement in row.statements { texts[statement.contentHash] = statement }
        }
        try await scan(.recordKept)?.each(CaseRecord.self) { kept, _ in
            if case .statement(let statement)? = kept.part { texts[statement.contentHash] = statement }
        }
        for course in courses.incidents.values where plan.hash.isEmpty { plan.hash = course.planHash }
        courses.plan = plan.hash
        try await bury(TopicScan(EventKind.deadLetters, in: topics, of: log))
        try await lookAtMentions(log, topics, until)
    }

    private mutating func note(_ time: Int64, _ until: Int64) { if time < until { end = max(end, time) } }

    /// Decisions that a service could not carry out. Those about deliveries do not count: no replay delivers.
    private mutating func bury(_ letters: TopicScan?) async throws {
        try await letters?.each { record in
            guard record.header("ce_type") == EventKind.decisionTaken.type, let key = record.key,
                ["analysis", "response"].contains(record.header(DeadLetter.processorHeader))
            else { return }
            courses.bury(
                decision: String(decoding: key, as: UTF8.self), because: record.header(DeadLetter.messageHeader) ?? "")
        }
    }

    /// Where the kept mentions begin, and when the newest came.
    private mutating func lookAtMentions(
        _ log: any EventLog, _ topics: [TopicDescription], _ until: Int64
    ) async throws {
        guard let topic = topics.first(where: { $0.specification.name == EventKind.mentionPublished.topic }) else {
            return
        }
        try await log.reading { scan in
            for (number, range) in topic.ranges.enumerated() where range.high > range.low {
                let place = TopicPartition(topic.specification.name, Int32(number))
                if range.low > 0 {
                    try await scan.each(place, OffsetRange(low: range.low, high: range.low + 1)) { record in
                        firstKept = max(firstKept ?? 0, record.timestamp)
                    }
                }
                // Kafka's last offsets may be markers of transactions.
                try await scan.each(place, OffsetRange(low: max(range.low, range.high - 3), high: range.high)) {
                    note($0.timestamp, until)
                }
            }
        }
    }
}
