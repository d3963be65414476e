import Plan
import Schemas

/// Statements, directives, resources, deliveries and the journal of one incident.
extension IncidentFile {
    func statementFields(_ matter: Case) -> Fields {
        ["statements": matter.statements.map { statement($0) }]
    }

    /// One statement with the forms this person may use on it.
    func statement(_ statement: Statement) -> Fields {
        let missing = Set(statement.missingRoles)
        let isDraft = statement.state == .draft || statement.state == .signed
        let hasSigned = statement.signOffs.contains { $0.person == visitor.person.id && !$0.refused }
        let mine = !missing.isDisjoint(with: visitor.person.roles) && !hasSigned
        let withdrawn = [
            statement.withdrawnBy.isEmpty ? "" : naming.person(statement.withdrawnBy), statement.correction,
        ]
        .filter { !$0.isEmpty }.joined(separator: ": ")
        let grade = matter?.grade ?? incident.grade
        let objection =
            statement.state == .signed && may(.release(ReleaseStatement()))
            && TwoPersonRule.objection(to: visitor.person.id, releasing: statement, at: grade) != nil
        let canRelease = isOpen && statement.state == .signed && may(.release(ReleaseStatement())) && !objection
        return Fields([
            "id": statement.id, "stateWord": statement.state.word, "stateName": naming.state(statement.state),
            "title": statement.title, "body": statement.body, "contentHash": statement.contentHash,
            "channel": statement.channel, "channelName": naming.channel(statement.channel),
            "code": statement.language,
            "languageName": words.texts["language_\(statement.language)"] ?? statement.language,
            "version": statement.version, "draftedBy": naming.person(statement.draftedBy),
            "draftedAt": naming.time(statement.draftedAt), "isOpen": (isDraft && mine) || canRelease,
            "statementHref": "/incidents/\(incident.id)/statements/\(statement.id)",
            "facts": statement.facts.map { fact -> Fields in
                [
                    "name": words.texts["fact_\(fact.name)"] ?? fact.name, "value": fact.value,
                    "mentions": mentions(fact.mentionIds),
                ]
            },
            "factIDs": Array(Set(statement.facts.flatMap(\.mentionIds))).sorted(), "signOffs": signOffs(statement),
            "withdrawnNote": withdrawn.isEmpty ? nil : withdrawn,
            "releasedNote": statement.releasedAt > 0
                ? words.filled(
                    "statement_releasedNote", naming.person(statement.releasedBy),
                    naming.time(statement.releasedAt) ?? "")
                : nil,
            "needsTwo": objection ? words.filled("statement_needsTwo", naming.grade(grade)) : nil,
            "canSign": isOpen && statement.state == .draft && mine && may(.sign(SignStatement())),
            "canRelease": canRelease,
            "canEdit": isOpen && isDraft && may(.editStatement(EditStatement())),
            "canWithdraw": (statement.state == .released || statement.state == .published)
                && may(.withdraw(WithdrawStatement())),
            "signAction": action("sign-statement"), "releaseAction": action("release-statement"),
            "editAction": action("edit-statement"), "withdrawAction": action("withdraw-statement"),
        ])
    }

    private func signOffs(_ statement: Statement) -> [Fields] {
        statement.requiredRoles.map { role -> Fields in
            let given = statement.signOffs.last { $0.role == role && $0.contentHash == statement.contentHash }
            let mark = given.map { $0.refused ? "refused-sign" : "given" } ?? "missing"
            return Fields([
                "mark": mark, "roleName": naming.role(role), "by": given.map { naming.person($0.person) },
                "signedAt": given.flatMap { naming.time($0.at) }, "verdict": words["sign_\(mark)"],
                "why": given.flatMap { $0.reason.isEmpty ? nil : $0.reason },
            ])
        }
    }

