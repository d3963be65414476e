import Plan
import Processing
import Schemas

/// What passing time does to a subject's incidents: they grow quiet, their grades come down, those idle stop taking
/// mentions, and those that never came to anything are retired, so that memory grows with what is open.
extension AnalysisProcessor {
    mutating func sweep(_ subject: String, clock: Int64) {
        guard var clustering = subjects.removeValue(forKey: subject) else { return }
        let quietAfter = Int64(plan.grading.hysteresis.quietPeriod.seconds) * 1000
        for id in clustering.clusters.keys.sorted() {
            guard let cluster = clustering.clusters[id], var incident = incidents[id] else { continue }
            let silence = clock - incident.lastMentionAt
            let wasOpen = incident.state == .open
            if wasOpen, silence >= quietAfter { incident.state = .quiet }
            let before = (incident.grade, incident.lowerSince)
            if incident.state == .open || incident.state == .quiet, silence > 0 {
                let assessment = assessor.assess(incident, cluster, clock: clock)
                if assessment.total != incident.assessment.total { incident.assessment = assessment }
                grader.grade(&incident, clock: clock)
            }
            if incident.state == .quiet && wasOpen || before != (incident.grade, incident.lowerSince) {
                incident.updatedAt = clock
                incident.revision += 1
                incidents[id] = incident
            }
            let keep = incident.rumourState == .refuted ? Self.retention : clustering.idleAfter
            if silence > keep, incident.lowerSince == 0 || silence > Self.retention {
                clustering.remove(id)
                clusters[id] = nil
            }
        }
        subjects[subject] = clustering
        retire(subject, clock: clock)
    }

    /// Removes incidents past retention for which no case can have been opened and about which no person decided.
    private func retire(_ subject: String, clock: Int64) {
        let openAt = Grade(plan.grading.openCaseAt)
        for (id, incident) in incidents.rows
        where incident.subject == subject && clock - incident.lastMentionAt > Self.retention {
            let hadCase = !openAt.isGraver(than: incident.highestGrade)
            let decided =
                !incident.regradedBy.isEmpty || incident.rumourState != .unverified || !incident.mergedFrom.isEmpty
                || incident.state == .falseAlarm || incident.state == .merged
            guard !hadCase, !decided, clusters[id] == nil else { continue }
            incidents[id] = nil
        }
    }
}
