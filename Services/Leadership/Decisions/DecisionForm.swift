import Plan
import Schemas
import SwiftProtobuf

/// A decision from a posted form: one path component for each kind, named as in ``DecisionKind``.
enum DecisionForm {
    /// - Throws: `Problem` when the kind is unknown or a field cannot be read.
    static func draft(kind name: String, incident: String, fields: FormFields, now: Int64) throws -> Decision {
        var decision = Decision()
        decision.incidentID = incident
        let standingIn = standingIn(fields)
        // Why somebody else decides belongs to the decision's reasons.
        decision.reason = [fields["reason"] ?? "", standingIn.reason].filter { !$0.isEmpty }.joined(separator: "\n")
        decision.deputyFor = standingIn.principal
        decision.seenRevision = fields["revision"].flatMap { Int64($0) } ?? 0
        decision.seenHash = fields["seen_hash"] ?? ""
        decision.kind = try kind(name, fields, now)
        return decision
    }

    /// On whose behalf the form decides.
    static func standingIn(_ fields: FormFields) -> StandingIn {
        let principal = fields["deputy_for"] ?? ""
        return StandingIn(principal: principal, reason: principal.isEmpty ? "" : fields["deputy_reason"] ?? "")
    }

    private static func kind(_ name: String, _ fields: FormFields, _ now: Int64) throws -> Decision.OneOf_Kind {
        switch name {
        case "regrade": return .regrade(.with { $0.grade = grade(fields["grade"]) })
        case "confirm-grade":
            return .confirmGrade(
                .with {
                    $0.falseAlarm = fields["falseAlarm"] == "true"
                    if !$0.falseAlarm { $0.grade = grade(fields["grade"]) }
                })
        case "false-alarm": return .falseAlarm(FalseAlarm())
        case "merge-incidents": return .merge(.with { $0.into = fields["into"] ?? "" })
        case "split-incident": return .split(.with { $0.mentionIds = fields.all("mention_ids") })
        case "set-rumour-state":
            guard let state = RumourState.allCases.first(where: { $0.word == fields["state"] }) else {
                throw Problem(.invalid, "expected unverified, confirmed or refuted", field: "state")
            }
            return .rumour(
                .with {
                    $0.state = state
                    $0.mentionIds = fields.all("mention_ids")
                })
        case "open-case": return .openCase(OpenCase())
        case "choose-strategy":
            return .strategy(
                .with {
                    $0.strategy = fields["strategy"] ?? ""
                    $0.responsibility = fields["responsibility"] ?? ""
                    $0.supplement = fields["supplement"] ?? ""
                })
        case "close-case": return .close(CloseCase())
        case "reopen-case": return .reopen(ReopenCase())
        case "add-note": return .note(.with { $0.text = fields["text"] ?? "" })
        case "acknowledge": return .acknowledge(.with { $0.deliveryID = fields["delivery_id"] ?? "" })
        case "retry-delivery": return .retryDelivery(.with { $0.deliveryID = fields["delivery_id"] ?? "" })
        case "request-resource", "decide-resource": return try resource(name, fields, now)
        case "meet-clock":
            return .meetClock(
                .with {
                    $0.clockID = fields["clock_id"] ?? ""
                    $0.documentHash = fields["document_hash"]?.lowercased() ?? ""
                    $0.receiptNumber = fields["receipt_number"] ?? ""
                })
        case "extend-clock":
            return .extendClock(
                .with {
                    $0.clockID = fields["clock_id"] ?? ""
                    $0.extension = fields["extension"] ?? ""
                })
        case "request-report": return .requestReport(.with { $0.kind = fields["kind"] ?? "" })
        case "write-evaluation":
            return .writeEvaluation(
                .with {
                    $0.section = fields["section"] ?? ""
                    $0.text = (fields["text"] ?? "").replacing("\r\n", with: "\n")
                })
        case "explain-clock": return .explainClock(.with { $0.clockID = fields["clock_id"] ?? "" })
        default: return try statementOrDirective(name, fields, now)
        }
    }

