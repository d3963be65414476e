import Foundation
import Plan
import Schemas

/// What the plan's people do next, case by case: pure, from what the topics say.
struct AutopilotScript {
    let plan: ResponsePlan
    let people: AutopilotPeople
    /// Milliseconds since 1970, the demo's time.
    let now: Int64
    /// Addresses of mentions known to be a false alarm.
    let falseAlarms: Set<String>

    func steps(_ state: StateFollower) -> [AutopilotStep] {
        var steps: [AutopilotStep] = []
        for found in state.cases.values.sorted(by: { $0.incidentID < $1.incidentID })
        where found.state != .closed && found.state != .falseAlarm {
            let incident = state.incidents[found.incidentID]
            if found.hasLowering, found.lowering.falseAlarm {
                steps += agreement(found)
                continue
            }
            if let incident, isFalseAlarm(incident) {
                steps += step(found, "false-alarm", may: .regrade) { decision in
                    decision.falseAlarm = FalseAlarm()
                    decision.reason = "旧闻重发，与本行无关，作者已更正"
                }
                continue
            }
            if incident?.kind == .rumour, incident?.rumourState == .unverified {
                steps += step(found, "rumour", may: .regrade) { decision in
                    decision.rumour.state = .refuted
                    decision.reason = "经财务与运营核实，传言不实"
                }
            }
            steps +=
                confirmation(found) + strategy(found) + statements(found) + directives(found) + clocks(found)
                + closing(found)
        }
        for delivery in state.deliveries.values.sorted(by: { $0.id < $1.id })
        where delivery.acknowledge && delivery.state == .delivered
            && plan.people.contains(where: { $0.id == delivery.recipient })
        {
            var decision = Decision()
            decision.incidentID = delivery.incidentID
            decision.subject = delivery.subject
            decision.acknowledge.deliveryID = delivery.id
            steps.append(.init(key: "ack \(delivery.id)", person: delivery.recipient, decision: decision))
        }
        return steps
    }

    /// Of a false alarm in a case in which somebody is bound: by a second person.
    private func agreement(_ found: Case) -> [AutopilotStep] {
        let first = found.lowering.asker.everybody
        guard let second = people.first(may: .regrade, besides: first) else { return [] }
        return step(found, "agree \(found.lowering.askedAt)", by: second) { decision in
            decision.confirmGrade.falseAlarm = true
            decision.reason = "同意：旧闻重发，与本行无关"
        }
    }

    private func isFalseAlarm(_ incident: Incident) -> Bool {
        let known = incident.evidence.count { falseAlarms.contains($0.url) }
        return known * 2 > incident.evidence.count
    }

    private func confirmation(_ found: Case) -> [AutopilotStep] {
        guard !found.gradeConfirmed, let grade = ResponsePlan.Grade(rawValue: found.grade.rawValue),
            let roles = plan.grading.confirmation(of: grade)?.roles,
            let person = plan.people.first(where: { !Set($0.roles).isDisjoint(with: roles) })?.id
        else { return [] }
        return step(found, "confirm \(found.grade.rawValue) \(found.reopened)", by: person) { decision in
            decision.confirmGrade.grade = found.grade
        }
    }

    private func strategy(_ found: Case) -> [AutopilotStep] {
        guard !found.hasStrategy, found.hasProposal else { return [] }
        return step(found, "strategy \(found.reopened)", may: .instruct) { decision in
            decision.strategy.strategy = found.proposal.strategy
            decision.strategy.responsibility = found.proposal.responsibility
            decision.strategy.supplement = found.proposal.supplement
            decision.reason = "同意建议"
        }
    }

