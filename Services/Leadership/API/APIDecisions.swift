import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import Schemas
import SwiftProtobuf
import Text

/// Deciding, and what came of it.
enum APIDecisions {
    static let routes = [
        APIRoute(
            path: "/api/v1/decisions", id: "listDecisions", summary: "Decisions, the newest first.", tag: "Decisions",
            query: APIParameter.paging + [.incident, .person, .since("decided")], answer: .list(DecisionView.self)
        ) { call in
            let all =
                call["incident"].map { call.snapshot.decisions(about: $0) } ?? Array(call.snapshot.decisions.values)
            return try call.page(
                all.filter { decision in
                    (call["person"].map { $0 == decision.person } ?? true)
                        && (call.number("since").map { decision.decidedAt >= $0 } ?? true)
                }, key: { "\(APICall.descending($0.decidedAt))-\($0.id)" }
            ) { DecisionView($0, in: call.snapshot) }
        },
        APIRoute(
            path: "/api/v1/decisions/{decision}", id: "getDecision", summary: "A decision and what came of it.",
            tag: "Decisions", answer: .one(DecisionView.self), problems: [404]
        ) { call in
            let id = try call.capture("decision")
            guard let decision = call.snapshot.decisions[id] else {
                throw Problem(.notFound, "there is no decision \"\(Refusals.shown(id))\", or it has not come back yet")
            }
            return try call.one(DecisionView(decision, in: call.snapshot))
        },
        APIRoute(
            method: .post, path: "/api/v1/decisions", id: "decide",
            summary: """
                Takes a decision of any kind, as the caller. Asked again with the same key and the same decision it answers \
                the same and counts once; with another decision it is refused (422). It is on the log when it is answered; \
                what came of it is in `/api/v1/decisions/{decision}`.
                """, tag: "Decisions", body: Decision.self, answer: .one(Decision.self), status: 201,
            problems: [400, 404, 409, 413, 415, 503]
        ) { try await decide($0) },
    ]

    /// Members of a decision that are set here, whatever a caller says.
    static let setHere = ["id", "subject", "person", "role", "decidedAt", "planHash"]

    private static func decide(_ call: APICall) async throws -> Response {
        let visitor = try call.visitor
        let request = call.request
        if case .session(let session) = visitor.proof {
            let fields = FormFields(pairs: [(Forgery.field, request.headers[.formSeal] ?? "")])
            try call.console.checkForm(fields, session, request)
        }
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased() ?? ""
        guard type == "application/json" else {
            throw Problem(
                .mediaType, "found the content type \"\(Refusals.shown(type))\", expected application/json")
        }
        guard let key = request.headers[.idempotencyKey] else {
            throw Problem(
                .malformed, "the header Idempotency-Key is missing; a new one for each decision keeps retries harmless")
        }
        let body = Array(buffer: try await request.body.collect(upTo: Console.largestBody))
        do throws(StrictJSON.Mistake) {
            try StrictJSON.check(body, limits: .init(bytes: Console.largestBody))
        } catch {
            throw Problem(.malformed, "\(error)")
        }
        var draft: Decision
        do {
            draft = try Decision(jsonUTF8Bytes: body)
        } catch {
            throw Problem(.malformed, "the body is no decision: \(Refusals.shown("\(error)"))")
        }
        draft.id = ""
        draft.subject = ""
        draft.person = ""
        draft.role = ""
        draft.planHash = ""
        draft.decidedAt = 0
        let outcome = try await call.console.take(draft, by: visitor, key: key, request)
        var response = try call.one(outcome.decision, status: .created)
        response.headers[.location] =
            "\(APIRoutes.root)/decisions/\(PercentEncoding.component(outcome.decision.id))"
        if case .takenBefore = outcome { response.headers[.idempotencyReplayed] = "true" }
        return response
    }
}

extension DecisionView {
    init(_ decision: Decision, in snapshot: ViewSnapshot) {
        let outcome = snapshot.outcome(of: decision)
        self = .with {
            $0.decision = decision
            $0.kind = decision.kind.map { $0.name } ?? ""
            $0.outcome = outcome.word
            if case .refused(let reason) = outcome { $0.detail = reason }
        }
    }
}

extension HTTPField.Name {
    static var idempotencyReplayed: Self { Self("Idempotency-Replayed") ?? .location }
}
