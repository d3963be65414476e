import Casework
import Plan
import Schemas

/// What the versions of the statements do not agree on, the reports drawn from the record, and more time for clocks.
extension IncidentFile {
    func contradictions(_ matter: Case) -> [Fields] {
        matter.contradictions.map { found in
            Fields([
                "id": found.id, "whatName": words.texts["contradiction_\(found.what)"] ?? found.what,
                "about": found.about.isEmpty ? nil : found.about, "isEarlier": found.earlier,
                "sides": found.sides.map { side -> Fields in
                    let language = words.texts["language_\(side.language)"] ?? side.language
                    return [
                        "version": "\(naming.channel(side.channel)) · \(language)",
                        "versionHref": "/incidents/\(incident.id)/statements/\(side.statementID)",
                        "values": side.values.isEmpty ? words["contradiction_nothing"] : naming.list(side.values),
                        "excerpt": side.excerpt, "sideCode": side.language,
                    ]
                },
                "accepted": found.acceptedBy.isEmpty
                    ? nil
                    : words.filled(
                        "contradiction_accepted", naming.person(found.acceptedBy), naming.time(found.acceptedAt) ?? "",
                        found.reason),
            ])
        }
    }

    func reportFields(_ matter: Case) -> Fields {
        let due: [(key: String, at: Int64)] = [
            ("executive", matter.nextExecutiveReportAt), ("tactical", matter.nextTacticalReportAt),
        ]
        return Fields([
            "reports": snapshot.reports(of: matter).sorted { ($0.at, $0.id) > ($1.at, $1.id) }.map { report($0) },
            "nextReports": due.filter { $0.at > 0 }.map { kind, at -> Fields in
                ["reportKind": naming.report(kind), "reportAt": naming.time(at) ?? ""]
            },
            "reportForm": isOpen && may(.requestReport(RequestReport()))
                ? [
                    "action": action("request-report"),
                    "kinds": plan.reports.map {
                        ["kindID": $0.kind.rawValue, "kindName": naming.report($0.kind.rawValue)] as Fields
                    },
                ] as Fields : nil,
        ])
    }

    private func report(_ report: Report) -> Fields {
        [
            "id": report.id, "title": report.title, "kindName": naming.report(report.kind),
            "at": naming.time(report.at) ?? "", "grade": report.grade.label, "gradeName": naming.grade(report.grade),
            "colour": report.grade.colour,
            "sections": report.sections.map { section -> Fields in
                [
                    "heading": section.heading,
                    "lines": section.lines.map { line -> Fields in
                        [
                            "lineText": line.text, "mentions": mentions(line.mentionIds),
                            "entries": line.journalSequences.map { "#\($0)" },
                        ]
                    },
                ]
            },
        ]
    }

    /// Strategies of the plan, each with why it is allowed or not.
    func options(_ proposal: StrategyProposal) -> [Fields] {
        proposal.options.map { option in
            [
                "optionName": naming.strategy(option.strategy), "isAllowed": option.allowed,
                "verdict": words[option.allowed ? "strategy_isAllowed" : "strategy_isNotAllowed"],
                "optionReason": said.text(option.reason),
            ]
        }
    }
}
