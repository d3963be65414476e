public import CoreMetrics
import HTTPTypes
public import Hummingbird

/// Counts and times what a server answers. Labels are bounded: a route is its template and never an address, a method
/// that no route has is `other`.
///
/// Outermost, so that it sees what every other middleware answered.
public struct RequestMetrics<Context: RequestContext>: RouterMiddleware {
    private let server: String
    private let factory: any MetricsFactory
    private let active: Meter

    /// - Parameters:
    ///   - server: `intake` or `console`.
    ///   - refusals: statuses that alerts look at: their counters are there from the start, so that the first counts.
    public init(
        server: String, refusals: [Int] = [400, 401, 403, 404, 413, 429, 500, 503],
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.server = server
        self.factory = factory
        active = Meter(label: "fenghuo_http_requests_active", dimensions: [("server", server)], factory: factory)
        active.set(Int64(0))
        for status in refusals { self.refusals(status).increment(by: 0) }
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        active.increment(by: 1.0)
        defer { active.decrement(by: 1.0) }
        do {
            let response = try await next(request, context)
            count(request, context, response.status, since: began)
            return response
        } catch {
            count(request, context, (error as? any HTTPResponseError)?.status ?? .internalServerError, since: began)
            throw error
        }
    }

    private func count(
        _ request: Request, _ context: Context, _ status: HTTPResponse.Status, since began: ContinuousClock.Instant
    ) {
        // Which route it was is known once the router has found one; where it finds none it writes `NotFound`, which
        // is no path.
        let path = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil }
        let route = path.map(Self.template) ?? "none"
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
        Counter(
            label: "fenghuo_http_requests_total",
            dimensions: [("server", server), ("method", method), ("route", route), ("status", String(status.code))],
            factory: factory
        ).increment()
        if status.code >= 400 { refusals(status.code).increment() }
        let took = began.duration(to: .now).components
        CoreMetrics.Timer(
            label: "fenghuo_http_request_duration_seconds", dimensions: [("server", server), ("route", route)],
            factory: factory
        ).recordNanoseconds(took.seconds * 1_000_000_000 + took.attoseconds / 1_000_000_000)
    }

    private static var methods: [HTTPRequest.Method] { [.get, .head, .post, .put, .patch, .delete, .options] }

    private func refusals(_ status: Int) -> Counter {
        Counter(
            label: "fenghuo_http_refusals_total", dimensions: [("server", server), ("status", String(status))],
            factory: factory)
    }

    /// `/incidents/{id}`, whether the router writes `:id` or `{id}`.
    static func template(_ path: String) -> String {
        let parts = path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
        return "/" + parts.joined(separator: "/")
    }
}
