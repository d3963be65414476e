import Casework
import Plan
import Schemas
import SwiftProtobuf

/// What people write into an evaluation, what it cost, what went out, and what should change in the plan.
extension EvaluationReport {
    var costs: [Fields] {
        evaluation.costs.map { line in
            [
                "costKind": naming.resourceKind(line.kind),
                "costQuantity": "\(naming.number(line.quantity)) \(line.unit)",
                "costPurpose": line.purpose, "costAmount": "\(naming.number(line.cost)) \(line.currency)",
                "costBy": naming.person(line.approvedBy), "costAt": naming.time(line.approvedAt) ?? "–",
            ]
        }
    }

    var proposals: [Fields] {
        evaluation.proposals.map { proposal in
            [
                "clauseName": ClauseName(naming: naming).name(of: proposal.keyPath), "path": proposal.keyPath,
                "current": proposal.current.isEmpty ? "–" : said.text(proposal.current),
                "proposed": said.text(proposal.proposed), "proposalReason": said.text(proposal.reason),
                "evidence": proposal.journalSequences.map { "#\($0)" }.joined(separator: " "),
            ]
        }
    }

    var released: [Fields] {
        evaluation.statements.filter { $0.releasedAt > 0 }.map { statement in
            [
                "statementTitle": statement.title, "channelName": naming.channel(statement.channel),
                "languageName": words.texts["language_\(statement.language)"] ?? statement.language,
                "releasedAt": naming.time(statement.releasedAt) ?? "–",
                "releasedBy": naming.person(statement.releasedBy),
                "signers": naming.list(statement.signOffs.filter { !$0.refused }.map { naming.person($0.person) }),
                "stateName": naming.state(statement.state), "stateWord": statement.state.word,
                "statementHref": "/incidents/\(evaluation.incidentID)/statements/\(statement.id)",
            ]
        }
    }

    /// The sections that the plan leaves to people, each with its form where this reader may write it.
    var written: [Fields] {
        plan.evaluation.sections.filter { $0.content == .written }.map { section in
            let texts = matter?.written.isEmpty == false ? matter?.written ?? [] : evaluation.written
            let text = texts.first { $0.section == section.id }
            return Fields([
                "sectionID": section.id, "sectionName": section.names[words.language],
                "sectionText": text.map(\.text),
                "sectionBy": text.map { "\(naming.person($0.writtenBy)) · \(naming.time($0.writtenAt) ?? "")" },
                "write": mayWrite && evaluation.signedAt == 0
                    ? [
                        "writeAction": "/incidents/\(evaluation.incidentID)/decisions/write-evaluation",
                        "sectionDraft": text?.text ?? "",
                        "seenHash": matter?.replaced(by: .writeEvaluation(.with { $0.section = section.id })) ?? "",
                    ] as Fields : nil,
            ])
        }
    }
}