    func directiveFields(_ matter: Case) -> Fields {
        let canInstruct = isOpen && may(.issueDirective(IssueDirective()))
        let canReport = isOpen && may(.updateDirective(UpdateDirective()))
        let rows = matter.directives.sorted {
            ($0.state.isSettled ? 1 : 0, $0.dueAt) < ($1.state.isSettled ? 1 : 0, $1.dueAt)
        }
        .map { directive -> Fields in
            let isMine = directive.isFor(visitor)
            let isUnderWay = !directive.state.isSettled && directive.state != .proposed
            let filled = directive.fields.sorted { $0.key < $1.key }.map { key, value -> Fields in
                ["label": naming.requiredField(key, of: directive), "value": value]
            }
            return Fields([
                "id": directive.id, "stateWord": directive.state.word, "stateName": naming.state(directive.state),
                "isOverdue": directive.overdue, "title": naming.directive(directive), "text": directive.text,
                "department": directive.department, "departmentName": naming.department(directive.department),
                "assigneeName": directive.assignee.isEmpty ? nil : naming.person(directive.assignee),
                "playbookItem": directive.playbookItem,
                "directiveDue": directive.dueAt > 0 && !directive.state.isSettled
                    ? [
                        "due": directive.dueAt, "remaining": naming.remaining(until: directive.dueAt, now: now),
                        "isOver": directive.dueAt < now,
                    ] as Fields : nil,
                "dueWithin": directive.state == .proposed && directive.dueSeconds > 0
                    ? naming.length(directive.dueSeconds * 1000) : nil,
                "dueHours": naming.number(Double(max(directive.dueSeconds, 900)) / 3600),
                "progressNote": directive.progress.isEmpty ? nil : directive.progress,
                "waived": directive.waiveReason.isEmpty ? nil : directive.waiveReason,
                "filled": filled.isEmpty ? nil : ["pairs": filled] as Fields,
                "required": directive.requiredFields.map { id -> Fields in
                    [
                        "fieldID": id, "label": naming.requiredField(id, of: directive),
                        "value": directive.fields[id] ?? "",
                    ]
                },
                "canIssue": canInstruct && directive.state == .proposed,
                "canAccept": canReport && isMine
                    && (directive.state == .issued || directive.state == .delivered
                        || (directive.state == .overdue && directive.acceptedAt == 0)),
                "canWork": canReport && isMine && isUnderWay, "canReassign": canInstruct,
                "canWaive": isOpen && !directive.state.isSettled && may(.waiveDirective(WaiveDirective())),
                "issueAction": action("issue-directive"), "updateAction": action("update-directive"),
                "waiveAction": action("waive-directive"),
            ])
        }
        return Fields([
            "directives": rows,
            "newDirective": canInstruct
                ? [
                    "action": action("issue-directive"),
                    "departments": plan.departments.map { ["id": $0.id, "name": naming.department($0.id)] as Fields },
                ] as Fields : nil,
        ])
    }

    var resourceFields: Fields {
        let rows = snapshot.resources(about: incident.id).map { request -> Fields in
            let decided =
                request.decidedBy.isEmpty
                ? nil : "\(naming.person(request.decidedBy)) \(naming.time(request.decidedAt) ?? "")"
            return Fields([
                "id": request.id, "stateWord": request.state.word, "stateName": naming.state(request.state),
                "kindName": naming.resourceKind(request.kind), "quantity": naming.number(request.quantity),
                "unit": request.unit, "purpose": request.purpose, "by": naming.person(request.requestedBy),
                "at": naming.time(request.requestedAt), "decided": decided,
                "why": request.reason.isEmpty ? nil : request.reason, "cost": naming.number(request.cost),
                "costText": request.cost > 0 ? "\(naming.number(request.cost)) \(request.currency)" : nil,
                "canDecide": request.state == .requested && may(.decideResource(DecideResource()))
                    && (request.approverRoles.isEmpty
                        || request.approverRoles.contains(where: visitor.person.roles.contains)),
                "action": action("decide-resource"),
            ])
        }
        return Fields([
            "resourceList": rows,
            "requestForm": isOpen && may(.requestResource(RequestResource()))
                ? [
                    "action": action("request-resource"),
                    "kinds": plan.resources.kinds.map { kind -> Fields in
                        ["id": kind.id, "name": "\(naming.resourceKind(kind.id)) (\(kind.unit))"]
                    },
                ] as Fields : nil,
        ])
    }

    var deliveryFields: Fields {
        let all = DeliveryRows(snapshot: snapshot, naming: naming, now: now)
        let list = snapshot.deliveries(about: incident.id)
        let troubled = list.filter { DeliveryRows.standing($0) == .trouble }
        let rest = list.filter { DeliveryRows.standing($0) != .trouble }
        return [
            "deliveries": (troubled + rest).prefix(100).map { all.row($0, visitor: visitor) },
            "deliveryCount": list.count,
        ]
    }

    var journalFields: Fields {
        let entries = snapshot.journal[incident.id] ?? []
        let verdict = JournalVerdict(entries: entries, matter: matter)
        let rows = JournalRows(naming: naming)
        return Fields([
            "journalList": entries.suffix(60).reversed().map { rows.row($0) },
            "journalMore": entries.count > 60 ? words.filled("journal_more", String(entries.count)) : nil,
            "journalHref": "/audit?incident=\(PageAddress.encoded(incident.id))",
            "journalVerdict": entries.isEmpty
                ? nil : ["mark": verdict.mark, "text": verdict.text(words)] as Fields,
            "evaluationHref": snapshot.evaluations[incident.id] == nil ? nil : "/incidents/\(incident.id)/evaluation",
        ])
    }
}
