import CoreMetrics
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Hosting

/// What a server answers is counted, under labels that nobody outside can multiply.
@Suite struct RequestMetricsTests {
    private let metrics = PrometheusMetrics()

    private func ask(_ requests: [(method: HTTPRequest.Method, path: String)]) async throws -> [String] {
        let router = Router()
        router.add(middleware: RequestMetrics(server: "intake", refusals: [429, 503], factory: metrics))
        router.get("things/:id") { _, _ in "one" }
        router.post("things") { _, _ -> String in throw HTTPError(.tooManyRequests) }
        router.get("broken") { _, _ -> String in throw CancellationError() }
        try await Application(router: router).test(.router) { client in
            for request in requests { _ = try? await client.execute(uri: request.path, method: request.method) }
        }
        return metrics.exposition().split(separator: "\n").map(String.init)
    }

    private func total(_ method: String, _ route: String, _ status: Int) -> String {
        "fenghuo_http_requests_total{server=\"intake\",method=\"\(method)\",route=\"\(route)\",status=\"\(status)\"}"
    }

    @Test func `Refusals that alerts look at are there before the first`() async throws {
        let lines = try await ask([])
        for status in [429, 503] {
            #expect(lines.contains("fenghuo_http_refusals_total{server=\"intake\",status=\"\(status)\"} 0"))
        }
        #expect(lines.contains("fenghuo_http_requests_active{server=\"intake\"} 0"))
    }

    @Test func `A request counts under its route's template, its refusal under its status`() async throws {
        let lines = try await ask([(.get, "/things/1"), (.get, "/things/2"), (.post, "/things"), (.get, "/broken")])
        #expect(lines.contains(total("GET", "/things/{id}", 200) + " 2"))
        #expect(lines.contains(total("POST", "/things", 429) + " 1"))
        #expect(lines.contains(total("GET", "/broken", 500) + " 1"))
        #expect(lines.contains("fenghuo_http_refusals_total{server=\"intake\",status=\"429\"} 1"))
        let count = "fenghuo_http_request_duration_seconds_count{server=\"intake\",route=\"/things/{id}\"} 2"
        #expect(lines.contains(count))
        #expect(lines.contains("fenghuo_http_requests_active{server=\"intake\"} 0"))
    }

    @Test func `Addresses and methods that are made up do not make series`() async throws {
        let lines = try await ask(
            (0..<50).map { (HTTPRequest.Method("ODD\($0)") ?? .get, "/nowhere/\($0)") } + [(.get, "/also/nowhere")])
        #expect(lines.contains(total("other", "none", 404) + " 50"))
        #expect(lines.count { $0.hasPrefix("fenghuo_http_requests_total{") } == 2)
    }
}
