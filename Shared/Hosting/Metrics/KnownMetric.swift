/// A metric as an operator finds it on `/metrics`.
public struct KnownMetric: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case counter, gauge, histogram
    }

    /// As Prometheus has it, its unit (`_seconds`, `_bytes`) or `_total` at the end.
    public var name: String
    public var kind: Kind
    /// One sentence: of what, counted when, in which unit.
    public var help: String
    /// The names of its labels, in order.
    public var labels: [String]
    /// The name it had; both are told for one release.
    public var formerly: String?

    init(_ name: String, _ kind: Kind, _ help: String, by labels: [String] = [], formerly: String? = nil) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.formerly = formerly
    }

    /// The names of its series: a histogram has three.
    public var series: [String] {
        kind == .histogram ? [name + "_bucket", name + "_sum", name + "_count"] : [name]
    }

    /// The same under the name it had.
    var deprecated: KnownMetric? {
        formerly.map { KnownMetric($0, kind, "Deprecated, the same as \(name). \(help)", by: labels) }
    }
}
