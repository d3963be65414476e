public import Schemas

/// What decisions replace. Whoever edits, chooses or changes says what they were shown (`seenHash`): of two who do so at
/// once the second is refused and reads what the first said, instead of taking it away unread.
extension Case {
    /// The hash of what a decision of this kind would replace, as it stands now: of a text its content hash; of the
    /// strategy, a section of the evaluation and a directive SHA-256 in lower-case hex over their parts, each with its
    /// length before it (Documentation/events.md). `nil` where it replaces nothing.
    public func replaced(by kind: Decision.OneOf_Kind) -> String? {
        switch kind {
        case .editStatement(let edit): statements.first { $0.id == edit.statementID }?.contentHash
        case .strategy: strategy.seenHash
        case .writeEvaluation(let write):
            EventID.hexSHA256([write.section, written.first { $0.section == write.section }?.text ?? ""])
        case .updateDirective(let update) where update.step == .amend || update.step == .reassign:
            directives.first { $0.id == update.directiveID }?.seenHash
        // It waits for a second person: until then the incident is shown as it was.
        case .regrade where lowering.falseAlarm: Incident.falseAlarmHash
        default: nil
        }
    }
}

extension Incident {
    fileprivate static let falseAlarmHash = EventID.hexSHA256(["incident", "false-alarm"])

    /// The same of decisions about the incident: a grade is set knowing whether it was called a false alarm.
    public func replaced(by kind: Decision.OneOf_Kind) -> String? {
        guard case .regrade = kind else { return nil }
        return state == .falseAlarm ? Self.falseAlarmHash : EventID.hexSHA256(["incident", "in-force"])
    }
}

extension StrategyChoice {
    /// Of a strategy as it stands; also of none.
    public var seenHash: String {
        EventID.hexSHA256([strategy, supplement, responsibility, decidedBy, "\(decidedAt)"])
    }
}

extension Directive {
    /// Of who has to do what until when.
    public var seenHash: String { EventID.hexSHA256([department, assignee, title, text, "\(dueAt)"]) }
}

extension CaseFile {
    /// Refuses a decision that was made from another state of what it replaces than there is now.
    func asSeen(_ ruling: Ruling) throws(Refusal) {
        let seen = ruling.decision.seenHash
        guard !seen.isEmpty,
            let stands = row.value?.replaced(by: ruling.kind) ?? incident.value?.replaced(by: ruling.kind),
            stands != seen
        else { return }
        throw .conflict(
            "\(what(ruling.kind, in: row.value ?? Case())) meanwhile; read what stands there now, and decide again")
    }

    /// Whose words stand there now.
    private func what(_ kind: Decision.OneOf_Kind, in row: Case) -> String {
        switch kind {
        case .editStatement(let edit):
            let statement = row.statements.first { $0.id == edit.statementID } ?? Statement()
            return "the text was changed by \(statement.draftedBy)"
        case .strategy: return "the strategy \(row.strategy.strategy) was decided by \(row.strategy.decidedBy)"
        case .writeEvaluation(let write):
            let by = row.written.first { $0.section == write.section }?.writtenBy ?? ""
            return "the section \(write.section) was written by \(by)"
        case .regrade: return "the incident was called a false alarm, or graded again,"
        default: return "the directive was changed"
        }
    }
}
