import Foundation
import HTTPTypes
import Hummingbird
import Plan
import Schemas
import SwiftProtobuf

/// One route of the API: what it is called, who may, what it takes, answers and does. The router and the OpenAPI document
/// are both made from these (``APIRoutes/all``), so they cannot part.
struct APIRoute: Sendable {
    enum Answer: Sendable {
        case one(any Message.Type)
        /// A page of them, with `next`.
        case list(any Message.Type)
        /// A page of entries of the archive, each with its kind's message.
        case found
        /// A file, as CSV or JSON Lines.
        case file
        /// The document itself.
        case document
        /// Server-sent events, without end.
        case events
    }

    var method = HTTPRequest.Method.get
    /// With captures in braces, from the root.
    var path: String
    /// The operation's id in the document.
    var id: String
    var summary: String
    var tag: String
    /// `nil`: anybody, without a sign-in.
    var permission: ResponsePlan.Permission? = .read
    var query: [APIParameter] = []
    /// The message that the body is, as it is documented.
    var body: (any Message.Type)?
    var answer: Answer
    var status = 200
    /// The answer may be had as comma-separated values, too.
    var hasCSV = false
    /// Further statuses of refusals: 404, 409.
    var problems: [Int] = []
    var respond: @Sendable (APICall) async throws -> Response

    /// Names in braces, in order.
    var captures: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// As the router reads it.
    var routerPath: RouterPath {
        RouterPath(
            path.split(separator: "/").map { $0.hasPrefix("{") ? ":" + $0.dropFirst().dropLast() : $0 }
                .joined(separator: "/"))
    }
}

/// One request to a route, with its parameters checked.
struct APICall: Sendable {
    let console: Console
    let request: Request
    let context: ConsoleContext
    let snapshot: ViewSnapshot
    let now: Int64
    private let query: [String: String]

    /// - Throws: `Problem` when a parameter is unknown, said twice, or otherwise than the route says.
    init(_ route: APIRoute, console: Console, request: Request, context: ConsoleContext) async throws {
        self.console = console
        self.request = request
        self.context = context
        var query: [String: String] = [:]
        for (name, value) in request.uri.queryParameters where name != "lang" {
            let name = String(name)
            guard let parameter = route.query.first(where: { $0.name == name }) else {
                let known = route.query.map(\.name).joined(separator: ", ")
                throw Problem(
                    .invalid,
                    "found the parameter \(Refusals.shown(name)), expected \(known.isEmpty ? "none" : "some of \(known)")",
                    field: Refusals.shown(name))
            }
            guard query[name] == nil else { throw Problem(.invalid, "found \(name) twice", field: name) }
            try parameter.check(String(value))
            query[name] = String(value)
        }
        self.query = query
        snapshot = await console.view.snapshot
        now = console.clock()
    }

    var plan: ResponsePlan { console.plan }

    var visitor: Visitor {
        get throws {
            guard let visitor = context.visitor else { throw Problem(.signIn("missing"), "sign in first") }
            return visitor
        }
    }

    subscript(name: String) -> String? { query[name] }
    func number(_ name: String) -> Int64? { query[name].flatMap { Int64($0) } }
    func flag(_ name: String) -> Bool? { query[name].map { $0 == "true" } }
    func choice<E: Enum>(_ name: String, _ type: E.Type) -> E? where E.RawValue == Int {
        query[name].flatMap { text in
            SchemaDescriptors.values(of: type).first { $0.name == text }.flatMap { E(rawValue: $0.number) }
        }
    }

    /// A capture of the path, percent-decoded.
    func capture(_ name: String) throws -> String {
        let text = try context.parameters.require(name)
        return text.removingPercentEncoding ?? text
    }

    var limit: Int { number("limit").map { Int($0) } ?? 50 }
    var after: String? { query["after"] }
    var wantsCSV: Bool { query["format"] == "csv" }
}
