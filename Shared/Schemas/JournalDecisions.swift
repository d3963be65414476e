/// The record of who decided, as a witness against a journal: whoever writes an entry anew has to write the decision anew
/// as well.
public struct JournalDecisions: Sendable {
    /// By id.
    public private(set) var decisions: [String: Decision] = [:]
    private var byIncident: [String: [String]] = [:]
    /// Ids of decisions that no service could read or carry out; they stand in no journal.
    private let buried: Set<String>
    /// A decision may wait so long for its entry, in milliseconds: response may have been away.
    static let patience: Int64 = 3_600_000

    /// - Parameters:
    ///   - decisions: of the topic, in its order.
    ///   - buried: keys of decisions among the dead letters.
    public init(_ decisions: [Decision], buried: Set<String> = []) {
        self.buried = buried
        for decision in decisions where self.decisions[decision.id] == nil {
            self.decisions[decision.id] = decision
            byIncident[decision.incidentID, default: []].append(decision.id)
        }
    }

    /// Checks one incident's journal: every entry by a person is a decision's, says who took it and for whom, and what it
    /// quotes of it is what was said; and every decision about the incident is in the journal.
    /// - Parameter entries: in the order of the log.
    /// - Returns: the first fault, or `nil`.
    public func verify(_ entries: [JournalEntry]) -> JournalChain.Fault? {
        for (index, entry) in entries.enumerated() {
            guard let (found, expected) = objection(to: entry) else { continue }
            return JournalChain.Fault(index: index, sequence: entry.sequence, found: found, expected: expected)
        }
        return missing(in: entries)
    }

    /// Entries that note a decision which the service it is for never carried out: it put the decision aside, or the
    /// verdict on a resource never came about. Journals of before only answers were entered may have them; their chains
    /// are whole, and what these entries note was not done.
    public func undone(in entries: [JournalEntry]) -> [JournalEntry] {
        entries.filter { entry in
            guard entry.action == "decision-noted" || entry.action == "acknowledged",
                let decision = decisions[entry.decisionID]
            else { return false }
            if buried.contains(decision.id) { return true }
            guard entry.action == "decision-noted", case .decideResource(let verdict)? = decision.kind else {
                return false
            }
            let state = (verdict.approve ? ResourceState.approved : .refused).word
            return !entries.contains {
                $0.action == "resource-decided" && $0.about == verdict.requestID && $0.actor == decision.person
                    && $0.details["state"] == state
            }
        }
    }

    private func objection(to entry: JournalEntry) -> (found: String, expected: String)? {
        guard !entry.decisionID.isEmpty else {
            let isKnown = entry.actor == "system" || asked(for: entry)
            return isKnown ? nil : ("an entry by \(entry.actor) without a decision", "one")
        }
        guard let decision = decisions[entry.decisionID] else {
            return ("decision \(entry.decisionID), which was never taken", "one of the decisions' topic")
        }
        guard decision.incidentID == entry.incidentID else {
            return ("a decision about incident \(decision.incidentID)", "one about \(entry.incidentID)")
        }
        guard entry.actor == decision.person || entry.actor == "system" else {
            return ("\(entry.actor)", "\(decision.person), who took decision \(decision.id)")
        }
        let principal = entry.details["for", default: ""]
        // Whoever carries out an absent person's directive stands in for them without saying so.
        let isImplied = decision.deputyFor.isEmpty && ["directive-accepted", "directive-done"].contains(entry.action)
        guard entry.actor == "system" || isImplied || principal == decision.deputyFor else {
            return ("for \"\(principal)\"", "for \"\(decision.deputyFor)\", as decision \(decision.id) says")
        }
        if let fault = Self.misquote(of: decision, by: entry) { return fault }
        for (name, said) in Self.quoted(decision, by: entry) where entry.details[name, default: ""] != said {
            return (
                "\(name) \"\(entry.details[name] ?? "")\"", "\(name) \"\(said)\", as decision \(decision.id) says"
            )
        }
        return nil
    }

    /// Resources are asked for and granted through logistics, whose rows name who, and not by which decision; an
    /// evaluation with their cost is written anew upon it.
    private func asked(for entry: JournalEntry) -> Bool {
        let actions = ["resource-requested", "resource-decided", "evaluation-written", "journal-sealed"]
        guard actions.contains(entry.action) else { return false }
        return (byIncident[entry.incidentID] ?? []).contains { id in
            guard let decision = decisions[id], decision.person == entry.actor else { return false }
            return switch decision.kind {
            case .requestResource, .decideResource: true
            default: false
            }
        }
    }

    /// What an entry repeats word for word of its decision.
    private static func quoted(_ decision: Decision, by entry: JournalEntry) -> [(String, String)] {
        switch (decision.kind, entry.action) {
        case (.note(let note)?, "noted"): [("text", note.text)]
        case (.strategy(let choice)?, "strategy-decided"): [("strategy", choice.strategy), ("reason", decision.reason)]
        case (.sign(let sign)?, "statement-signed"), (.sign(let sign)?, "signature-refused"):
            [("contentHash", sign.contentHash), ("reason", decision.reason)]
        case (.release(let release)?, "statement-released"): [("contentHash", release.contentHash)]
        case (.confirmGrade?, "grade-confirmed"), (.regrade?, "decision-noted"), (.merge?, "decision-noted"),
            (.split?, "decision-noted"), (.requestResource?, "decision-noted"), (.decideResource?, "decision-noted"),
            (.retryDelivery?, "decision-noted"), (.rumour?, "rumour-state-set"):
            [("reason", decision.reason)]
        default: []
        }
    }

    /// A decision that should have been entered between the first entry and the last, and was not.
    private func missing(in entries: [JournalEntry]) -> JournalChain.Fault? {
        guard let first = entries.first, let last = entries.last else { return nil }
        let entered = Set(entries.map(\.decisionID))
        for id in byIncident[first.incidentID] ?? [] where !entered.contains(id) && !buried.contains(id) {
            guard let decision = decisions[id], decision.decidedAt >= first.at,
                decision.decidedAt < last.at.subtractingReportingOverflow(Self.patience).partialValue
            else { continue }
            return JournalChain.Fault(
                index: entries.count, sequence: Int64(entries.count + 1), found: "no entry of decision \(id)",
                expected: "one: \(decision.person) took it, and it is among no dead letters")
        }
        return nil
    }
}
