import HTTPTypes
import Hummingbird
import Processing
import Tracing

/// A request belongs to the trace that its `traceparent` names, or to one that begins here; a decision carries it on.
struct TraceContext: RouterMiddleware {
    typealias Context = ConsoleContext

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        let incoming = HTTPField.Name("traceparent").flatMap { request.headers[$0] }
        // Of few different names: never with what the caller wrote.
        let name = "\(request.method == .post ? "POST" : "GET") \(context.endpointPath ?? "console")"
        return try await Trace.following(incoming, name, ofKind: .server) { try await next(request, context) }
    }
}
