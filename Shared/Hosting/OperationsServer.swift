import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// `/healthz`, `/readyz` and `/metrics` of one process.
struct OperationsServer: Service {
    let host: String
    let port: Int
    let health: HealthRegistry
    let metrics: PrometheusMetrics
    let standing: StandingFigures
    let logger: Logger
    var limits = ServerLimits(connections: 64, perAddress: 32)

    func run() async throws {
        try await application().runService(gracefulShutdownSignals: [])
    }

    func application() -> some ApplicationProtocol {
        BoundedServer.application(
            "operations", router: router(), host: host, port: port, limits: limits, logger: logger)
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(
            middleware: MethodsAllowed(["/healthz": .get, "/readyz": .get, "/metrics": .get]) { found, expected in
                text(
                    "found \(found), expected \(expected)\n", status: .methodNotAllowed,
                    type: "text/plain; charset=utf-8")
            })
        router.get("healthz") { _, _ in verdict { $0.isAlive } }
        router.get("readyz") { _, _ in verdict { $0.isReady } }
        router.get("metrics") { _, _ in
            text(
                metrics.exposition() + PrometheusText.text(standing.samples()), status: .ok,
                type: "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }

    private func verdict(_ good: (HealthReport) -> Bool) -> Response {
        let reports = health.reports()
        let isGood = !reports.isEmpty && reports.allSatisfy { good($0.report) }
        let lines = reports.map { "\(good($0.report) ? "ok" : "NO") \($0.name): \($0.report.detail)\n" }
        let body = reports.isEmpty ? "NO nothing has started yet\n" : lines.joined()
        return text(body, status: isGood ? .ok : .serviceUnavailable, type: "text/plain; charset=utf-8")
    }

    private func text(_ body: String, status: HTTPResponse.Status, type: String) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
