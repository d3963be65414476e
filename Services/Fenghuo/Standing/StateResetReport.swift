import EventLog
import Processing
import Schemas

/// What the state of a service is when it is made anew, against what stands.
struct StateResetReport: Encodable {
    struct Partition: Encodable, Equatable {
        var partition: Int32
        /// Records of inputs that were read, and of them those that were refused.
        var read: Int64
        var refused: Int64
        /// Rows: the same byte for byte, and otherwise.
        var same: Int
        var added: Int
        var changed: Int
        var removed: Int
        /// Outputs that stand already, of them those that say otherwise, and those that are new.
        var outputsAgain: Int
        var outputsOtherwise: Int
        var outputsNew: Int
    }
    var service: String
    var group: String
    var isExecuted: Bool
    var members: [String] = []
    var missing: [OffsetReset.Missing] = []
    private(set) var partitions: [Partition] = []
    /// Some of the rows and outputs that are otherwise, each with what is the matter.
    private(set) var examples: [String] = []
    /// Records that were written.
    var written = 0
    private static let mostExamples = 20

    init(service: String, group: String, isExecuted: Bool) {
        self.service = service
        self.group = group
        self.isExecuted = isExecuted
    }

    var isSame: Bool {
        partitions.allSatisfy {
            $0.added == 0 && $0.changed == 0 && $0.removed == 0 && $0.outputsNew == 0 && $0.outputsOtherwise == 0
        }
    }

    mutating func take<P: Processor>(
        _ difference: StateRebuild<P>.Difference, partition: Int32, in namespace: Namespace
    ) {
        partitions.append(
            Partition(
                partition: partition, read: difference.read, refused: difference.refused, same: difference.same,
                added: difference.added.count, changed: difference.changed.count, removed: difference.removed.count,
                outputsAgain: difference.outputsAgain, outputsOtherwise: difference.outputsOtherwise.count,
                outputsNew: difference.outputsNew.values.reduce(0, +)))
        func note(_ what: String, _ rows: [String]) {
            for row in rows where examples.count < Self.mostExamples { examples.append("\(what): \(row)") }
        }
        note("added", difference.added)
        note("changed", difference.changed)
        note("removed", difference.removed)
        note("says otherwise", difference.outputsOtherwise)
        note(
            "new", difference.outputsNew.sorted { $0.key < $1.key }.map { "\($0.value) of \(namespace.topic($0.key))" })
    }

    var text: String {
        var rows = [
            ["PARTITION", "READ", "REFUSED", "SAME", "ADDED", "CHANGED", "REMOVED", "SAID BEFORE", "OTHERWISE", "NEW"]
        ]
        for one in partitions {
            rows.append([
                String(one.partition), String(one.read), String(one.refused), String(one.same), String(one.added),
                String(one.changed), String(one.removed), String(one.outputsAgain), String(one.outputsOtherwise),
                String(one.outputsNew),
            ])
        }
        var lines = ["\(service), group \(group)", table(rows)]
        lines += examples.map(Terminal.harmless)
        lines += missing.map(\.text)
        if !members.isEmpty {
            lines.append("\(members.count) members are in the group: nothing is written while they are")
        }
        if isSame {
            lines.append("made anew, the state is the same, byte for byte; nothing to write")
        } else {
            lines.append(
                isExecuted
                    ? "\(written) records written; the service goes on from where it had read"
                    : "nothing was written. Do it with --execute")
        }
        return lines.joined(separator: "\n")
    }
}
