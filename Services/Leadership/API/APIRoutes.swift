import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Schemas
import SwiftProtobuf

/// The same for programs: proto3 canonical JSON of the events' own messages.
struct APIRoutes: Sendable {
    let console: Console

    static let documented: [(route: String, key: String)] = [
        ("GET /api/v1/incidents?limit=50&after=", "api_incidents"), ("GET /api/v1/incidents/{id}", "api_incident"),
        ("GET /api/v1/cases?limit=50&after=", "api_cases"), ("GET /api/v1/deliveries?incident=", "api_deliveries"),
        ("GET /api/v1/sources", "api_sources"), ("GET /api/v1/evaluations", "api_evaluations"),
        ("GET /api/v1/journal/{incident}", "api_journal"), ("POST /api/v1/decisions", "api_decisions"),
        ("GET /events", "api_events"),
    ]

    static let example = """
        POST /api/v1/decisions
        Authorization: Bearer <token>
        Idempotency-Key: 5b0d1c0e-regrade-1
        Content-Type: application/json

        {"incidentId": "…", "reason": "…", "regrade": {"grade": "GRADE_II"}}
        """

    func add(to api: RouterGroup<ConsoleContext>) {
        api.get("incidents") { request, _ in
            try await list(request) { $0.incidents.values.map { ($0.id, $0) } }
        }
        api.get("incidents/:id") { _, context in
            let id = try context.parameters.require("id")
            guard let incident = await console.view.snapshot.incidents[id] else {
                throw Problem(.notFound, "there is no incident \"\(id)\"")
            }
            return try Self.answer(incident.jsonUTF8Bytes())
        }
        api.get("cases") { request, _ in try await list(request) { $0.cases.values.map { ($0.incidentID, $0) } } }
        api.get("deliveries") { request, _ in
            let incident = request.uri.queryParameters.get("incident")
            return try await list(request) { snapshot in
                snapshot.deliveries.values.filter { incident == nil || $0.incidentID == incident }.map { ($0.id, $0) }
            }
        }
        api.get("sources") { request, _ in try await list(request) { $0.sources.values.map { ($0.id, $0) } } }
        api.get("evaluations") { request, _ in
            try await list(request) { $0.evaluations.values.map { ($0.incidentID, $0) } }
        }
        api.get("journal/:incident") { request, context in
            let id = try context.parameters.require("incident")
            return try await list(request) { snapshot in
                (snapshot.journal[id] ?? []).map { (Self.padded($0.sequence), $0) }
            }
        }
        api.post("decisions") { request, context in try await decide(request, context) }
    }

    /// A page of a list: `{"items": […], "next": "…"}`, ordered by key; `next` goes into `after`.
    private func list(
        _ request: Request, _ items: (ViewSnapshot) -> [(key: String, message: any Message)]
    ) async throws -> Response {
        let query = request.uri.queryParameters
        let limit = try query.get("limit").map { text in
            guard let limit = Int(text), (1...200).contains(limit) else {
                throw Problem(.invalid, "found a limit of \"\(text.prefix(20))\", expected 1 to 200", field: "limit")
            }
            return limit
        }
        let after = query.get("after") ?? ""
        let rest = items(await console.view.snapshot).filter { $0.key > after }.sorted { $0.key < $1.key }
        let shown = rest.prefix(limit ?? 50)
        var body: [UInt8] = Array("{\"items\":[".utf8)
        for (index, item) in shown.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            let bytes: [UInt8] = try item.message.jsonUTF8Bytes()
            body += bytes
        }
        body += Array("]".utf8)
        if rest.count > shown.count, let last = shown.last {
            body += Array(",\"next\":".utf8)
            body += try JSONEncoder().encode(last.key)
        }
        body.append(UInt8(ascii: "}"))
        return Self.answer(body)
    }

    private func decide(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        guard let visitor = context.visitor else { throw Problem(.signIn("missing"), "sign in first") }
        if case .session(let session) = visitor.proof {
            let fields = FormFields(pairs: [(Forgery.field, request.headers[.formSeal] ?? "")])
            try console.checkForm(fields, session, request)
        }
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard type == "application/json" else {
            throw console.refusal(.invalid, "found the content type \"\(type)\", expected application/json", request)
        }
        guard let key = request.headers[.idempotencyKey] else {
            throw console.refusal(
                .invalid, "the header Idempotency-Key is missing; a new one for each decision keeps retries harmless",
                request)
        }
        let body = try await request.body.collect(upTo: Console.largestBody)
        var draft: Decision
        do {
            draft = try Decision(jsonUTF8Bytes: Array(buffer: body))
        } catch {
            throw console.refusal(.invalid, "the body is no decision: \(error)", request)
        }
        draft.id = ""
        draft.subject = ""
        draft.person = ""
        draft.role = ""
        draft.planHash = ""
        draft.decidedAt = 0
        let outcome = try await console.take(draft, by: visitor, key: key, request)
        var response = try Self.answer(outcome.decision.jsonUTF8Bytes())
        if case .taken = outcome { response.status = .created }
        return response
    }

    private static func padded(_ sequence: Int64) -> String {
        let digits = String(max(sequence, 0))
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    private static func answer(_ body: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
