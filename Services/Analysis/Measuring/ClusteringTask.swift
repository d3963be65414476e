/// Grouping texts by the event they are about, as they arrive: in the order of their times where all rows have one, else
/// in the file's order, which then means nothing.
struct ClusteringTask: MeasuredTask {
    let name = "clustering"
    let fields = "title, text, ts (seconds since 1970, where known), event_id or event"

    func train(_ rows: LabelledRows) throws -> ModelFile {
        throw TaskMistake(
            task: name, found: "a request to train", expected: "evaluate only: it learns from the stream as it reads it"
        )
    }

    func evaluate(_ test: LabelledRows, answering source: AnswerSource) throws -> TaskReport {
        let began = ContinuousClock.now
        let isTimed = test.rows.allSatisfy { $0.has("ts") }
        var order = Array(test.rows.indices)
        var times: [Int64?] = order.map { _ in nil }
        if isTimed {
            for index in order { times[index] = Int64(try test.rows[index].number("ts") * 1000) }
            order.sort { (times[$0] ?? 0, $0) < (times[$1] ?? 0, $1) }
        }
        var clustering = DocumentClustering()
        var groups = [String](repeating: "", count: order.count)
        for index in order {
            let row = test.rows[index]
            groups[index] = clustering.place(
                title: try row.optionalString("title"), text: try row.string("text"), time: times[index])
        }
        groups = groups.map(clustering.group)
        let seconds = began.duration(to: .now) / .seconds(1)

        let labels = try test.rows.map { row in try Self.label(of: row) }
        let measured = BCubed(labels: labels, groups: groups)
        return TaskReport(
            task: name, n: test.rows.count, seconds: seconds,
            metrics: Bootstrap().measures(of: test.rows.count, measured.figures),
            notes: [
                "\(Set(groups).count) groups, \(Set(labels).count) events; "
                    + (isTimed ? "in the order of times" : "in the file's order, no times")
            ])
    }

    private static func label(of row: LabelledRow) throws(LabelledMistake) -> String {
        guard row.has("event_id") else { return try row.string("event") }
        if case .string(let id)? = row.fields["event_id"] { return id }
        return String(try row.number("event_id"))
    }
}
