import Casework
import Plan
import Processing
import Schemas
import SwiftProtobuf
import Text

/// What people decide about incidents: grade, false alarm, merge, split, rumour state. Decisions of other kinds are for
/// the response and logistics services and pass by. A decision is refused before anything is changed.
extension AnalysisProcessor {
    mutating func take(_ decision: Decision, now: Int64) throws {
        guard let kind = decision.kind else { return }
        do { try DecisionBounds.check(decision, now: now) } catch {
            throw Rejection("decision \(String(decision.id.prefix(40))): \(error)")
        }
        switch kind {
        case .regrade(let regrade): try self.regrade(decision, to: regrade.grade)
        case .confirmGrade(let confirmed): try confirm(decision, confirmed.grade)
        case .falseAlarm: try sayFalseAlarm(decision)
        case .merge(let merge): try self.merge(decision, into: merge.into)
        case .split(let split): try self.split(decision, Set(split.mentionIds))
        case .rumour(let rumour): try setRumourState(decision, rumour)
        default: return
        }
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
        guard grade.planned != nil else {
            throw Rejection("decision \(decision.id) regrades to no grade; expected I, II, III or IV")
        }
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

    /// A confirmation starts the quiet period anew; one of another grade is a regrade.
    private mutating func confirm(_ decision: Decision, _ grade: Grade) throws {
        let row = try known(decision.incidentID, decision)
        if grade != .unspecified, grade != row.facts.grade { return try regrade(decision, to: grade) }
        row.facts.lowerSince = 0
        row.texts.regradedBy = decision.person
        row.texts.regradeReason = SafeText.clean(decision.reason, maximumCharacters: 500)
        keep(row)
    }

    private mutating func sayFalseAlarm(_ decision: Decision) throws {
        let row = try known(decision.incidentID, decision)
        guard row.facts.state != .merged else {
            throw Rejection(
                "incident \(row.key) was merged into \(row.texts.mergedInto); decide about that one")
        }
        row.facts.state = .falseAlarm
        row.facts.grade = .unspecified
        row.facts.lowerSince = 0
        row.cluster?.isFalseAlarm = true
        keep(row)
    }

    private mutating func merge(_ decision: Decision, into target: String) throws {
        let from = try known(decision.incidentID, decision)
        let row = try known(target, decision)
        guard from !== row, from.subject == row.subject, from.facts.drill == row.facts.drill,
            from.facts.state != .merged, row.facts.state != .merged
        else {
            throw Rejection(
                "incident \(from.key) cannot be merged into \(target): expected two different incidents of one subject, neither merged nor one of them a drill"
            )
        }
        unite(from, into: row, subject(row.subject))
    }

    /// Refuted: what was said until now, or the mentions named, is known as refuted, and later copies are marked.
    private mutating func setRumourState(_ decision: Decision, _ rumour: SetRumourState) throws {
        let row = try known(decision.incidentID, decision)
        if case .UNRECOGNIZED = rumour.state {
            throw Rejection(
                "decision \(decision.id) sets an unknown rumour state; expected unverified, confirmed or refuted")
        }
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
