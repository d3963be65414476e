import Casework
import EventLog
import Logging
import Plan
import Processing
import Schemas
import SwiftProtobuf
import Tracing

/// Where decisions are checked and put on the log. People enter the data's round here, and nowhere else.
actor DecisionDesk {
    enum Outcome: Sendable {
        case taken(Decision)
        /// The same key with the same decision: it was taken before, and is not taken twice.
        case takenBefore(Decision)

        var decision: Decision {
            switch self {
            case .taken(let decision), .takenBefore(let decision): decision
            }
        }
    }

    private let plan: ResponsePlan
    private let view: LeadershipView
    private let producer: any Producer
    private let partitions: Int32
    private let contentType: ContentType
    private let clock: @Sendable () -> Int64
    /// Taken here and perhaps not yet seen in the view; the oldest are dropped when the view has them.
    private var recent: [String: Decision] = [:]
    private var underWay: [String: Task<Void, any Error>] = [:]

    init(
        plan: ResponsePlan, view: LeadershipView, producer: any Producer, partitions: Int32, contentType: ContentType,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.plan = plan
        self.view = view
        self.producer = producer
        self.partitions = partitions
        self.contentType = contentType
        self.clock = clock
    }

    /// - Parameters:
    ///   - draft: the incident, kind, reason and revision seen; who, when and under which plan are set here.
    ///   - key: the form's nonce or the `Idempotency-Key`; 8 to 200 characters.
    /// - Throws: `Problem`, with what was found and what was expected.
    func decide(_ draft: Decision, by visitor: Visitor, key: String) async throws -> Outcome {
        guard (8...200).contains(key.count) else {
            throw Problem(.invalid, "found a key of \(key.count) characters, expected 8 to 200", field: "nonce")
        }
        guard let kind = draft.kind else {
            throw Problem(.invalid, "the decision has no kind; expected one, such as regrade", field: "kind")
        }
        let holder = plan.person(draft.deputyFor.isEmpty ? visitor.person.id : draft.deputyFor)
        let role = holder?.roles.first { plan.role($0)?.permissions.isDisjoint(with: kind.row.permissions) == false }
        var decision = draft
        decision.id = EventID.derive("decision", visitor.person.id, key)
        decision.person = visitor.person.id
        decision.role = role ?? ""
        decision.planHash = plan.hash
        // Whoever may not decide hears nothing of what there is.
        do { _ = try CaseFile(plan: plan, now: clock()).standing(of: decision) } catch { throw Problem(error) }
        let snapshot = await view.snapshot
        if let before = recent[decision.id] ?? snapshot.decisions[decision.id] {
            guard Self.essence(before) == Self.essence(decision) else {
                throw Problem(.keyReused, "this key was used for another decision; reload the page and decide anew")
            }
            // Whoever asks again also waits until it is durable.
            try await underWay[decision.id]?.value
            return .takenBefore(before)
        }
        guard let incident = snapshot.incidents[decision.incidentID] else {
            throw Problem(.notFound, "there is no incident \"\(decision.incidentID)\"", field: "incidentId")
        }
        decision.subject = incident.subject
        do {
            let ruling = try snapshot.file(for: decision, plan: plan, now: clock()).admit(decision)
            if let request = ruling.request, case .requestResource = kind {
                decision.requestResource.requestID = request.id
            }
        } catch { throw Problem(error) }
        decision.decidedAt = clock()
        try await append(decision, isDrill: incident.drill, knownTo: snapshot)
        return .taken(decision)
    }

    /// A decision that was taken here and has perhaps not come back yet.
    func taken(_ id: String) -> Decision? { recent[id] }

    private func append(_ decision: Decision, isDrill: Bool, knownTo snapshot: ViewSnapshot) async throws {
        let topic = EventKind.decisionTaken.topic
        try await Trace.step("send \(topic)", ofKind: .producer, attributes: Trace.messaging("send", topic)) {
            try await put(decision, isDrill: isDrill, knownTo: snapshot)
        }
    }

    private func put(_ decision: Decision, isDrill: Bool, knownTo snapshot: ViewSnapshot) async throws {
        let record = try record(of: decision, isDrill: isDrill)
        if recent.count > 1024 { recent = recent.filter { snapshot.decisions[$0.key] == nil } }
        recent[decision.id] = decision
        let task = Task { [producer] in try await producer.append([record]) }
        underWay[decision.id] = task
        defer { underWay[decision.id] = nil }
        do {
            try await task.value
        } catch {
            recent[decision.id] = nil
            throw Problem(.unavailable, "the decision could not be put on the log: \(error); try again")
        }
    }

    private func record(of decision: Decision, isDrill: Bool) throws -> ProducerRecord {
        let kind = EventKind.decisionTaken
        let attributes = EventAttributes(
            id: EventID.derive("event", decision.id), type: kind.type, source: "/fenghuo/leadership",
            time: decision.decidedAt, subject: decision.incidentID, partitionKey: decision.subject,
            contentType: contentType, traceParent: Trace.current.description, isDrill: isDrill)
        return ProducerRecord(
            to: TopicPartition(kind.topic, Partitioner.partition(forKey: decision.subject, count: partitions)),
            key: Array(decision.id.utf8), value: try EventCodec.encode(decision, as: contentType),
            headers: attributes.headers.map { RecordHeader($0.name, $0.value) }, timestamp: decision.decidedAt)
    }

    /// What makes two decisions the same one, asked twice: not when, nor what was filled in on the way.
    private static func essence(_ decision: Decision) -> Decision {
        var essence = decision
        essence.decidedAt = 0
        essence.seenRevision = 0
        essence.seenHash = ""
        essence.subject = ""
        essence.planHash = ""
        essence.role = ""
        switch essence.kind {
        case .issueDirective(var issue)?:
            issue.dueAt = 0
            essence.issueDirective = issue
        case .requestResource(var request)?:
            request.neededAt = 0
            request.requestID = ""
            essence.requestResource = request
        default: break
        }
        return essence
    }
}
