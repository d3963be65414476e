import Casework
import Plan
import Schemas

/// Incidents as the board lists them.
struct BoardRows {
    let snapshot: ViewSnapshot
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    func row(_ incident: Incident) -> Fields {
        let matter = snapshot.cases[incident.id]
        let next = matter?.clocks.filter { $0.state == .running }.min { $0.dueAt < $1.dueAt }
        let share = incident.mentions > 0 ? Double(incident.negative) / Double(incident.mentions) : 0
        let isRunning = matter.map { !$0.state.isOver } ?? false
        return Fields([
            "id": incident.id, "title": naming.title(incident),
            "grade": incident.grade.label, "gradeName": naming.grade(incident.grade),
            "colourName": naming.colour(incident.grade), "colour": incident.grade.colour,
            "subject": naming.subject(incident.subject), "kind": naming.kind(incident.kind),
            "incidentState": naming.state(incident, in: matter),
            "secondPerson": matter?.hasLowering == true ? naming.words["board_secondPerson"] : nil,
            "rumour": incident.rumourState == .unverified ? nil : naming.state(incident.rumourState),
            "caseState": matter.map { naming.state($0.state) } ?? naming.words["board_noCase"],
            "mentions": naming.count(incident.mentions), "negativeShare": naming.percent(share),
            "reach": naming.count(incident.reach), "lastMention": naming.shortTime(incident.lastMentionAt, now: now),
            "isUnconfirmed": isRunning && matter?.gradeConfirmed == false && needsConfirming(matter),
            "overdue": overdue(matter).map { naming.words.filled("board_overdue", String($0)) },
            "trend": trend(incident).map { ["trendWord": $0, "trendName": naming.words["trend_\($0)"]] as Fields },
            "nextClock": next.map { clock -> Fields in
                [
                    "clockName": naming.clock(clock.id, else: clock.name), "due": clock.dueAt,
                    "remaining": naming.remaining(until: clock.dueAt, now: now), "isOver": clock.dueAt < now,
                ]
            },
        ])
    }

    private func needsConfirming(_ matter: Case?) -> Bool {
        matter?.grade.plan.flatMap { naming.plan.grading.confirmation(of: $0) } != nil
    }

    /// Directives past their due time; `nil` where there are none.
    private func overdue(_ matter: Case?) -> Int? {
        guard let matter, !matter.state.isOver else { return nil }
        let count = matter.directives.count {
            !$0.state.isSettled && $0.state != .proposed && $0.dueAt > 0 && $0.dueAt < now
        }
        return count > 0 ? count : nil
    }

    /// The last three hours against the three before: `rising`, `falling`, `steady`; `nil` without mentions in them.
    private func trend(_ incident: Incident) -> String? {
        let hour: Int64 = 3_600_000
        let start = now / hour * hour - 2 * hour
        func sum(_ from: Int64) -> Int64 {
            incident.volume.reversed().prefix { $0.hour >= from }
                .reduce(0) { $0 + ($1.hour < from + 3 * hour ? $1.mentions : 0) }
        }
        let (late, early) = (sum(start), sum(start - 3 * hour))
        guard late + early > 0 else { return nil }
        if Double(late) > Double(early) * 1.25 { return "rising" }
        return Double(late) < Double(early) * 0.75 ? "falling" : "steady"
    }
}
