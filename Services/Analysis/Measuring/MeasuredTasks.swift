/// Every task that can be measured, in the order in which help lists them.
package enum MeasuredTasks {
    package static let all: [any MeasuredTask] = classification + streams

    /// Answers about one text.
    private static let classification: [any MeasuredTask] = ClassificationTasks.all

    /// Answers about texts, or numbers of them, as they arrive.
    private static let streams: [any MeasuredTask] = [ClusteringTask(), BurstTask()]

    /// - Throws: ``TaskMistake`` naming the tasks there are.
    package static func task(named name: String) throws(TaskMistake) -> any MeasuredTask {
        if let task = all.first(where: { $0.name == name }) { return task }
        throw TaskMistake(
            task: name, found: "no such task", expected: "one of \(all.map(\.name).joined(separator: ", "))")
    }
}
