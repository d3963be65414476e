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
        router.get("healthz") { _, _ in verdict { $0.isAlive } }
        router.get("readyz") { _, _ in verdict { $0.isReady } }
        router.get("metrics") { _, _ in
            text(metrics.exposition() + standing(), status: .ok, type: "text/plain; version=0.0.4; charset=utf-8")
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

    /// How the parts of the process are, and how far its consumers have come, by the names of kafka_exporter, so that
    /// dashboards made for it show them. A process tells of its own partitions and of itself as a member.
    private func standing() -> String {
        let reports = health.reports()
        let lags = reports.flatMap(\.report.lags)
        var out = Self.gauge("fenghuo_alive", reports.map { ([("part", $0.name)], $0.report.isAlive ? 1 : 0) })
        out += Self.gauge("fenghuo_ready", reports.map { ([("part", $0.name)], $0.report.isReady ? 1 : 0) })
        out += Self.gauge(
            "fenghuo_not_ready",
            reports.flatMap { name, report in
                HealthReport.causes.map { ([("part", name), ("cause", $0)], report.cause == $0 ? 1 : 0) }
            })
        out += Self.gauge("kafka_consumergroup_lag", lags.filter { $0.lag >= 0 }.map { (labels($0), $0.lag) })
        out += Self.gauge(
            "kafka_consumergroup_current_offset", lags.compactMap { lag in lag.offset.map { (labels(lag), $0) } })
        let groups = Set(lags.map(\.group)).sorted()
        return out + Self.gauge("kafka_consumergroup_members", groups.map { ([("consumergroup", $0)], 1) })
    }

    private func labels(_ lag: HealthReport.Lag) -> [(String, String)] {
        [("consumergroup", lag.group), ("topic", lag.topic), ("partition", String(lag.partition))]
    }

    private static func gauge(_ name: String, _ samples: [(labels: [(String, String)], value: Int64)]) -> String {
        guard !samples.isEmpty else { return "" }
        return "# TYPE \(name) gauge\n"
            + samples.map { "\(name)\(PrometheusMetrics.labels($0.labels)) \($0.value)\n" }.joined()
    }

    private func text(_ body: String, status: HTTPResponse.Status, type: String) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