    private static func statementOrDirective(
        _ name: String, _ fields: FormFields, _ now: Int64
    ) throws -> Decision.OneOf_Kind {
        switch name {
        case "edit-statement":
            return .editStatement(
                .with {
                    $0.statementID = fields["statement_id"] ?? ""
                    $0.channel = fields["channel"] ?? ""
                    $0.language = fields["language"] ?? ""
                    $0.title = fields["title"] ?? ""
                    // Browsers send line ends as CR LF; the text's hash must not depend on that.
                    $0.body = (fields["body"] ?? "").replacing("\r\n", with: "\n")
                    $0.factMentionIds = fields.all("fact_mention_ids")
                    $0.corrects = fields["corrects"] ?? ""
                })
        case "sign-statement":
            return .sign(
                .with {
                    $0.statementID = fields["statement_id"] ?? ""
                    $0.contentHash = fields["content_hash"] ?? ""
                    $0.refuse = fields["refuse"] == "yes"
                })
        case "release-statement":
            return .release(
                .with {
                    $0.statementID = fields["statement_id"] ?? ""
                    $0.contentHash = fields["content_hash"] ?? ""
                })
        case "withdraw-statement":
            return .withdraw(
                .with {
                    $0.statementID = fields["statement_id"] ?? ""
                    $0.correction = fields["correction"] ?? ""
                })
        case "issue-directive":
            let hours = try number(fields["due_hours"], "due_hours", in: 0...87_600)
            return .issueDirective(
                .with {
                    $0.directiveID = fields["directive_id"] ?? ""
                    $0.playbookItem = fields["playbook_item"] ?? ""
                    $0.department = fields["department"] ?? ""
                    $0.assignee = fields["assignee"] ?? ""
                    $0.title = fields["title"] ?? ""
                    $0.text = fields["text"] ?? ""
                    $0.dueAt = hours > 0 ? now + Int64(hours * 3_600_000) : 0
                })
        case "update-directive":
            let steps: [String: DirectiveStep] = [
                "accept": .accept, "progress": .progress, "reassign": .reassign, "done": .done,
                "amend": .amend,
            ]
            return .updateDirective(
                .with {
                    $0.directiveID = fields["directive_id"] ?? ""
                    $0.step = fields["step"].flatMap { steps[$0] } ?? .unspecified
                    $0.progress = fields["progress"] ?? ""
                    $0.assignee = fields["assignee"] ?? ""
                    for (name, value) in fields.pairs where name.hasPrefix("field.") && !value.isEmpty {
                        $0.fields[String(name.dropFirst(6))] = value
                    }
                })
        case "waive-directive": return .waiveDirective(.with { $0.directiveID = fields["directive_id"] ?? "" })
        default: throw Problem(.notFound, "there is no decision \"\(name)\"")
        }
    }

    private static func resource(_ name: String, _ fields: FormFields, _ now: Int64) throws -> Decision.OneOf_Kind {
        let cost = try number(fields["cost"], "cost", in: 0...1e12)
        guard name == "request-resource" else {
            guard let approve = fields["approve"], ["yes", "no"].contains(approve) else {
                throw Problem(.invalid, "expected yes or no", field: "approve")
            }
            return .decideResource(
                .with {
                    $0.requestID = fields["request_id"] ?? ""
                    $0.approve = approve == "yes"
                    $0.cost = cost
                })
        }
        let quantity = try number(fields["quantity"], "quantity", in: 0...1e9)
        let hours = try number(fields["needed_hours"], "needed_hours", in: 0...87_600)
        return .requestResource(
            .with {
                $0.kind = fields["kind"] ?? ""
                $0.quantity = quantity
                $0.purpose = fields["purpose"] ?? ""
                $0.neededAt = hours > 0 ? now + Int64(hours * 3_600_000) : 0
                $0.cost = cost
                $0.currency = "CNY"
            })
    }

    private static func grade(_ label: String?) -> Grade {
        label.flatMap { ResponsePlan.Grade(label: $0) }.flatMap { Grade(rawValue: $0.rawValue) } ?? .unspecified
    }

    /// 0 where the field is empty.
    private static func number(_ text: String?, _ field: String, in range: ClosedRange<Double>) throws -> Double {
        guard let text else { return 0 }
        guard let number = Double(text), number.isFinite, range.contains(number) else {
            throw Problem(
                .invalid,
                "found \"\(text.prefix(40))\", expected a number from \(range.lowerBound) to \(range.upperBound)",
                field: field)
        }
        return number
    }
}
