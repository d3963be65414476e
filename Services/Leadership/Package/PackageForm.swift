import Schemas

/// One form over many versions: each ticked one is a decision of its own, by the same rules as alone.
struct PackageForm {
    enum Act: String, CaseIterable {
        case sign, release

        /// The kind of decision it makes of each version.
        var kind: String {
            switch self {
            case .sign: "sign-statement"
            case .release: "release-statement"
            }
        }
    }

    /// Versions that one form decides about, at most.
    static let most = 100

    let act: Act
    let incident: String
    let fields: FormFields
    let now: Int64

    /// A decision for each version: a signature for what is ticked, a refusal for what has a reason against it, a release
    /// for what is ticked. Every one names the text that was shown.
    func drafts() throws -> [Decision] {
        var ids = fields.all("version_ids")
        let against = fields.pairs.filter { $0.name.hasPrefix("why.") }.compactMap { pair -> (String, String)? in
            fields[pair.name].map { (String(pair.name.dropFirst(4)), $0) }
        }
        let reasons = act == .sign ? Dictionary(against, uniquingKeysWith: { first, _ in first }) : [:]
        ids += reasons.keys.sorted().filter { !ids.contains($0) }
        guard !ids.isEmpty else {
            throw Problem(.invalid, "no version is ticked; tick those that are meant", field: "version_ids")
        }
        guard ids.count <= Self.most, Set(ids).count == ids.count else {
            throw Problem(
                .invalid, "found \(ids.count) versions, expected each once and at most \(Self.most)",
                field: "version_ids")
        }
        return try ids.map { try draft(of: $0, refusing: reasons[$0]) }
    }

    private func draft(of id: String, refusing reason: String?) throws -> Decision {
        var pairs = fields.pairs.filter { ["revision", "deputy_for", "deputy_reason"].contains($0.name) }
        pairs += [(name: "statement_id", value: id), (name: "content_hash", value: fields["hash.\(id)"] ?? "")]
        if let reason { pairs += [(name: "refuse", value: "yes"), (name: "reason", value: reason)] }
        if act == .release, let reason = fields["reason"] { pairs.append((name: "reason", value: reason)) }
        return try DecisionForm.draft(kind: act.kind, incident: incident, fields: FormFields(pairs: pairs), now: now)
    }

    /// What makes the decision about a version one: the form, posted again, decides once.
    static func key(nonce: String, act: Act, version: String) -> String { "\(nonce)/\(act.kind)/\(version)" }
}

/// What came of each version's decision.
struct PackageAnswer {
    enum Outcome: Hashable {
        /// On the log; whether it was carried out is said when that is known.
        case taken(DecisionOutcome)
        /// Not put on the log.
        case refused(String)
    }

    var rows: [(decision: Decision, outcome: Outcome)]

    var isWhole: Bool {
        rows.allSatisfy {
            if case .taken = $0.outcome { return true }
            return false
        }
    }
}
