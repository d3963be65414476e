import CoreMetrics
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import Hosting

@Suite struct OperationsServerTests {
    private let health = HealthRegistry()
    private let metrics = PrometheusMetrics()

    private func get(_ path: String) async throws -> TestResponse {
        let server = OperationsServer(
            host: "127.0.0.1", port: 0, health: health, metrics: metrics,
            standing: StandingFigures(health: health), logger: Logger(label: "test"))
        return try await server.application().test(.router) { client in
            try await client.execute(uri: path, method: .get)
        }
    }

    @Test func `A process whose parts have not said anything is neither alive nor ready`() async throws {
        for path in ["/healthz", "/readyz"] {
            let response = try await get(path)
            #expect(response.status == .serviceUnavailable)
            #expect(String(buffer: response.body) == "NO nothing has started yet\n")
        }
    }

    @Test(
        arguments: [
            (alive: [true, true], ready: [true, true], healthz: 200, readyz: 200),
            (alive: [true, true], ready: [true, false], healthz: 200, readyz: 503),
            (alive: [true, false], ready: [true, true], healthz: 503, readyz: 200),
            (alive: [false, false], ready: [false, false], healthz: 503, readyz: 503),
        ])
    func `One part that is not well makes the whole unwell`(
        alive: [Bool], ready: [Bool], healthz: Int, readyz: Int
    ) async throws {
        for (at, isAlive) in alive.enumerated() {
            let isReady = ready[at]
            health.register("part\(at)") { HealthReport(isAlive: isAlive, isReady: isReady, detail: "partition \(at)") }
        }
        let live = try await get("/healthz")
        #expect(live.status.code == healthz)
        let answer = try await get("/readyz")
        #expect(answer.status.code == readyz)
        #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
        let lines = String(buffer: answer.body).split(separator: "\n").map(String.init)
        #expect(lines == ready.enumerated().map { "\($1 ? "ok" : "NO") part\($0): partition \($0)" })
    }

    @Test func `Metrics are Prometheus text with the standing of every part and consumer`() async throws {
        metrics.makeCounter(label: "records", dimensions: []).increment(by: 4)
        health.register("analysis") {
            HealthReport(
                isAlive: true, isReady: true, detail: "",
                lags: [
                    .init(group: "analysis", topic: "fenghuo.mentions.v1", partition: 0, lag: 12, offset: 30),
                    .init(group: "analysis", topic: "fenghuo.mentions.v1", partition: 1, lag: 0),
                    .init(group: "analysis", topic: "fenghuo.decisions.v1", partition: 1, lag: -1),
                ])
        }
        health.register("response") {
            HealthReport(
                isAlive: true, isReady: false, cause: "log-away", detail: "",
                lags: [.init(group: "response", topic: "fenghuo.incidents.v1", partition: 0, lag: 3)])
        }
        let response = try await get("/metrics")
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        let (lag, offset) = ("kafka_consumergroup_lag", "kafka_consumergroup_current_offset")
        let members = "kafka_consumergroup_members"
        let causes = ["analysis", "response"].flatMap { part in
            HealthReport.causes.map { cause in
                let isIt = part == "response" && cause == "log-away"
                return "fenghuo_not_ready{part=\"\(part)\",cause=\"\(cause)\"} \(isIt ? 1 : 0)"
            }
        }
        let lines = String(buffer: response.body).split(separator: "\n").map(String.init)
        #expect(lines.contains("# HELP fenghuo_ready \(MetricCatalogue.metric(named: "fenghuo_ready")?.help ?? "")"))
        #expect(lines.contains { $0.hasPrefix("fenghuo_build_info{version=") })
        // Of the build and the process: whatever they are just now.
        let told = lines.filter {
            !$0.hasPrefix("# HELP") && !$0.contains("process_") && !$0.contains("fenghuo_build_info")
        }
        #expect(
            told == [
                "# TYPE records counter", "records 4",
                "# TYPE fenghuo_alive gauge", "fenghuo_alive{part=\"analysis\"} 1",
                "fenghuo_alive{part=\"response\"} 1",
                "# TYPE fenghuo_ready gauge", "fenghuo_ready{part=\"analysis\"} 1",
                "fenghuo_ready{part=\"response\"} 0", "# TYPE fenghuo_not_ready gauge",
            ] + causes + [
                "# TYPE \(lag) gauge",
                "\(lag){consumergroup=\"analysis\",topic=\"fenghuo.mentions.v1\",partition=\"0\"} 12",
                "\(lag){consumergroup=\"analysis\",topic=\"fenghuo.mentions.v1\",partition=\"1\"} 0",
                "\(lag){consumergroup=\"response\",topic=\"fenghuo.incidents.v1\",partition=\"0\"} 3",
                "# TYPE \(offset) gauge",
                "\(offset){consumergroup=\"analysis\",topic=\"fenghuo.mentions.v1\",partition=\"0\"} 30",
                "# TYPE \(members) gauge", "\(members){consumergroup=\"analysis\"} 1",
                "\(members){consumergroup=\"response\"} 1",
            ], "a lag not known yet (below zero) is left out")
    }

    @Test func `Nothing else is served`() async throws {
        #expect(try await get("/").status == .notFound)
        #expect(try await get("/metrics/x").status == .notFound)
    }

    @Test(arguments: ["fenghuo", "monitoring", "analysis", "response", "logistics", "leadership"])
    func `Each service has a port of its own by default`(name: String) {
        let names = ["fenghuo", "monitoring", "analysis", "response", "logistics", "leadership"]
        let ports = names.map(ServiceHost.defaultPort)
        #expect(Set(ports).count == names.count && ports.allSatisfy { (9080...9099).contains($0) })
        #expect(ports[names.firstIndex(of: name) ?? 0] == ServiceHost.defaultPort(name))
    }
}
