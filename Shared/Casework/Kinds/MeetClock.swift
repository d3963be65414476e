public import Plan
public import Schemas

extension CaseFile {
    /// What a deadline asks for was done: one that is met by a filing, with the proof that its rule asks for; or the
    /// evaluation is signed, by those whom the plan names for it, when it is written.
    func meet(_ meet: MeetClock, _ ruling: Ruling) throws(Refusal) {
        let row = try anyCase()
        let clock = try clock(meet.clockID, in: row)
        guard clock.metAt == 0 else { throw .conflict("clock \(clock.id) was met already") }
        let rule = plan.rule(of: clock)
        switch rule?.stop ?? .filing {
        case .filing: break
        case .evaluationSigned: try signEvaluation(of: row, ruling)
        case .gradeConfirmed, .statementReleased, .caseClosed:
            throw .conflict("clock \(clock.id) is met by \(rule?.stop.rawValue ?? ""), not by a filing")
        }
        let asked = rule?.proof ?? .none
        guard !asked.asksReceipt || !meet.receiptNumber.isBlank else {
            throw .invalid("clock \(clock.id) takes the receipt number of the filing as proof", "receiptNumber")
        }
        guard !asked.asksDocument || !meet.documentHash.isEmpty else {
            throw .invalid("clock \(clock.id) takes the SHA-256 of the document filed as proof", "documentHash")
        }
        guard !clock.proofRequired || !meet.receiptNumber.isBlank || !meet.documentHash.isEmpty else {
            throw .invalid(
                "clock \(clock.id) takes proof: the filing's receipt number or its SHA-256", "receiptNumber")
        }
        guard meet.documentHash.isEmpty || EventID.bytes(hex: meet.documentHash)?.count == 32 else {
            throw .invalid(
                "the document's hash is \"\(meet.documentHash.prefix(80))\"; expected a SHA-256 in 64 hex digits",
                "documentHash")
        }
    }

    private func signEvaluation(of row: Case, _ ruling: Ruling) throws(Refusal) {
        guard row.state == .closed else { throw .conflict("the evaluation is written when the case is closed") }
        let roles = plan.evaluation.roles
        guard roles.contains(where: { plan.has(ruling.holder, role: $0) }) else {
            throw .forbidden("the evaluation is signed by \(roles.joined(separator: ", ")), not by \(ruling.holder)")
        }
        let missing = plan.sectionsUnwritten(in: row)
        guard missing.isEmpty else {
            throw .conflict("the evaluation is signed when it is written; missing: \(missing.joined(separator: ", "))")
        }
    }
}

extension ResponsePlan {
    /// The sections of the evaluation that nobody has written yet, of those that people write.
    public func sectionsUnwritten(in row: Case) -> [String] {
        evaluation.sections.filter { section in
            section.content == .written && !row.written.contains { $0.section == section.id }
        }.map(\.id)
    }
}
