import Plan
import Schemas
import SwiftProtobuf

/// What is recorded: deliveries, resources, sources, journals, evaluations, the audit.
enum APIRecords {
    static let routes = [
        APIRoute(
            path: "/api/v1/deliveries", id: "listDeliveries", summary: "Deliveries by id.", tag: "Records",
            query: APIParameter.paging + [
                .incident, .choice("state", of: DeliveryState.self, "Only in this state."),
                APIParameter(
                    name: "recipient", kind: .text(longest: 200),
                    description: "Only to this person or channel of the plan."), .since("created"),
            ], answer: .list(Delivery.self)
        ) { call in
            let all =
                call["incident"].map { call.snapshot.deliveries(about: $0) } ?? Array(call.snapshot.deliveries.values)
            return try call.page(
                all.filter { delivery in
                    (call.choice("state", DeliveryState.self).map { $0 == delivery.state } ?? true)
                        && (call["recipient"].map { $0 == delivery.recipient } ?? true)
                        && (call.number("since").map { delivery.createdAt >= $0 } ?? true)
                }, key: \.id
            ) { $0 }
        },
        APIRoute(
            path: "/api/v1/deliveries/{delivery}", id: "getDelivery", summary: "A delivery with the channel's verdict.",
            tag: "Records", answer: .one(Delivery.self), problems: [404]
        ) { call in
            let id = try call.capture("delivery")
            guard let delivery = call.snapshot.deliveries[id] else {
                throw Problem(.notFound, "there is no delivery \"\(Refusals.shown(id))\"")
            }
            return try call.one(delivery)
        },
        APIRoute(
            path: "/api/v1/resources", id: "listResources", summary: "Requests for resources by id.", tag: "Records",
            query: APIParameter.paging + [.incident, .choice("state", of: ResourceState.self, "Only in this state.")],
            answer: .list(ResourceRequest.self)
        ) { call in
            let all =
                call["incident"].map { call.snapshot.resources(about: $0) } ?? Array(call.snapshot.resources.values)
            return try call.page(
                all.filter { request in call.choice("state", ResourceState.self).map { $0 == request.state } ?? true },
                key: \.id
            ) { $0 }
        },
        APIRoute(
            path: "/api/v1/sources", id: "listSources", summary: "The plan's sources and their coverage, by id.",
            tag: "Records", query: APIParameter.paging, answer: .list(SourceView.self)
        ) { call in
            try call.page(call.plan.sources, key: \.id) { source in
                SourceView.with {
                    $0.id = source.id
                    $0.name = source.name
                    $0.kind = source.kind.rawValue
                    $0.tier = Int32(source.tier)
                    $0.cadenceSeconds = Int64(source.cadence?.seconds ?? 0)
                    $0.silent = source.isSilent(call.snapshot.sources[source.id], at: call.now)
                    if let coverage = call.snapshot.sources[source.id] { $0.coverage = coverage }
                }
            }
        },
        APIRoute(
            path: "/api/v1/journal/{incident}", id: "getJournal",
            summary: "The journal of a case, hash-chained, in its order.", tag: "Records",
            query: APIParameter.paging + [.since("entered"), .format], answer: .list(JournalEntry.self), hasCSV: true,
            problems: [404]
        ) { call in
            let incident = try call.incident()
            let entries = (call.snapshot.journal[incident.id] ?? [])
                .filter { entry in call.number("since").map { entry.at >= $0 } ?? true }
            guard !call.wantsCSV else { return call.csv(RecordTables.journal(entries), name: "journal") }
            return try call.page(entries, key: { APICall.ascending($0.sequence) }) { $0 }
        },
        APIRoute(
            path: "/api/v1/journal/{incident}/verification", id: "verifyJournal",
            summary: "Whether the journal is what was written: no entry altered, missing or moved.", tag: "Records",
            answer: .one(JournalVerification.self), problems: [404]
        ) { call in
            let incident = try call.incident()
            let entries = call.snapshot.journal[incident.id] ?? []
            let verdict = JournalVerdict(entries: entries, matter: call.snapshot.cases[incident.id])
            return try call.one(
                JournalVerification.with {
                    $0.incidentID = incident.id
                    $0.verdict = verdict.mark
                    $0.entries = Int64(entries.count)
                    if case .broken(let why) = verdict { $0.detail = why }
                    $0.newestHash = entries.last.map { EventID.hex($0.hash) } ?? ""
                })
        },
        APIRoute(
            path: "/api/v1/evaluations", id: "listEvaluations", summary: "Evaluations by incident.", tag: "Records",
            query: APIParameter.paging + [.subject, .since("closed"), .format], answer: .list(Evaluation.self),
            hasCSV: true
        ) { call in
            let all = call.snapshot.evaluations.values.filter { evaluation in
                (call["subject"].map { $0 == evaluation.subject } ?? true)
                    && (call.number("since").map { evaluation.closedAt >= $0 } ?? true)
            }
            guard !call.wantsCSV else { return call.csv(RecordTables.evaluations(all), name: "evaluations") }
            return try call.page(all, key: \.incidentID) { $0 }
        },
        APIRoute(
            path: "/api/v1/evaluations/{incident}", id: "getEvaluation",
            summary: "The evaluation of an incident; as CSV its time line and what was measured.", tag: "Records",
            query: [.format], answer: .one(Evaluation.self), hasCSV: true, problems: [404]
        ) { call in
            let id = try call.capture("incident")
            guard let evaluation = call.snapshot.evaluations[id] else {
                throw Problem(.notFound, "there is no evaluation of incident \"\(Refusals.shown(id))\" yet")
            }
            guard !call.wantsCSV else { return call.csv(RecordTables.evaluation(evaluation), name: "evaluation") }
            return try call.one(evaluation)
        },
        APIRoute(
            path: "/api/v1/audit", id: "listAudit",
            summary: "Who signed in and out, who decided what, and what was refused to whom; the newest first. "
                + "Without the permission administer: decisions, and the caller's own.",
            tag: "Records",
            query: APIParameter.paging + [
                .choice("kind", of: AuditTrail.Line.Kind.allCases.map(\.rawValue), "Only of this kind."), .person,
                .incident, .since("recorded"), .format,
            ], answer: .list(AuditView.self), hasCSV: true
        ) { call in
            let own = try call.visitor.person.id
            let seesAll = try call.visitor.may(.administer)
            let lines = call.snapshot.audit.lines.lazy.filter { line in
                (seesAll || line.kind == .decided || line.person == own)
                    && (call["kind"].map { $0 == line.kind.rawValue } ?? true)
                    && (call["person"].map { $0 == line.person } ?? true)
                    && (call["incident"].map { $0 == line.incident } ?? true)
                    && (call.number("since").map { line.at >= $0 } ?? true)
            }
            guard !call.wantsCSV else { return call.csv(RecordTables.audit(lines.reversed()), name: "audit") }
            return try call.page(lines, key: { "\(APICall.descending($0.at))-\($0.id)" }) { AuditView($0) }
        },
    ]
}

extension AuditView {
    init(_ line: AuditTrail.Line) {
        self = .with {
            $0.id = line.id
            $0.at = line.at
            $0.kind = line.kind.rawValue
            $0.person = line.person
            $0.action = line.action
            $0.incidentID = line.incident
            $0.reason = line.reason
            $0.detail = line.detail
            $0.count = line.count
            $0.address = line.address
        }
    }
}
