import Casework
import Schemas

/// Decisions on the log whose effect has not come back yet.
struct PendingDecisions {
    let snapshot: ViewSnapshot
    let naming: Naming

    /// The journal names every decision the case took in, also those it merely noted because analysis or logistics
    /// carries them out; those take effect when the revision that the person saw has passed.
    func isPending(_ decision: Decision, incident: Incident) -> Bool {
        let entries = snapshot.journal[incident.id] ?? []
        if entries.contains(where: { $0.decisionID == decision.id && $0.action != "decision-noted" }) { return false }
        guard let kind = decision.kind else { return false }
        if kind.row.owner == .logistics { return snapshot.outcome(of: decision) == .pending }
        if case .openCase = kind { return snapshot.cases[incident.id].map(\.state.isOver) ?? true }
        let revision =
            kind.row.isOfIncident
            ? incident.revision : snapshot.cases[incident.id]?.revision ?? 0
        return revision <= decision.seenRevision
    }

    /// Refusals among the newest entries: the person has to hear that nothing came of it.
    func refused(about incident: Incident) -> [Fields] {
        (snapshot.journal[incident.id] ?? []).suffix(8).filter { $0.action == "refused" }.map { entry in
            Fields([
                "decisionID": entry.decisionID,
                "what": naming.words.texts["decision_\(entry.about)"] ?? entry.about,
                "who": naming.person(entry.actor), "when": naming.time(entry.at),
                "why": Said(naming: naming, matter: snapshot.cases[incident.id]).text(entry.details["reason"] ?? ""),
            ])
        }
    }

    func rows(about incident: Incident) -> [Fields] {
        snapshot.decisions(about: incident.id).suffix(100).filter { isPending($0, incident: incident) }
            .compactMap { decision in
                guard let kind = decision.kind else { return nil }
                return Fields([
                    "decisionID": decision.id, "what": naming.decision(kind),
                    "who": naming.person(decision.person), "when": naming.time(decision.decidedAt),
                    "why": decision.reason.isEmpty ? nil : decision.reason,
                ])
            }
    }
}
