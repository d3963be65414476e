import CoreMetrics
import Foundation
import Logging
import Testing

@testable import Hosting

/// The one table of metrics is what the code counts, what the documents say and what is looked at.
@Suite struct MetricCatalogueTests {
    /// Metrics' names that stand in the code, as patterns: `fenghuo_mentions_\(name)_total` is any word between.
    private static func inCode() throws -> [(name: String, pattern: Regex<AnyRegexOutput>)] {
        let text = try Repository.sources().filter { !$0.key.hasSuffix("MetricCatalogue.swift") }
            .values.joined(separator: "\n")
        let names = text.matches(
            of: /(?:label:|MetricSample\(|gauge\()\s*"([a-z]+_[a-z_]*(?:\\\([a-z]+\)[a-z_]*)*)"/
        ).map { String($0.1) }
        return try Set(names).sorted()
            .map { ($0, try Regex("^" + $0.replacing(/\\\([a-z]+\)/, with: "[a-z]+") + "$")) }
    }

    @Test func `Every metric that the code counts is in the catalogue`() throws {
        let inCode = try Self.inCode()
        #expect(inCode.count > 25)
        let known = MetricCatalogue.all.map(\.name)
        for (name, pattern) in inCode {
            #expect(
                known.contains { $0.wholeMatch(of: pattern) != nil },
                "\(name) is counted: add it to MetricCatalogue, and `fenghuo metrics --markdown` to operations.md")
        }
    }

    @Test func `Every metric of the catalogue is counted`() throws {
        let inCode = try Self.inCode()
        for metric in MetricCatalogue.all {
            #expect(inCode.contains { metric.name.wholeMatch(of: $0.pattern) != nil }, "nobody counts \(metric.name)")
        }
    }

    @Test func `Each stands there once, named as Prometheus asks, with a sentence of help`() {
        let names = MetricCatalogue.all.flatMap { [$0.name] + [$0.formerly].compactMap { $0 } }
        #expect(Set(names).count == names.count)
        for metric in MetricCatalogue.all {
            #expect(metric.name.wholeMatch(of: /[a-z][a-z_]*[a-z]/) != nil)
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.help.hasSuffix(".") && !metric.help.contains("\n"), "\(metric.name)")
            #expect(Set(metric.labels).isDisjoint(with: ["le", "job", "instance"]))
        }
    }

    @Test func `A metric is told with its help, a renamed one under both names`() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "fenghuo_decisions_total", dimensions: [("kind", "regrade")]).increment(by: 2)
        let lines = metrics.exposition().split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "# HELP fenghuo_decisions_total Decisions that people took.", "# TYPE fenghuo_decisions_total counter",
                "fenghuo_decisions_total{kind=\"regrade\"} 2",
                "# HELP leadership_decisions_total Deprecated, the same as fenghuo_decisions_total. "
                    + "Decisions that people took.",
                "# TYPE leadership_decisions_total counter", "leadership_decisions_total{kind=\"regrade\"} 2",
            ])
    }

    @Test(arguments: [
        (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (2, "2"), (0.25, "0.25"), (1e300, "1e+300"),
    ])
    func `Numbers are written as the format has them`(number: Double, text: String) {
        #expect(PrometheusText.number(number) == text)
    }

    @Test func `The kernel's figures of a process are read whatever the program is called`() throws {
        let fields = (3...52).map { $0 == 14 ? "250" : $0 == 15 ? "50" : $0 == 23 ? "4096" : "7" }
        let samples = try #require(
            ProcessFigures.statistics("42 (a (strange) name) " + fields.joined(separator: " ")))
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(samples.first { $0.name == "process_cpu_seconds_total" }?.value == 300 / ticks)
        #expect(samples.first { $0.name == "process_virtual_memory_bytes" }?.value == 4096)
        #expect(ProcessFigures.statistics("nonsense") == nil)
        #expect(ProcessFigures.statistics("1 (x)") != nil, "what is missing counts as 0 and traps nothing")
    }

    @Test func `This process has figures`() {
        let samples = ProcessFigures().samples()
        for name in ["process_resident_memory_bytes", "process_open_fds", "process_max_fds", "process_threads"] {
            #expect((samples.first { $0.name == name }?.value ?? 0) > 0, "\(name)")
        }
        #expect((samples.first { $0.name == "process_start_time_seconds" }?.value ?? 0) > 1_700_000_000)
    }

    @Test func `A disk that is not there has no room, one that is has`() {
        #expect(DiskSpace.free(at: URL(filePath: "/nowhere/at/all")) == nil)
        #expect((DiskSpace.free(at: FileManager.default.temporaryDirectory) ?? 0) > 0)
    }
}
