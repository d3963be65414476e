import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Plan
import SwiftProtobuf

/// The same for programs: proto3 canonical JSON of the events' own messages, and of rows put together from them.
struct APIRoutes: Sendable {
    let console: Console

    /// Every route, in the order of the document.
    static let all: [APIRoute] =
        [
            APIOverview.routes, APIIncidents.routes, APICases.routes, APIDecisions.routes, APIRecords.routes,
            APIArchive.routes, APIHouse.routes,
        ]
        .flatMap { $0 } + [documentRoute, eventsRoute]

    /// What every route lies below, but for the live events.
    static let root = "/api/v1"

    private static let documentRoute = APIRoute(
        path: "\(root)/openapi.json", id: "getDocument", summary: "This document.", tag: "Overview", permission: nil,
        answer: .document
    ) { _ in
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-cache"],
            body: .init(byteBuffer: ByteBuffer(string: try OpenAPIDocument.text)))
    }

    /// Written by ``EventFeed``; here it is documented.
    private static let eventsRoute = APIRoute(
        path: "/events", id: "followChanges",
        summary: """
            What changes, as server-sent events: `change` with the revision, what changed and the incident; `reset` when \
            everything has to be read anew. `Last-Event-ID` goes on where a line broke.
            """, tag: "Live", answer: .events
    ) { _ in throw Problem(.notFound, "there is nothing here") }

    /// What needs no sign-in.
    func addOpen(to api: RouterGroup<ConsoleContext>) {
        for route in Self.all where route.permission == nil { add(route, to: api) }
    }

    func add(to api: RouterGroup<ConsoleContext>) {
        for route in Self.all where route.permission != nil && route.path.hasPrefix(Self.root) { add(route, to: api) }
    }

    private func add(_ route: APIRoute, to api: RouterGroup<ConsoleContext>) {
        let below = String(route.path.dropFirst(Self.root.count))
        var relative = route
        relative.path = below
        api.on(relative.routerPath, method: route.method) { request, context in
            if let permission = route.permission, !(context.visitor?.may(permission) ?? false) {
                throw console.refusal(
                    .permission, "\(route.id) asks for the permission \(permission.rawValue)", request,
                    person: context.visitor?.person.id ?? "")
            }
            return try await route.respond(
                APICall(route, console: console, request: request, context: context))
        }
    }

    /// For the page that explains the API.
    static let documented: [(route: String, summary: String)] = all.map { route in
        let query = route.query.map { "\($0.name)=" }.joined(separator: "&")
        return ("\(route.method.rawValue) \(route.path)\(query.isEmpty ? "" : "?\(query)")", route.summary)
    }

    static let example = """
        POST /api/v1/decisions
        Authorization: Bearer <token>
        Idempotency-Key: 5b0d1c0e-regrade-1
        Content-Type: application/json

        {"incidentId": "…", "reason": "…", "regrade": {"grade": "GRADE_II"}}
        """
}
