import Plan
import Processing
import Schemas

extension ResponseProcessor {
    /// The history that the plan lets count: incidents that this subject had before and that were none of a false alarm.
    func likeCases(_ incident: Incident) -> [String] {
        let since = incident.firstMentionAt - Int64(plan.history.within.seconds) * 1000
        return cases.rows.values.filter {
            $0.incidentID != incident.id && $0.subject == incident.subject && $0.state == .closed
                && $0.mergedInto.isEmpty && $0.drill == incident.drill && $0.closedAt >= since
                && (!plan.history.sameKind || $0.kind == incident.kind)
        }.map(\.incidentID).sorted()
    }
}
