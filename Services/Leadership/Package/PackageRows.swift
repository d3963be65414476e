import Casework
import Plan
import Schemas

/// A package as its template shows it: what is asked of the reader, then every version, by language.
struct PackageRows {
    let package: StatementPackage
    let file: IncidentFile
    let matter: Case
    let address: String

    private var naming: Naming { file.naming }
    private var words: Words { file.words }

    var fields: Fields {
        let disputed = matter.contradictions.isEmpty ? [] : file.contradictions(matter)
        let toSign = package.versions.filter { $0.turn == .sign }
        return Fields([
            "incidentHref": "/incidents/\(PageAddress.encoded(matter.incidentID))", "caseRevision": matter.revision,
            "summary": words.filled(
                "package_summary", String(package.versions.count), String(toSign.count),
                String(package.toRelease.count)),
            "isWithoutStrategy": !matter.hasStrategy && !package.versions.isEmpty,
            "disagreement": disputed.isEmpty ? nil : ["contradictions": disputed] as Fields,
            "signing": package.toSign.isEmpty
                ? nil
                : ["action": "\(address)/sign", "sure": words.filled("package_sign_button", String(toSign.count))]
                    as Fields,
            "releasing": package.toRelease.isEmpty
                ? nil
                : Fields([
                    "action": "\(address)/release",
                    "sure": words.filled("package_release_button", String(package.toRelease.count)),
                    "asksReason": package.toRelease.contains { file.disagrees($0.statement) },
                ]),
            "nothing": package.toSign.isEmpty && package.toRelease.isEmpty,
            "isEmpty": package.versions.isEmpty, "groups": groups,
        ])
    }

    /// By language, the master's first.
    private var groups: [Fields] {
        var order: [String] = []
        for version in package.versions where !order.contains(version.statement.language) {
            order.append(version.statement.language)
        }
        return order.map { language in
            [
                "languageName": words.texts["language_\(language)"] ?? language, "code": language,
                "versions": package.versions.filter { $0.statement.language == language }.map { row($0) },
            ]
        }
    }

    private func row(_ version: StatementPackage.Version) -> Fields {
        let statement = version.statement
        let isMaster = statement.id == package.master?.id
        let lead = package.lead(of: version)
        let change = version.isLead ? nil : lead.map { TextChange(from: $0, to: statement) }
        var fields = file.statement(statement)
        fields.merge(
            Fields([
                "standingText": standing(version, change),
                "isSignable": package.toSign.contains { $0.id == version.id },
                "isReleasable": version.turn == .release, "isTicked": version.turn == .sign || version.turn == .release,
                "isUnfolded": isMaster || version.since != nil || version.objection != nil,
                "blocked": version.objection.map { Said(naming: naming, matter: matter).text($0) },
                "since": version.since.map { since in
                    var fields = since.change.fields
                    fields["sinceText"] = words.filled("package_since", naming.time(since.at) ?? "")
                    return fields
                } as Fields?,
                "asLead": version.isLead ? ["text": statement.body] as Fields : nil,
                "fromLead": change.map { change in
                    var fields = change.fields
                    fields["leadName"] = words.filled(
                        change.isEmpty ? "package_same" : "package_fromLead", naming.channel(lead?.channel ?? ""))
                    return fields
                } as Fields?,
                "besideMaster": version.isLead && !isMaster
                    ? package.master.map { master in
                        [
                            "masterTitle": master.title, "masterBody": master.body, "masterCode": master.language,
                            "masterName":
                                "\(naming.channel(master.channel)) · \(words.texts["language_\(master.language)"] ?? master.language)",
                        ]
                    } as Fields? : nil,
            ])
        ) { $1 }
        return fields
    }

    /// In a few words: the master, or how far it differs from the first of its language.
    private func standing(_ version: StatementPackage.Version, _ change: TextChange?) -> String {
        if version.statement.id == package.master?.id { return words["package_master"] }
        guard let change else { return words["package_lead"] }
        guard !change.isEmpty else { return words["package_alike"] }
        return words.filled("version_changes", String(change.counts.removed), String(change.counts.added))
    }

    /// What was carried out, what waits, what was refused, version by version.
    static func answer(_ answer: PackageAnswer, in matter: Case, _ naming: Naming) -> Fields {
        let words = naming.words
        let confirmation = PackageConfirmation(matter: matter, naming: naming)
        return [
            "answered": answer.rows.map { decision, outcome -> Fields in
                var (word, why): (String, String?) = ("pending", nil)
                switch outcome {
                case .refused(let reason): (word, why) = ("refused", reason)
                case .taken(.refused(let reason)): (word, why) = ("refused", reason)
                case .taken(.carriedOut): word = "done"
                case .taken(.pending): word = "pending"
                }
                var row = confirmation.row(decision, refused: why)
                row["outcomeWord"] = word
                row["outcomeName"] = words["package_outcome_\(word)"]
                return row
            }
        ]
    }
}

extension StatementPackage.Version {
    /// What stands against letting a signed text out.
    var objection: String? {
        if case .none(let objection) = turn { return objection }
        return nil
    }
}

/// Each version as it is confirmed: what will be done with exactly which text, and who gets it.
struct PackageConfirmation {
    let matter: Case
    let naming: Naming

    func row(_ decision: Decision, refused why: String? = nil) -> Fields {
        let words = naming.words
        let statement = matter.statements.first { $0.id == decision.statementID }
        let language = statement?.language ?? ""
        var act = "decision_release-statement"
        if case .sign(let sign)? = decision.kind { act = sign.refuse ? "sign_refuse" : "package_signs" }
        let isRelease = if case .release? = decision.kind { true } else { false }
        return Fields([
            "versionName":
                "\(naming.channel(statement?.channel ?? "")) · \(words.texts["language_\(language)"] ?? language)",
            "statementTitle": statement?.title ?? decision.statementID, "code": language,
            "text": statement?.body, "hash": statement.map(\.contentHash), "act": words[act],
            "actReason": decision.reason.isEmpty || isRelease ? nil : decision.reason,
            "recipients": isRelease ? naming.endpoints(of: statement?.channel ?? "") : nil,
            "why": why.map { Said(naming: naming, matter: matter).text($0) },
        ])
    }
}

extension Naming {
    /// Who gets what is let out on a channel: each endpoint by what it goes out on; `nil` where there is none.
    func endpoints(of channel: String) -> String? {
        guard let endpoints = plan.channel(channel)?.endpoints, !endpoints.isEmpty else { return nil }
        return list(endpoints.map { "\(medium($0.channel.rawValue)) \($0.place)" })
    }
}
