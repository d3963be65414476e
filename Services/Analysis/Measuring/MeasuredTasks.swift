/// Every task that can be measured, in the order in which help lists them.
package enum MeasuredTasks {
    package static let all: [any MeasuredTask] = classification

    /// Answers about one text.
    private static let classification: [any MeasuredTask] = ClassificationTasks.all

    /// - Throws: ``TaskMistake`` naming the tasks there are.
    package static func task(named name: String) throws(TaskMistake) -> any MeasuredTask {
        if let task = all.first(where: { $0.name == name }) { return task }
        throw TaskMistake(
            task: name, found: "no such task", expected: "one of \(all.map(\.name).joined(separator: ", "))")
    }
}
