import Casework
import Plan
import Processing
import Schemas
import SwiftProtobuf
import Text

/// What people decide about incidents: grade, false alarm, merge, split, rumour state. Decisions of other kinds are for
/// the response and logistics services and pass by. A decision is refused before anything is changed. The answer stands
/// with the incident, from where its case's journal and the console have it.
extension AnalysisProcessor {
    mutating func take(_ decision: Decision, now: Int64) throws {
        guard let kind = decision.kind else { return }
        do { try DecisionBounds.check(decision, now: now) } catch {
            throw Rejection("decision \(String(decision.id.prefix(40))): \(error)")
        }
        guard kind.row.owner == .analysis || kind.isConfirmation else { return }
        // Given again, as when the topic is read again from its start: it was answered.
        let answers = incidents.row(decision.incidentID)?.texts.answers ?? []
        guard !answers.contains(where: { $0.decisionID == decision.id }) else { return }
        let time = decision.decidedAt > 0 ? decision.decidedAt : now
        let held = heldOnly(kind, decision)
        do { _ = try file(for: decision, kind, now: now).admit(decision) } catch {
            // Of a confirmation the case has the word, and its journal.
            if kind.isConfirmation { return }
            return try refuse(decision, kind, error, at: time)
        }
        switch held {
        case .regrade(let regrade): try self.regrade(decision, to: regrade.grade)
        case .confirmGrade(let confirmed): try confirm(decision, confirmed.grade)
        case .falseAlarm: try sayFalseAlarm(decision)
        case .merge(let merge): try self.merge(decision, into: merge.into)
        case .split(let split): try self.split(decision, Set(split.mentionIds))
        case .rumour(let rumour): try setRumourState(decision, rumour)
        default: return
        }
        guard !kind.isConfirmation else { return }
        try known(decision.incidentID, decision).texts.answers.add(DecisionAnswer(to: decision, held, at: time))
    }

    /// Of a split the mentions that are the incident's: others are not moved, and not noted as if they were.
    private func heldOnly(_ kind: Decision.OneOf_Kind, _ decision: Decision) -> Decision.OneOf_Kind {
        guard case .split(var split) = kind, let row = incidents.row(decision.incidentID) else { return kind }
        let held = Set(row.evidence.map(\.mentionID))
        split.mentionIds = split.mentionIds.filter(held.contains)
        return .split(split)
    }

    /// Says so where it was decided about; what is about no incident that is known goes to the dead letters.
    private mutating func refuse(
        _ decision: Decision, _ kind: Decision.OneOf_Kind, _ refusal: Refusal, at time: Int64
    ) throws {
        guard let row = incidents.row(decision.incidentID),
            decision.subject.isEmpty || row.subject == decision.subject
        else { throw Rejection("decision \(decision.id): \(refusal.reason)") }
        row.texts.answers.add(DecisionAnswer(to: decision, kind, at: time, refused: refusal.reason))
        row.facts.revision += 1
        incidents.touch(row)
    }

    /// What analysis knows of what the decision is about; cases it keeps none.
    private func file(for decision: Decision, _ kind: Decision.OneOf_Kind, now: Int64) -> CaseFile {
        var file = CaseFile(plan: plan, now: now)
        file.incident = .init(incidents.row(decision.incidentID).map(\.decided))
        if case .merge(let merge) = kind { file.target = .init(incidents.row(merge.into).map(\.decided)) }
        return file
    }

    func known(_ id: String, _ decision: Decision) throws -> IncidentRow {
        guard let row = incidents.row(id) else {
            throw Rejection(
                "decision \(decision.id) is about incident \(id), which is not known; expected an incident's id")
        }
        guard decision.subject.isEmpty || row.subject == decision.subject else {
            throw Rejection(
                "decision \(decision.id) names subject \(decision.subject); incident \(id) is of \(row.subject)"
            )
        }
        return row
    }

    private mutating func keep(_ row: IncidentRow) {
        let subject = subject(row.subject)
        row.facts.revision += 1
        row.facts.updatedAt = max(row.facts.updatedAt, subject.eventTime)
        if let cluster = row.cluster {
            cluster.isSettled = false
            subject.clustering.look(at: cluster, from: .min)
        }
        incidents.touch(row)
    }

    private mutating func regrade(_ decision: Decision, to grade: Grade) throws {
        let row = try known(decision.incidentID, decision)
        row.facts.regradedTo = grade
        row.texts.regradedBy = decision.person
        row.texts.regradeReason = SafeText.clean(decision.reason, maximumCharacters: 500)
        row.facts.computedAtRegrade = row.numbers.grade
        row.facts.grade = grade
        row.facts.lowerSince = 0
        if grade.isGraver(than: row.facts.highestGrade) { row.facts.highestGrade = grade }
        if row.facts.state == .falseAlarm {
            row.facts.state = .open
            row.cluster?.isFalseAlarm = false
        }
        keep(row)
    }

    /// A confirmation of the grade in force starts the quiet period anew; which other one may be meant, the case knows.
    private mutating func confirm(_ decision: Decision, _ grade: Grade) throws {
        let row = try known(decision.incidentID, decision)
        guard grade != .unspecified, grade == row.facts.grade else { return }
        row.facts.lowerSince = 0
        row.texts.regradedBy = decision.person
        row.texts.regradeReason = SafeText.clean(decision.reason, maximumCharacters: 500)
        keep(row)
    }

    private mutating func sayFalseAlarm(_ decision: Decision) throws {
        let row = try known(decision.incidentID, decision)
        row.facts.state = .falseAlarm
        row.facts.grade = .unspecified
        row.facts.lowerSince = 0
        row.cluster?.isFalseAlarm = true
        keep(row)
    }

    private mutating func merge(_ decision: Decision, into target: String) throws {
        let from = try known(decision.incidentID, decision)
        let row = try known(target, decision)
        unite(from, into: row, subject(row.subject))
    }

    /// Refuted: what was said until now, or the mentions named, is known as refuted, and later copies are marked.
    private mutating func setRumourState(_ decision: Decision, _ rumour: SetRumourState) throws {
        let row = try known(decision.incidentID, decision)
        row.facts.rumourState = rumour.state
        if let cluster = row.cluster {
            let named = Set(rumour.mentionIds)
            let signatures = cluster.members.all.filter { named.isEmpty || named.contains($0.mention) }.map(\.signature)
            let subject = subject(row.subject)
            subject.clustering.setRefuted(rumour.state == .refuted ? signatures : [], of: cluster)
            clusters.touch(cluster)
        }
        keep(row)
    }
}

extension Decision.OneOf_Kind {
    fileprivate var isConfirmation: Bool { if case .confirmGrade = self { true } else { false } }
}

extension IncidentRow {
    /// What decisions are judged by.
    fileprivate var decided: Incident {
        .with {
            $0.id = key
            $0.subject = subject
            $0.state = facts.state
            $0.mergedInto = texts.mergedInto
            $0.mergedFrom = texts.mergedFrom
            $0.splitFrom = texts.splitFrom
            $0.drill = facts.drill
            $0.grade = facts.grade
            $0.evidence = evidence.map { evidence in .with { $0.mentionID = evidence.mentionID } }
        }
    }
}
