import Casework
import Plan
import Schemas
import SwiftProtobuf

/// Resources, deliveries and the journal of one incident.
extension IncidentFile {
    var resourceFields: Fields {
        let rows = snapshot.resources(about: incident.id).map { request -> Fields in
            let decided =
                request.decidedBy.isEmpty
                ? nil : "\(naming.person(request.decidedBy)) \(naming.time(request.decidedAt) ?? "")"
            return Fields([
                "id": request.id, "stateWord": request.state.word, "stateName": naming.state(request.state),
                "kindName": naming.resourceKind(request.kind), "quantity": naming.number(request.quantity),
                "unit": request.unit, "purpose": request.purpose, "by": naming.person(request.requestedBy),
                "at": naming.time(request.requestedAt), "decided": decided,
                "why": request.reason.isEmpty ? nil : request.reason, "cost": naming.number(request.cost),
                "costText": request.cost > 0 ? "\(naming.number(request.cost)) \(request.currency)" : nil,
                "canDecide": refusal(of: .decideResource(.with { $0.requestID = request.id })) == nil,
                "action": action("decide-resource"),
            ])
        }
        return Fields([
            "resourceList": rows,
            "requestForm": isOpen && may(.requestResource(RequestResource()))
                ? [
                    "action": action("request-resource"),
                    "kinds": plan.resources.kinds.map { kind -> Fields in
                        ["id": kind.id, "name": "\(naming.resourceKind(kind.id)) (\(kind.unit))"]
                    },
                ] as Fields : nil,
        ])
    }

    var deliveryFields: Fields {
        let all = DeliveryRows(snapshot: snapshot, naming: naming, now: now)
        let list = snapshot.deliveries(about: incident.id)
        let troubled = list.filter { DeliveryRows.standing($0) == .trouble }
        let rest = list.filter { DeliveryRows.standing($0) != .trouble }
        return [
            "deliveries": (troubled + rest).prefix(100).map { all.row($0, visitor: visitor) },
            "deliveryCount": list.count,
        ]
    }

    var journalFields: Fields {
        let entries = snapshot.journal[incident.id] ?? []
        let verdict = JournalVerdict(entries: entries, matter: matter)
        let rows = JournalRows(naming: naming, matter: matter, snapshot: snapshot)
        return Fields([
            "journalList": entries.suffix(60).reversed().map { rows.row($0) },
            "journalMore": entries.count > 60 ? words.filled("journal_more", String(entries.count)) : nil,
            "journalHref": "/audit?incident=\(PageAddress.encoded(incident.id))",
            "journalVerdict": entries.isEmpty
                ? nil : ["mark": verdict.mark, "text": verdict.text(words)] as Fields,
            "evaluationHref": snapshot.evaluations[incident.id] == nil ? nil : "/incidents/\(incident.id)/evaluation",
        ])
    }
}
