import Plan
import Schemas

/// Statements, directives, resources, deliveries and the journal of one incident.
extension IncidentFile {
    func statementFields(_ matter: Case) -> Fields {
        let rows = matter.statements.map { statement -> Fields in
            let missing = Set(statement.missingRoles)
            let isDraft = statement.state == .draft || statement.state == .signed
            let mine = !missing.isDisjoint(with: visitor.person.roles)
            let signOffs = statement.requiredRoles.map { role -> Fields in
                let given = statement.signOffs.last { $0.role == role && $0.contentHash == statement.contentHash }
                let mark = given.map { $0.refused ? "refused-sign" : "given" } ?? "missing"
                return Fields([
                    "mark": mark, "roleName": naming.role(role), "by": given.map { naming.person($0.person) },
                    "verdict": words["sign_\(mark)"],
                    "why": given.flatMap { $0.reason.isEmpty ? nil : $0.reason },
                ])
            }
            let withdrawn = [
                statement.withdrawnBy.isEmpty ? "" : naming.person(statement.withdrawnBy), statement.correction,
            ]
            .filter { !$0.isEmpty }.joined(separator: ": ")
            return Fields([
                "id": statement.id, "stateWord": statement.state.word, "stateName": naming.state(statement.state),
                "title": statement.title, "body": statement.body, "contentHash": statement.contentHash,
                "channel": statement.channel, "channelName": naming.channel(statement.channel),
                "code": statement.language,
                "languageName": words.texts["language_\(statement.language)"] ?? statement.language,
                "version": statement.version, "draftedBy": naming.person(statement.draftedBy),
                "draftedAt": naming.time(statement.draftedAt), "isOpen": isDraft && mine,
                "hasFacts": !statement.facts.isEmpty,
                "factList": statement.facts.map { fact -> Fields in
                    ["name": fact.name, "value": fact.value, "mentions": mentions(fact.mentionIds)]
                },
                "factIDs": Array(Set(statement.facts.flatMap(\.mentionIds))).sorted(), "signOffs": signOffs,
                "withdrawnNote": withdrawn.isEmpty ? nil : withdrawn,
                "canSign": isOpen && statement.state == .draft && mine && may(.sign(SignStatement())),
                "canRelease": isOpen && statement.state == .signed && may(.release(ReleaseStatement())),
                "canEdit": isOpen && isDraft && may(.editStatement(EditStatement())),
                "canWithdraw": (statement.state == .released || statement.state == .published)
                    && may(.withdraw(WithdrawStatement())),
                "signAction": action("sign-statement"), "releaseAction": action("release-statement"),
                "editAction": action("edit-statement"), "withdrawAction": action("withdraw-statement"),
            ])
        }
        return ["statements": rows, "hasStatements": !rows.isEmpty]
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
                "hasFilled": !filled.isEmpty, "filled": filled,
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
            "directives": rows, "hasDirectives": !rows.isEmpty,
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
            "resourceList": rows, "hasResources": !rows.isEmpty,
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
        let rows = snapshot.deliveries(about: incident.id).prefix(200).map { delivery -> Fields in
            let acknowledged =
                delivery.acknowledgedAt > 0
                ? words.filled(
                    "delivery_acknowledged", naming.person(delivery.acknowledgedBy),
                    naming.time(delivery.acknowledgedAt) ?? "")
                : delivery.acknowledge && delivery.state == .delivered ? words["delivery_awaits"] : nil
            return Fields([
                "id": delivery.id, "stateWord": delivery.state.word, "stateName": naming.state(delivery.state),
                "recipientName": naming.recipient(delivery.recipient), "channelName": delivery.channel,
                "title": delivery.title, "at": naming.time(delivery.createdAt),
                "verdict": delivery.verdict.isEmpty ? "–" : delivery.verdict,
                "lastError": delivery.lastError.isEmpty ? nil : delivery.lastError, "attempts": delivery.attempts,
                "acknowledged": acknowledged, "isEscalated": delivery.escalated,
                "canAcknowledge": delivery.acknowledge && delivery.acknowledgedAt == 0
                    && (delivery.state == .pending || delivery.state == .delivered)
                    && (delivery.recipient == visitor.person.id || delivery.escalateTo.contains(visitor.person.id)),
                "canRetry": delivery.state == .failed && may(.retryDelivery(RetryDelivery())),
                "acknowledgeAction": action("acknowledge"), "retryAction": action("retry-delivery"),
            ])
        }
        return ["deliveryList": Array(rows), "hasDeliveries": !rows.isEmpty]
    }

    var journalFields: Fields {
        let entries = snapshot.journal[incident.id] ?? []
        let verdict = JournalVerdict(entries: entries, matter: matter)
        return Fields([
            "journalList": entries.suffix(300).reversed().map { Self.journalRow($0, naming) },
            "journalVerdict": entries.isEmpty
                ? nil : ["mark": verdict.mark, "text": verdict.text(words)] as Fields,
            "evaluationHref": snapshot.evaluations[incident.id] == nil ? nil : "/incidents/\(incident.id)/evaluation",
        ])
    }

    static func journalRow(_ entry: JournalEntry, _ naming: Naming) -> Fields {
        Fields([
            "sequence": entry.sequence, "at": naming.time(entry.at),
            "action": naming.words.texts["journal_\(entry.action)"] ?? entry.action,
            "actor": naming.person(entry.actor), "hash": String(EventID.hex(entry.hash).prefix(16)),
            "hasDetails": !entry.details.isEmpty,
            "details": entry.details.sorted { $0.key < $1.key }.prefix(12).map { key, value -> Fields in
                ["label": key, "value": String(value.prefix(400))]
            },
        ])
    }
}

/// Whether an incident's journal is what was written.
enum JournalVerdict: Equatable {
    case whole(Int)
    /// The case names entries that have not been read yet.
    case behind
    case broken(String)

    init(entries: [JournalEntry], matter: Case?) {
        if let fault = JournalChain.verify(entries) {
            self = .broken(fault.description)
        } else if let newest = matter?.journalHash, !newest.isEmpty,
            !entries.contains(where: { EventID.hex($0.hash) == newest })
        {
            let isBehind = (matter?.journalEntries ?? 0) > Int64(entries.count)
            self = isBehind ? .behind : .broken("the case names the hash \(newest), which no entry has")
        } else {
            self = .whole(entries.count)
        }
    }

    var mark: String {
        switch self {
        case .whole: "whole"
        case .behind: "behind"
        case .broken: "broken"
        }
    }

    func text(_ words: Words) -> String {
        switch self {
        case .whole(let count): words.filled("chain_whole", String(count))
        case .behind: words["chain_behind"]
        case .broken(let why): words.filled("chain_broken", why)
        }
    }
}
