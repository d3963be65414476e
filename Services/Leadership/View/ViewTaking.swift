import Casework
import EventLog
import Schemas
import SwiftProtobuf

/// Adding events up.
extension ViewSnapshot {
    /// - Returns: what changed and the incident it belongs to; `nil` where nothing did.
    /// - Throws: when the record is no event of ours.
    mutating func take(_ record: LogRecord) throws -> (what: String, incident: String)? {
        guard let kind = EventCatalogue.kind(ofTopic: record.topicPartition.topic) else { return nil }
        let key = record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let data = record.value else { return forget(kind, key) }
        let contentType = record.header("content-type").flatMap { ContentType(header: $0) } ?? .protobuf
        func decode<M: Message>(_ type: M.Type) throws -> M {
            try EventCodec.decode(type, from: data, contentType: contentType)
        }
        switch kind.topic {
        case EventKind.incidentAssessed.topic: return put(try decode(Incident.self))
        case EventKind.caseAdvanced.topic: return put(try decode(Case.self))
        case EventKind.recordKept.topic: return put(try decode(CaseRecord.self))
        case EventKind.deliveryUpdated.topic: return put(try decode(Delivery.self))
        case EventKind.resourceUpdated.topic: return put(try decode(ResourceRequest.self))
        case EventKind.sourceObserved.topic:
            let source = try decode(Source.self)
            sources[source.id] = source
            return ("source", "")
        case EventKind.evaluationWritten.topic:
            let evaluation = try decode(Evaluation.self)
            evaluations[evaluation.incidentID] = evaluation
            if evaluation.signedAt == 0 {
                unsigned.insert(evaluation.incidentID)
            } else {
                unsigned.remove(evaluation.incidentID)
            }
            return ("evaluation", evaluation.incidentID)
        case EventKind.journalEntered.topic: return put(try decode(JournalEntry.self))
        case EventKind.decisionTaken.topic: return put(try decode(Decision.self))
        case EventKind.accessRecorded.topic: return put(try decode(Access.self))
        default: return nil
        }
    }

    /// Puts the incidents that changed in their places on the board.
    mutating func settle() {
        guard !unsettled.isEmpty else { return }
        var isOpen: [String: Incident?] = [:]
        var isOver: [String: Incident?] = [:]
        for (id, incident) in unsettled {
            let over = incident?.state.isOver ?? false
            isOpen[id] = .some(over ? nil : incident)
            isOver[id] = .some(over ? incident : nil)
        }
        unsettled = [:]
        open.settle(isOpen)
        over.settle(isOver)
    }

    private mutating func put(_ incident: Incident) -> (String, String)? {
        if lowered[incident.id] != nil { lowered[incident.id] = incident }
        show(incident)
        if incident.drill { drills.insert(incident.id) } else { drills.remove(incident.id) }
        return ("incident", incident.id)
    }

    /// A less grave grade, or a false alarm, that waits for a second person is not in force: until then the case's grade
    /// is shown everywhere.
    private mutating func show(_ incident: Incident) {
        var shown = incident
        if let matter = cases[incident.id], matter.hasLowering {
            let lowering = matter.lowering
            if lowering.falseAlarm ? incident.state == .falseAlarm : lowering.grade == incident.grade {
                shown.grade = matter.grade
            }
            if lowering.falseAlarm, incident.state == .falseAlarm { shown.state = .open }
        }
        incidents[incident.id] = shown
        unsettled[incident.id] = .some(shown)
    }

    private mutating func put(_ matter: Case) -> (String, String)? {
        let id = matter.incidentID
        cases[id] = matter
        if matter.hasLowering || lowered[id] != nil, let incident = lowered[id] ?? incidents[id] {
            lowered[id] = matter.hasLowering ? incident : nil
            show(incident)
        }
        if matter.state.isOver { openCases.remove(id) } else { openCases.insert(id) }
        for statement in matter.statements {
            statementVersions[id, default: [:]][statement.id, default: []].note(StatementVersion(statement))
        }
        return ("case", id)
    }

    private mutating func put(_ record: CaseRecord) -> (String, String)? {
        records[record.incidentID, default: [:]][record.id] = record
        if case .statement(let statement)? = record.part {
            statementVersions[record.incidentID, default: [:]][statement.id, default: []]
                .note(StatementVersion(statement))
        }
        return ("case", record.incidentID)
    }

    private mutating func put(_ delivery: Delivery) -> (String, String)? {
        if let old = deliveries.updateValue(delivery, forKey: delivery.id) { unindex(old) }
        deliveriesByIncident[delivery.incidentID, default: []].insert(delivery.id)
        if delivery.acknowledge, delivery.state == .delivered {
            awaiting[delivery.recipient, default: []].insert(delivery.id)
        }
        return ("delivery", delivery.incidentID)
    }

