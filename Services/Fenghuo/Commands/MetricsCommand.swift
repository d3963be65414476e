import ArgumentParser
import Hosting

struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Lists every metric that the services tell of on /metrics.")
    @Flag(help: "As the table in Documentation/operations.md.") var markdown = false
    @OptionGroup var output: OutputOptions

    /// As `--json` prints it.
    struct Row: Encodable {
        var name: String
        var type: String
        var help: String
        var labels: [String]
        /// The name it is told under besides, for one release.
        var formerly: String?
    }

    func run() async throws {
        let rows = MetricCatalogue.all.map {
            Row(name: $0.name, type: $0.kind.rawValue, help: $0.help, labels: $0.labels, formerly: $0.formerly)
        }
        try output.print(rows, text: markdown ? Self.markdownTable : Self.plainTable)
    }

    static var markdownTable: String {
        let rows = MetricCatalogue.all.map { metric in
            let formerly = metric.formerly.map { " Formerly `\($0)`, which is told besides for one release." } ?? ""
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help)\(formerly) |"
        }
        return (["| Metric | Type | By | Meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    private static var plainTable: String {
        table(
            [["METRIC", "TYPE", "BY", "MEANING"]]
                + MetricCatalogue.all.map {
                    [$0.name, $0.kind.rawValue, $0.labels.joined(separator: ","), $0.help]
                })
    }
}
