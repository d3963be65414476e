import Plan
import Processing
import Schemas

/// What passing time does to a subject's incidents: they grow quiet, their grades come down, those idle stop taking
/// mentions, and those that never came to anything are retired, so that memory grows with what is open.
///
/// Looked at on a grid of event time, so that what is found does not depend on which mentions came together.
extension AnalysisProcessor {
    static let sweepEvery = Grader.grid
    private static let day: Int64 = 24 * Volume.hour

    mutating func sweep(_ subject: Subject, clock: Int64) {
        let before = max(subject.sweptTo, 0)
        guard clock / Self.sweepEvery > before / Self.sweepEvery else { return }
        subject.sweptTo = clock
        let isNewHour = clock / Volume.hour > before / Volume.hour
        if isNewHour { endHours(of: subject, until: clock / Volume.hour) }
        let quietAfter = Int64(plan.grading.hysteresis.quietPeriod.seconds) * 1000
        let idleAfter = Int64(plan.grading.clustering.idleAfter.seconds) * 1000
        let looked = isNewHour ? Array(subject.clustering.clusters) : subject.clustering.due(at: clock)
        // Hours before this one count no more for how fast an incident spreads.
        let forgotten = Volume.oldest(window: assessor.spreadWindow, clock: clock)
        let least = min(quietAfter, idleAfter, Self.retention)
        for cluster in looked {
            let silence = clock - cluster.last
            // Silence is too short to mean anything, and no hour is forgotten that a grade could rest on.
            if silence < least, cluster.isSettled, cluster.first >= forgotten {
                subject.clustering.look(at: cluster, from: cluster.last + least)
                continue
            }
            guard silence > 0, let row = cluster.row else { continue }
            let isQuiet = row.facts.state == .open && silence >= quietAfter
            if isQuiet || isNewHour { age(row, cluster, subject, isQuiet: isQuiet, clock: clock) }
            let keep = row.facts.rumourState == .refuted ? Self.retention : idleAfter
            if isNewHour, isDrizzle(row, cluster, clock: clock) {
                close(row, cluster, subject)
            } else if silence > keep, row.facts.lowerSince == 0 || silence > Self.retention {
                close(row, cluster, subject)
            } else {
                let isOpen = row.facts.state == .open && silence < quietAfter
                subject.clustering.look(
                    at: cluster, from: cluster.last + (isOpen ? least : min(idleAfter, Self.retention)))
            }
        }
        if isNewHour { retire(subject, clock: clock) }
    }

    /// An incident on which it only drizzles has ended: what comes next is another one. Nothing graded in force is closed so,
    /// nor what was refuted.
    private func isDrizzle(_ row: IncidentRow, _ cluster: OpenCluster, clock: Int64) -> Bool {
        guard row.facts.grade == .unspecified || row.facts.grade == .iv, row.facts.rumourState != .refuted
        else { return false }
        return row.isDrizzledOn(at: clock)
    }

    /// Measures an incident anew where time alone can have changed its grade.
    private mutating func age(
        _ row: IncidentRow, _ cluster: OpenCluster, _ subject: Subject, isQuiet: Bool, clock: Int64
    ) {
        if isQuiet { row.facts.state = .quiet }
        guard row.facts.state == .open || row.facts.state == .quiet else { return }
        let (before, turn) = ((row.facts.grade, row.facts.lowerSince), row.facts.turn)
        var measured: Measured?
        // A day after the last mention its spread has settled; what then changes are the clocks of hysteresis.
        if row.facts.grade != .unspecified || clock - cluster.last < 2 * Self.day {
            let now = assessor.measure(
                row, cluster, silent: subject.silent.count, usual: subject.everyday, clock: clock)
            if now.total != row.numbers.total { measured = now }
            row.grade(by: grader, measured?.numbers, clock: clock)
            noteGrade(of: row, before: before.0, at: clock)
        }
        guard isQuiet || before != (row.facts.grade, row.facts.lowerSince) else {
            // What is not worth committing is not kept: after a restart it would not be there either.
            return
        }
        if let measured { row.put(measured) }
        row.facts.updatedAt = clock
        row.facts.revision += 1
        incidents.touch(row)
        if isQuiet || row.facts.hasTurned(from: turn) { hasTurned = true }
    }

    /// Removes incidents past retention for which no case can have been opened and about which no person decided.
    private func retire(_ subject: Subject, clock: Int64) {
        guard subject.closed.contains(where: { clock - $0.facts.lastMentionAt > Self.retention }) else { return }
        subject.closed.removeAll { row in
            guard clock - row.facts.lastMentionAt > Self.retention else { return false }
            // What is in people's hands stays in the table, but need not be looked at again.
            if !isInHand(row) { incidents.remove(row.key) }
            return true
        }
    }
}