    private mutating func put(_ request: ResourceRequest) -> (String, String)? {
        resources[request.id] = request
        resourcesByIncident[request.incidentID, default: []].insert(request.id)
        if request.state == .requested { requested.insert(request.id) } else { requested.remove(request.id) }
        return ("resource", request.incidentID)
    }

    private mutating func put(_ entry: JournalEntry) -> (String, String)? {
        journal[entry.incidentID, default: []].append(entry)
        notePlan(entry.planHash, at: entry.at) { $0.steps += 1 }
        audit.take(entry)
        return ("journal", entry.incidentID)
    }

    private mutating func put(_ decision: Decision) -> (String, String)? {
        guard decisions[decision.id] == nil else { return nil }
        decisions[decision.id] = decision
        decisionsByIncident[decision.incidentID, default: []].append(decision.id)
        if case .editStatement(let edit)? = decision.kind, !edit.statementID.isEmpty, !edit.body.isEmpty {
            statementVersions[decision.incidentID, default: [:]][edit.statementID, default: []]
                .note(StatementVersion(edit, by: decision))
        }
        notePlan(decision.planHash, at: decision.decidedAt) { $0.decisions += 1 }
        audit.take(decision)
        return ("decision", decision.incidentID)
    }

    private mutating func put(_ access: Access) -> (String, String)? {
        if access.kind == .signedOut, !access.session.isEmpty {
            endedSessions = endedSessions.filter { $0.value > access.at }
            endedSessions[access.session] = access.sessionUntil
        }
        if access.kind == .signedIn, !access.link.isEmpty { take(link: access) }
        if access.kind == .revoked, !access.person.isEmpty {
            revokedAt[access.person] = max(revokedAt[access.person] ?? access.at, access.at)
        }
        audit.take(access)
        return ("access", "")
    }

    /// A link opens one session: of two that came by it, in two processes at once, the log's first stands.
    private mutating func take(link access: Access) {
        usedLinks = usedLinks.filter { $0.value.until > access.at }
        if let first = usedLinks[access.link] {
            guard first.session != access.session else { return }
            endedSessions[access.session] = access.sessionUntil
        } else {
            usedLinks[access.link] = (access.session, access.linkUntil)
        }
    }

    private mutating func notePlan(_ hash: String, at: Int64, _ count: (inout PlanUse) -> Void) {
        guard !hash.isEmpty else { return }
        var use =
            plans[hash] ?? PlanUse(hash: hash, firstSeenAt: at, lastSeenAt: at, decisions: 0, steps: 0)
        use.firstSeenAt = min(use.firstSeenAt, at)
        use.lastSeenAt = max(use.lastSeenAt, at)
        count(&use)
        plans[hash] = use
    }

    private mutating func unindex(_ delivery: Delivery) {
        deliveriesByIncident[delivery.incidentID]?.remove(delivery.id)
        awaiting[delivery.recipient]?.remove(delivery.id)
    }

    private mutating func forget(_ kind: EventKind, _ key: String) -> (String, String)? {
        switch kind.topic {
        case EventKind.incidentAssessed.topic:
            guard let incident = incidents.removeValue(forKey: key) else { return nil }
            unsettled[key] = .some(nil)
            lowered[key] = nil
            drills.remove(key)
            return ("incident", incident.id)
        case EventKind.caseAdvanced.topic:
            openCases.remove(key)
            statementVersions[key] = nil
            let gone = cases.removeValue(forKey: key)
            if let incident = lowered.removeValue(forKey: key) { show(incident) }
            return gone.map { ("case", $0.incidentID) }
        case EventKind.recordKept.topic:
            // The key is the incident and the record, whose id may have a slash of its own.
            guard let slash = key.firstIndex(of: "/") else { return nil }
            let incident = String(key[..<slash])
            guard records[incident]?.removeValue(forKey: String(key[key.index(after: slash)...])) != nil else {
                return nil
            }
            if records[incident]?.isEmpty == true { records[incident] = nil }
            return ("case", incident)
        case EventKind.deliveryUpdated.topic:
            guard let delivery = deliveries.removeValue(forKey: key) else { return nil }
            unindex(delivery)
            return ("delivery", delivery.incidentID)
        case EventKind.resourceUpdated.topic:
            guard let request = resources.removeValue(forKey: key) else { return nil }
            resourcesByIncident[request.incidentID]?.remove(key)
            requested.remove(key)
            return ("resource", request.incidentID)
        case EventKind.sourceObserved.topic: return sources.removeValue(forKey: key).map { _ in ("source", "") }
        case EventKind.evaluationWritten.topic:
            unsigned.remove(key)
            return evaluations.removeValue(forKey: key).map { ("evaluation", $0.incidentID) }
        default: return nil
        }
    }
}
