package import Schemas

/// What people decided, as labelled rows: every decision about an incident says something of the mentions it rests on.
///
/// | Decision | Says of each mention |
/// |---|---|
/// | false alarm | `negative`: 0 |
/// | grade confirmed, or regraded | `negative`: 1; somebody looked and kept the incident |
/// | rumour refuted, confirmed | `rumour`: 1, 0; of the mentions named, of all where none is |
/// | merged, split | `clustering`: the incident it belongs to in the end, also of what was split off |
///
/// The last decision of a kind about an incident counts.
package struct DecisionLabels: Sendable {
    private var incidents: [String: Incident]
    private var mentions: [String: Mention]
    private var isNegative: [String: Bool] = [:]
    /// With the mentions named, none for all.
    private var rumours: [String: (isRumour: Bool, named: Set<String>)] = [:]
    /// Incidents that were merged or split, and the mentions that left one.
    private var isRegrouped: Set<String> = []
    private var isSplitOff: Set<String> = []

    /// - Parameters:
    ///   - incidents: the newest state of each.
    ///   - mentions: where the log still has them; else the evidence's excerpt stands for a mention.
    ///   - decisions: in the order in which they were taken.
    package init(incidents: [Incident], mentions: [Mention], decisions: [Decision]) {
        self.incidents = Dictionary(incidents.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        self.mentions = Dictionary(mentions.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for decision in decisions {
            let id = decision.incidentID
            switch decision.kind {
            case .falseAlarm: isNegative[id] = false
            case .confirmGrade(let confirm) where confirm.falseAlarm: isNegative[id] = false
            case .regrade, .confirmGrade: isNegative[id] = true
            case .rumour(let state):
                switch state.state {
                case .refuted: rumours[id] = (true, Set(state.mentionIds))
                case .confirmed: rumours[id] = (false, Set(state.mentionIds))
                default: rumours[id] = nil
                }
            case .merge(let merge): isRegrouped.formUnion([id, merge.into])
            case .split(let split):
                isRegrouped.insert(id)
                isSplitOff.formUnion(split.mentionIds)
            default: continue
            }
        }
    }

    /// Rows of a task; empty for a task decisions say nothing of.
    package func rows(task: String) -> [LabelledRow] {
        var rows: [LabelledRow] = []
        for incident in incidents.values.sorted(by: { $0.id < $1.id }) {
            let label: (String, LabelledValue)?
            switch task {
            case "negative": label = isNegative[incident.id].map { ("negative", .number($0 ? 1 : 0)) }
            case "rumour": label = rumours[incident.id].map { ("label", .number($0.isRumour ? 1 : 0)) }
            case "clustering": label = isRegrouped(incident) ? ("event_id", .string(incident.id)) : nil
            default: label = nil
            }
            guard let label, incident.state != .merged else { continue }
            let named = task == "rumour" ? rumours[incident.id]?.named ?? [] : []
            for evidence in incident.evidence where named.isEmpty || named.contains(evidence.mentionID) {
                let mention = mentions[evidence.mentionID]
                let text = mention?.text ?? evidence.excerpt
                guard !text.isEmpty else { continue }
                rows.append(
                    LabelledRow(
                        file: "decisions", line: rows.count + 1,
                        fields: [
                            "text": .string(text), "title": .string(mention?.title ?? evidence.title),
                            "ts": .number(Double(evidence.publishedAt / 1000)), label.0: label.1,
                        ]))
            }
        }
        return rows
    }

    /// What was split off is an incident no decision names: its mentions tell.
    private func isRegrouped(_ incident: Incident) -> Bool {
        isRegrouped.contains(incident.id) || incident.mergedFrom.contains(where: isRegrouped.contains)
            || incident.evidence.contains { isSplitOff.contains($0.mentionID) }
    }

    /// The rows of a task beside those that ship, which keep a few decisions from being all that is known; a decision
    /// counts three times as much as a row of the corpus.
    ///
    /// - Throws: ``TaskMistake`` where no decision says anything of the task, ``LabelledMistake``.
    package func trainingRows(task: String) throws -> LabelledRows {
        let own = rows(task: task)
        guard !own.isEmpty else {
            throw TaskMistake(
                task: task, found: "no decision that says anything of it",
                expected: "false alarms, confirmed grades, regrades, refuted or confirmed rumours, merges or splits")
        }
        let shipped = try Corpus.shippedRows(task: task)
        return LabelledRows(
            name: "decisions", rows: shipped + (0..<(shipped.isEmpty ? 1 : 3)).flatMap { _ in own })
    }
}
