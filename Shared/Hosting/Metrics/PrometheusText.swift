/// One number of a metric.
struct MetricSample: Hashable, Sendable {
    var name: String
    var labels: [(String, String)] = []
    var value: Double

    init(_ name: String, _ value: Double, _ labels: [(String, String)] = []) {
        (self.name, self.value, self.labels) = (name, value, labels)
    }

    static func == (a: Self, b: Self) -> Bool { a.text == b.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    var text: String { "\(name)\(PrometheusText.labels(labels)) \(PrometheusText.number(value))\n" }
}

/// The text format of Prometheus (exposition format 0.0.4).
enum PrometheusText {
    /// A metric's head and lines. `body` writes the lines for a name, so that a renamed one is told under both.
    static func family(
        _ name: String, kind: KnownMetric.Kind, to out: inout String, body: (String, inout String) -> Void
    ) {
        let known = MetricCatalogue.metric(named: name)
        for metric in [known ?? KnownMetric(name, kind, ""), known?.deprecated].compactMap({ $0 }) {
            if !metric.help.isEmpty {
                let help = metric.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
                out += "# HELP \(metric.name) \(help)\n"
            }
            out += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            body(metric.name, &out)
        }
    }

    /// Samples that are looked up when they are asked for, by name, each under its head.
    static func text(_ samples: [MetricSample]) -> String {
        var out = ""
        var told = Set<String>()
        for name in samples.map(\.name) where told.insert(name).inserted {
            family(name, kind: MetricCatalogue.metric(named: name)?.kind ?? .gauge, to: &out) { name, out in
                for sample in samples where sample.name == name { out += sample.text }
            }
        }
        return out
    }

    static func name(_ label: String) -> String {
        let name = String(
            label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
        return name.first?.isNumber == true ? "_" + name : name
    }

    /// `{a="b",c="d"}`, or nothing.
    static func labels(_ dimensions: [(String, String)]) -> String {
        guard !dimensions.isEmpty else { return "" }
        let pairs = dimensions.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(self.name(name))=\"\(escaped)\""
        }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    /// Whole numbers without a fraction; `NaN`, `+Inf` and `-Inf` as the format has them.
    static func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
        return number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}