    private func statements(_ found: Case) -> [AutopilotStep] {
        guard found.hasStrategy else { return [] }
        var steps: [AutopilotStep] = []
        for statement in found.statements {
            switch statement.state {
            case .draft:
                var signed = Set(statement.signOffs.filter { !$0.refused }.map(\.person))
                let roles = Set(statement.signOffs.filter { !$0.refused }.map(\.role))
                for role in statement.requiredRoles where !roles.contains(role) {
                    guard let person = people.first(withRole: role, besides: signed) else { continue }
                    signed.insert(person)
                    steps += step(found, "sign \(statement.contentHash) \(role)", by: person) { decision in
                        decision.sign.statementID = statement.id
                        decision.sign.contentHash = statement.contentHash
                        decision.role = role
                    }
                }
            case .signed:
                let signers = Set(statement.signOffs.map(\.person))
                let person = people.first(may: .release, besides: signers) ?? people.first(may: .release)
                guard let person else { continue }
                steps += step(found, "release \(statement.contentHash)", by: person) { decision in
                    decision.release.statementID = statement.id
                    decision.release.contentHash = statement.contentHash
                }
            default: continue
            }
        }
        return steps
    }

    private func directives(_ found: Case) -> [AutopilotStep] {
        guard found.hasStrategy else { return [] }
        return found.directives.flatMap { directive -> [AutopilotStep] in
            let doer =
                plan.people.contains { $0.id == directive.assignee } ? directive.assignee : head(directive.department)
            switch directive.state {
            case .proposed:
                return step(found, "issue \(directive.id)", may: .instruct) { decision in
                    decision.issueDirective.directiveID = directive.id
                    decision.issueDirective.playbookItem = directive.playbookItem
                }
            case .issued, .delivered, .overdue:
                return step(found, "accept \(directive.id)", by: doer) { decision in
                    decision.updateDirective.directiveID = directive.id
                    decision.updateDirective.step = .accept
                }
            case .accepted:
                return step(found, "done \(directive.id)", by: doer) { decision in
                    decision.updateDirective.directiveID = directive.id
                    decision.updateDirective.step = .done
                    decision.updateDirective.progress = "已完成"
                    for field in directive.requiredFields { decision.updateDirective.fields[field] = "见附件，已核对" }
                }
            default: return []
            }
        }
    }

    private func clocks(_ found: Case) -> [AutopilotStep] {
        guard found.hasStrategy else { return [] }
        return found.clocks.filter { $0.state == .running || ($0.state == .missed && $0.explanation.isEmpty) }
            .flatMap { clock -> [AutopilotStep] in
                if clock.state == .missed {
                    return step(found, "explain \(clock.id) \(clock.startedAt)", may: .instruct) { decision in
                        decision.explainClock.clockID = clock.id
                        decision.reason = "核实时间较长，已补报"
                    }
                }
                return step(found, "meet \(clock.id) \(clock.startedAt)", may: .report) { decision in
                    decision.meetClock.clockID = clock.id
                    decision.meetClock.documentHash = EventID.hexSHA256(["filing", found.incidentID, clock.id])
                    decision.meetClock.receiptNumber = "DEMO-" + EventID.derive(found.incidentID, clock.id).prefix(8)
                }
            }
    }

    /// Asked for once a demo hour while the decline lasts; response refuses it with reasons until the plan's rule holds.
    private func closing(_ found: Case) -> [AutopilotStep] {
        let open = found.directives.contains { $0.state != .done && $0.state != .waived }
        guard found.declineSince > 0, !open,
            now - found.declineSince >= Int64(plan.closing.sustainedFor.seconds) * 1000
        else { return [] }
        return step(found, "close \(found.reopened) \(now / 3_600_000)", may: .close) { decision in
            decision.close = CloseCase()
            decision.reason = "热度持续下降，指令均已完成"
        }
    }

    private func head(_ department: String) -> String {
        plan.departments.first { $0.id == department }?.head ?? people.first(may: .instruct) ?? ""
    }

    private func step(
        _ found: Case, _ name: String, may permission: ResponsePlan.Permission, _ body: (inout Decision) -> Void
    ) -> [AutopilotStep] {
        guard let person = people.first(may: permission) else { return [] }
        return step(found, name, by: person, body)
    }

    private func step(
        _ found: Case, _ name: String, by person: String, _ body: (inout Decision) -> Void
    ) -> [AutopilotStep] {
        var decision = Decision()
        decision.incidentID = found.incidentID
        decision.subject = found.subject
        decision.seenRevision = found.revision
        body(&decision)
        return [.init(key: "\(found.incidentID) \(name)", person: person, decision: decision)]
    }
}
