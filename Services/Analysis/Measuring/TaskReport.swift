/// A figure with the ends of its 95 % interval.
package struct Measure: Codable, Hashable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double

    package init(value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }
}

/// What measuring a task gave. `--json` prints it as it is, but for the tables.
package struct TaskReport: Sendable {
    /// A table for people: the first row is the heading.
    package struct Table: Sendable {
        package var title: String
        package var rows: [[String]]

        package init(title: String, rows: [[String]]) {
            self.title = title
            self.rows = rows
        }
    }

    package var task: String
    /// Rows tested.
    package var n: Int
    /// Of training, where there was any, and of testing.
    package var seconds: Double
    package var metrics: [String: Measure]
    package var tables: [Table]
    /// Remarks for people: rows left out, the cut-off chosen.
    package var notes: [String]

    package init(
        task: String, n: Int, seconds: Double, metrics: [String: Measure], tables: [Table] = [], notes: [String] = []
    ) {
        self.task = task
        self.n = n
        self.seconds = seconds
        self.metrics = metrics
        self.tables = tables
        self.notes = notes
    }
}

extension TaskReport: Encodable {
    private enum CodingKeys: String, CodingKey { case task, n, seconds, metrics }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(task, forKey: .task)
        try container.encode(n, forKey: .n)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(metrics, forKey: .metrics)
    }
}
