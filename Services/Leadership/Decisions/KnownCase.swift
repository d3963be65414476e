import Casework
import Plan
import Schemas

extension ViewSnapshot {
    /// What the console knows of what a decision is about: enough to judge it as the service will that carries it out.
    func file(for decision: Decision, plan: ResponsePlan, now: Int64) -> CaseFile {
        var file = CaseFile(plan: plan, now: now)
        let row = cases[decision.incidentID]
        file.incident = .init(incidents[decision.incidentID])
        file.row = .init(row)
        guard let kind = decision.kind else { return file }
        switch kind {
        case .merge(let merge): file.target = .init(incidents[merge.into])
        case .withdraw, .editStatement: file.earlier = row.map { statements(of: $0) } ?? []
        default: break
        }
        if let id = kind.deliveryID { file.delivery = .init(deliveries[id]) }
        if let id = kind.requestID(of: decision) { file.request = .init(resources[id]) }
        file.requests = resourcesByIncident[decision.incidentID]?.count ?? 0
        return file
    }

    /// What stands against a person's decision now, given a reason: pages offer what nothing stands against.
    func refusal(
        of kind: Decision.OneOf_Kind, about incident: String, by visitor: Visitor, plan: ResponsePlan, now: Int64
    ) -> Refusal? {
        var decision = Decision()
        decision.incidentID = incident
        decision.person = visitor.person.id
        decision.deputyFor = visitor.principal
        decision.reason = "-"
        decision.kind = kind
        do { _ = try file(for: decision, plan: plan, now: now).admit(decision) } catch { return error }
        return nil
    }
}
