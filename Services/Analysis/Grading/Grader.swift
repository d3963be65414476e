import Plan
import Schemas

/// From the computed grade to the one in force: up at once; down only after the plan's quiet period and clearly below;
/// a person's grade wins until new evidence is graver than all there was when the person decided.
struct Grader: Sendable {
    let grading: ResponsePlan.Grading
    /// What time alone changes is looked at on this grid of event time, ms.
    static let grid: Int64 = 10 * 60_000

    /// - Parameter clock: event time, ms since 1970.
    func graded(_ incident: IncidentFacts, _ numbers: Measured.Numbers, clock: Int64) -> IncidentFacts {
        var incident = incident
        grade(&incident, numbers, clock: clock)
        return incident
    }

    private func grade(_ incident: inout IncidentFacts, _ numbers: Measured.Numbers, clock: Int64) {
        guard incident.state == .open || incident.state == .quiet else { return }
        let computed = numbers.grade
        if incident.regradedTo != .unspecified {
            guard computed.isGraver(than: incident.regradedTo), computed.isGraver(than: incident.computedAtRegrade)
            else {
                put(incident.regradedTo, &incident)
                return
            }
            incident.regradedTo = .unspecified
            incident.computedAtRegrade = .unspecified
        }
        if computed.isGraver(than: incident.grade) || computed == incident.grade {
            put(computed, &incident)
            return
        }
        // Below, but not by the margin: neither up nor down.
        let least = incident.grade.planned.map(grading.levels.least(for:)) ?? 0
        guard numbers.total < least - grading.hysteresis.margin else {
            incident.lowerSince = 0
            return
        }
        if incident.lowerSince == 0 { incident.lowerSince = clock }
        // On the grid on which time is looked at, up to ten minutes early: where little happens a replay looks less often than
        // the clock of a live house, and is to come to the same.
        let lower = (clock / Self.grid - incident.lowerSince / Self.grid) * Self.grid
        if lower >= Int64(grading.hysteresis.quietPeriod.seconds) * 1000 {
            put(computed, &incident)
        }
    }

    /// Whether time alone changes nothing: the grade in force is the computed one, and no person's.
    func isSettled(_ incident: IncidentFacts, _ numbers: Measured.Numbers) -> Bool {
        incident.grade == numbers.grade && incident.regradedTo == .unspecified && incident.lowerSince == 0
    }

    private func put(_ grade: Grade, _ incident: inout IncidentFacts) {
        incident.grade = grade
        incident.lowerSince = 0
        if grade.isGraver(than: incident.highestGrade) { incident.highestGrade = grade }
    }
}
