import Foundation

/// What a command that copies records did, or would do; as `--json` prints it.
struct CopySummary: Encodable {
    struct Topic: Encodable {
        /// Names on the logs; `to` is nil for files.
        var from: String
        var to: String?
        var partitions: Int
        /// The most records that there can be between the frozen ends: offsets have gaps.
        var atMost: Int64
        /// Made by this command.
        var isNew: Bool
    }

    var run: String
    /// The namespace, folder or file.
    var into: String
    /// Whether anything was done; else this is what would be.
    var isExecuted = false
    /// Whether it went on with what was begun before.
    var isResumed = false
    var topics: [Topic]
    /// Over all attempts of the run; nil where nothing was done.
    var read: Int64?
    var written: Int64?
    /// Of this attempt.
    var seconds: Double?

    /// - Parameter again: the command that would do it.
    func text(verb: String, again: String) -> String {
        guard isExecuted else {
            var rows = [["TOPIC", "INTO", "PARTITIONS", "AT MOST", ""]]
            for topic in topics {
                rows.append([
                    topic.from, topic.to ?? "", String(topic.partitions), "\(topic.atMost) offsets",
                    topic.isNew ? "to be made" : "",
                ])
            }
            return table(rows) + "\n\nNothing was written. To do it:\n  \(again)"
        }
        let time = seconds.map { String(format: " in %.1f s", $0) } ?? ""
        return "run \(run): \(written ?? 0) of \(read ?? 0) records \(verb) \(into)\(time)"
            + (isResumed ? ", with what was written before" : "")
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
