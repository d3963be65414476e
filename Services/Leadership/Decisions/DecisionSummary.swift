import Schemas

/// What a person is about to decide, in full, before there is no way back.
struct DecisionSummary {
    let snapshot: ViewSnapshot
    let incident: Incident
    let naming: Naming

    func rows(_ decision: Decision, _ kind: Decision.OneOf_Kind) -> [Fields] {
        var rows: [(String, String)] = [
            ("incident", naming.title(incident)), ("grade", incident.grade.label),
        ]
        rows += special(kind)
        if !decision.reason.isEmpty { rows.append(("form_reason", decision.reason)) }
        return rows.filter { !$0.1.isEmpty }.map { ["label": naming.words[$0.0], "value": $0.1] }
    }

    private func special(_ kind: Decision.OneOf_Kind) -> [(String, String)] {
        let matter = snapshot.cases[incident.id]
        switch kind {
        case .strategy(let choice):
            return [
                ("strategy", naming.strategy(choice.strategy)),
                ("strategy_supplement", choice.supplement.isEmpty ? "" : naming.strategy(choice.supplement)),
            ] + DecisionWeight(snapshot: snapshot, incident: incident, naming: naming).rows(choice)
        case .merge(let merge): return [("merge_into", snapshot.title(ofIncident: merge.into, naming))]
        case .split(let split):
            let titles = incident.evidence.filter { split.mentionIds.contains($0.mentionID) }.map(\.title)
            return [("score_mentions", titles.joined(separator: "\n"))]
        case .sign(let sign):
            return statement(sign.statementID, matter)
                + [("sign", naming.words[sign.refuse ? "sign_refuse" : "decision_sign-statement"])]
        case .release(let release):
            let channel = matter?.statements.first { $0.id == release.statementID }?.channel ?? ""
            return statement(release.statementID, matter)
                + [("confirm_recipients", naming.endpoints(of: channel) ?? "")]
        case .withdraw(let withdraw):
            return statement(withdraw.statementID, matter) + [("form_correction", withdraw.correction)]
        case .waiveDirective(let waive):
            let directive = matter?.directives.first { $0.id == waive.directiveID }
            return [("directive", directive.map { naming.directive($0) } ?? waive.directiveID)]
        case .meetClock(let meet):
            let clock = matter?.clocks.first { $0.id == meet.clockID }
            return [
                ("clock", naming.clock(meet.clockID, else: clock?.name ?? "")), ("clock_receipt", meet.receiptNumber),
                ("clock_documentHash", meet.documentHash),
            ]
        case .decideResource(let verdict):
            let request = snapshot.resources[verdict.requestID]
            return [
                ("resource_kind", request.map { naming.resourceKind($0.kind) } ?? ""),
                ("resource_quantity", request.map { "\(naming.number($0.quantity)) \($0.unit)" } ?? ""),
                ("resource_purpose", request?.purpose ?? ""),
                ("form_cost", verdict.cost > 0 ? naming.number(verdict.cost) : ""),
                ("resource_verdict", naming.words[verdict.approve ? "resource_approve" : "resource_refuse"]),
            ]
        default: return []
        }
    }

    private func statement(_ id: String, _ matter: Case?) -> [(String, String)] {
        guard let statement = matter?.statements.first(where: { $0.id == id }) else { return [] }
        return [
            ("channel", naming.channel(statement.channel)), ("form_title", statement.title),
            ("form_body", statement.body), ("contentHash", statement.contentHash),
        ]
    }
}
