import Foundation
import Testing

/// Dashboard and alerts look at what the code says, and nothing else.
@Suite struct ObservabilityTests {
    /// Metrics' names as patterns: `fenghuo_mentions_\(name)_total` is any word between.
    private static func emitted() throws -> [Regex<AnyRegexOutput>] {
        let text = try Repository.sources().values.joined(separator: "\n")
        let names = text.matches(of: /"((?:fenghuo|kafka|leadership)_[a-z_]*(?:\\\([a-z]+\)[a-z_]*)*)"/).map(\.1)
        return try Set(names).map { name in
            try Regex("^" + name.replacing(/\\\([a-z]+\)/, with: "[a-z]+") + "(_bucket|_sum|_count)?$")
        }
    }

    private static func used(in path: String) throws -> Set<String> {
        Set(try Repository.text(path).matches(of: /\b(?:fenghuo|kafka|leadership)_[a-z_]+/).map { String($0.output) })
    }

    @Test(arguments: ["Operations/prometheus/alerts.yml", "Operations/grafana/dashboards/fenghuo.json"])
    func `Every metric that is looked at is one that the code emits`(path: String) throws {
        let (emitted, used) = (try Self.emitted(), try Self.used(in: path))
        #expect(emitted.count > 10 && used.count > 8)
        for name in used.sorted() {
            #expect(emitted.contains { name.wholeMatch(of: $0) != nil }, "\(path) uses \(name), which nobody emits")
        }
    }

    @Test func `The dashboard shows what an operator asks for`() throws {
        let used = try Self.used(in: "Operations/grafana/dashboards/fenghuo.json")
        for name in [
            "kafka_consumergroup_lag", "fenghuo_processed_total", "fenghuo_latency_seconds_bucket",
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
