import CoreMetrics
import Hosting
import Testing

@Suite struct PrometheusMetricsTests {
    private let metrics = PrometheusMetrics()

    private func lines() -> [String] { metrics.exposition().split(separator: "\n").map(String.init) }

    @Test func `Counters add up, one line a label set, under one TYPE`() {
        metrics.makeCounter(label: "records", dimensions: [("topic", "a")]).increment(by: 2)
        metrics.makeCounter(label: "records", dimensions: [("topic", "a")]).increment(by: 3)
        metrics.makeCounter(label: "records", dimensions: [("topic", "b")]).increment(by: 1)
        #expect(lines() == ["# TYPE records counter", "records{topic=\"a\"} 5", "records{topic=\"b\"} 1"])
    }

    @Test func `Counters of fractions keep them`() {
        metrics.makeFloatingPointCounter(label: "cost", dimensions: []).increment(by: 0.25)
        metrics.makeFloatingPointCounter(label: "cost", dimensions: []).increment(by: 1)
        #expect(lines() == ["# TYPE cost counter", "cost 1.25"])
    }

    @Test func `A gauge says the last value, up or down`() {
        let meter = metrics.makeMeter(label: "queue", dimensions: [])
        meter.set(7.5)
        meter.increment(by: 1)
        meter.decrement(by: 3)
        #expect(lines() == ["# TYPE queue gauge", "queue 5.5"])
        metrics.makeRecorder(label: "depth", dimensions: [], aggregate: false).record(Int64(9))
        #expect(lines().contains("depth 9") && lines().contains("# TYPE depth gauge"))
    }

    @Test func `A histogram's buckets are cumulative and end with all`() throws {
        let recorder = metrics.makeRecorder(label: "batch", dimensions: [("task", "1")], aggregate: true)
        for value in [0.0005, 0.002, 0.002, 0.7, 100] { recorder.record(value) }
        let lines = lines()
        #expect(lines.first == "# TYPE batch histogram")
        for (bound, count) in [
            ("0.0005", 1), ("0.001", 1), ("0.0025", 3), ("0.5", 3), ("1.0", 4), ("60.0", 4), ("+Inf", 5),
        ] {
            #expect(lines.contains("batch_bucket{task=\"1\",le=\"\(bound)\"} \(count)"), "at most \(bound)")
        }
        let counts = lines.filter { $0.hasPrefix("batch_bucket") }.compactMap { Int($0.split(separator: " ")[1]) }
        #expect(counts == counts.sorted(), "a bucket holds all smaller ones")
        #expect(lines.contains("batch_count{task=\"1\"} 5"))
        let sum = try #require(lines.first { $0.hasPrefix("batch_sum") }?.split(separator: " ").last)
        #expect(abs((Double(sum) ?? 0) - 100.7045) < 1e-9)
    }

    @Test func `Timers are in seconds`() {
        metrics.makeTimer(label: "commit", dimensions: []).recordNanoseconds(20_000_000)
        let lines = lines()
        #expect(lines.contains("commit_sum 0.02"))
        #expect(lines.contains("commit_bucket{le=\"0.01\"} 0") && lines.contains("commit_bucket{le=\"0.025\"} 1"))
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("say \"hi\"", "say \\\"hi\\\""), ("C:\\temp", "C:\\\\temp"),
            ("two\nlines", "two\\nlines"),
            ("\\n", "\\\\n"), ("澜江", "澜江"),
        ])
    func `Label values are escaped`(value: String, escaped: String) {
        metrics.makeCounter(label: "n", dimensions: [("v", value)]).increment(by: 1)
        #expect(lines() == ["# TYPE n counter", "n{v=\"\(escaped)\"} 1"])
    }

    @Test(
        arguments: [
            ("records.in", "records_in"), ("http-requests", "http_requests"), ("9lives", "_9lives"), ("a:b", "a:b"),
            ("延迟", "__"),
        ])
    func `Names become what Prometheus takes`(name: String, expected: String) {
        metrics.makeCounter(label: name, dimensions: []).increment(by: 1)
        #expect(lines().last == "\(expected) 1")
    }

    @Test func `Nothing measured is nothing said`() {
        #expect(metrics.exposition().isEmpty)
    }

    @Test func `Concurrent counts are not lost`() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 { metrics.makeCounter(label: "n", dimensions: []).increment(by: 1) }
                }
            }
        }
        #expect(lines().last == "n 8000")
    }
}
