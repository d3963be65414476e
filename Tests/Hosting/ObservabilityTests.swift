import Foundation
import Hosting
import Testing

/// Dashboard and alerts look at what the code says, and nothing else.
@Suite struct ObservabilityTests {
    /// The names of all series.
    private static let known = Set(MetricCatalogue.all.flatMap(\.series)).union(["up"])

    private static func used(in path: String) throws -> Set<String> {
        Set(
            try Repository.text(path).matches(of: /\b(?:fenghuo|kafka|leadership|process)_[a-z_]+/).map {
                String($0.output)
            })
    }

    @Test(
        arguments: [
            "Operations/prometheus/alerts.yml", "Operations/prometheus/alerts.test.yml",
            "Operations/grafana/dashboards/fenghuo.json",
        ])
    func `Every metric that is looked at is one of the catalogue, under its present name`(path: String) throws {
        let used = try Self.used(in: path)
        #expect(used.count > 4)
        for name in used.sorted() {
            #expect(Self.known.contains(name), "\(path) uses \(name), which is not in `fenghuo metrics`")
        }
    }

    @Test func `The dashboard shows what an operator asks for`() throws {
        let used = try Self.used(in: "Operations/grafana/dashboards/fenghuo.json")
        for name in [
            "kafka_consumergroup_lag", "fenghuo_processed_total", "fenghuo_event_commit_latency_seconds_bucket",
            "fenghuo_restore_seconds_bucket", "fenghuo_dead_letters_total", "fenghuo_delivery_attempts_total",
            "fenghuo_source_seconds_since_success", "fenghuo_source_cadence_seconds",
        ] { #expect(used.contains(name), "\(name)") }
    }

    @Test func `Every alert is explained to whoever is woken by it`() throws {
        let alerts = try Repository.text("Operations/prometheus/alerts.yml").matches(of: /alert: (\w+)/).map(\.1)
        let runbook = try Repository.text("Documentation/operations.md")
        #expect(alerts.count > 10)
        for alert in alerts { #expect(runbook.contains("`\(alert)`"), "\(alert) is not in the runbook") }
    }

    @Test func `Every alert is fired by promtool, and by its cause unless nobody can cause it`() throws {
        let alerts = try Repository.text("Operations/prometheus/alerts.yml").matches(of: /alert: (\w+)/).map(\.1)
        let series = try Repository.text("Operations/prometheus/alerts.test.yml")
        let causes = try Repository.text("Scripts/check-alerts")
        for alert in alerts {
            #expect(series.contains("alertname: \(alert)\n"), "\(alert) is not in alerts.test.yml")
            #expect(causes.contains("\"\(alert)\""), "\(alert) is neither caused nor said not to be in check-alerts")
        }
    }

    @Test func `Prometheus looks where the services are`() throws {
        let configuration = try Repository.text("Operations/prometheus/prometheus.yml")
        for (place, name) in ["monitoring", "analysis", "response", "logistics", "leadership"].enumerated() {
            #expect(configuration.contains("names: [\(name)], type: A, port: \(9081 + place)"), "\(name)")
        }
    }
}
