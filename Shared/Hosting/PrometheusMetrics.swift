public import CoreMetrics
import NIOConcurrencyHelpers

/// Metrics in memory, written as Prometheus text (exposition format 0.0.4). Timers are in seconds.
public final class PrometheusMetrics: MetricsFactory, Sendable {
    /// Upper bounds of histogram buckets, seconds (or the recorder's own unit).
    static let bounds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private struct Family {
        var kind: KnownMetric.Kind
        var series: [String: Series] = [:]
    }
    private let families = NIOLockedValueBox<[String: Family]>([:])

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter)
    }
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler { series(label, dimensions, .counter) }
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge)
    }
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions, aggregate ? .histogram : .gauge)
    }
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram)
    }
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func series(_ label: String, _ dimensions: [(String, String)], _ kind: KnownMetric.Kind) -> Series {
        let name = PrometheusText.name(label)
        let labels = PrometheusText.labels(dimensions)
        return families.withLockedValue { families in
            if let known = families[name]?.series[labels] { return known }
            let made = Series(isHistogram: kind == .histogram)
            families[name, default: Family(kind: kind)].series[labels] = made
            return made
        }
    }

    /// All of it, sorted by name.
    public func exposition() -> String {
        families.withLockedValue { families in
            var out = ""
            for (name, family) in families.sorted(by: { $0.key < $1.key }) {
                PrometheusText.family(name, kind: family.kind, to: &out) { name, out in
                    for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                        series.write(name: name, labels: labels, to: &out)
                    }
                }
            }
            return out
        }
    }
}

/// One labelled series: a number, or buckets.
private final class Series: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private struct Value {
        var sum = 0.0
        var count: UInt64 = 0
        var buckets: [UInt64]
    }
    private let isHistogram: Bool
    private let value: NIOLockedValueBox<Value>

    init(isHistogram: Bool) {
        self.isHistogram = isHistogram
        value = NIOLockedValueBox(
            Value(buckets: isHistogram ? .init(repeating: 0, count: PrometheusMetrics.bounds.count) : []))
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { value.withLockedValue { $0.sum += amount } }
    func decrement(by amount: Double) { increment(by: -amount) }
    func reset() { value.withLockedValue { $0.sum = 0 } }
    func set(_ number: Int64) { set(Double(number)) }
    func set(_ number: Double) { value.withLockedValue { $0.sum = number } }
    func record(_ number: Int64) { record(Double(number)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ number: Double) {
        guard isHistogram else { return set(number) }
        value.withLockedValue { value in
            value.sum += number
            value.count += 1
            if let at = PrometheusMetrics.bounds.firstIndex(where: { number <= $0 }) { value.buckets[at] += 1 }
        }
    }

    func write(name: String, labels: String, to out: inout String) {
        let value = value.withLockedValue { $0 }
        guard isHistogram else {
            out += "\(name)\(labels) \(PrometheusText.number(value.sum))\n"
            return
        }
        let open = labels.isEmpty ? "{" : labels.dropLast() + ","
        var total: UInt64 = 0
        for (bound, count) in zip(PrometheusMetrics.bounds, value.buckets) {
            total += count
            out += "\(name)_bucket\(open)le=\"\(bound)\"} \(total)\n"
        }
        out += "\(name)_bucket\(open)le=\"+Inf\"} \(value.count)\n"
        out += "\(name)_sum\(labels) \(PrometheusText.number(value.sum))\n\(name)_count\(labels) \(value.count)\n"
    }
}
