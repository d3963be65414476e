/// A question the analysis answers, and whose answers can be measured on labelled rows: what `fenghuo evaluate` and
/// `fenghuo model train` know by name. `MeasuredTasks.all` lists them.
package protocol MeasuredTask: Sendable {
    /// As on the command line.
    var name: String { get }
    /// The fields of a row it reads, for help and mistakes.
    var fields: String { get }

    /// Learns from labelled rows.
    ///
    /// The same rows give the same file, byte for byte.
    /// - Throws: ``LabelledMistake``, or ``TaskMistake`` when the task learns nothing.
    func train(_ rows: LabelledRows) throws -> ModelFile

    /// Answers each row of `test` without a look at its labels, and compares.
    ///
    /// - Throws: ``LabelledMistake``, ``TaskMistake``, or ``ModelFileMistake``.
    func evaluate(_ test: LabelledRows, answering source: AnswerSource) throws -> TaskReport
}

/// Where a task's answers come from.
package enum AnswerSource: Sendable {
    /// What ships, nothing trained.
    case shipped
    /// A model trained on these rows first.
    case trained(LabelledRows)
    case model(ModelFile)
}

/// Why a task cannot be done as asked.
package struct TaskMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package var task: String
    package var found: String
    package var expected: String

    package init(task: String, found: String, expected: String) {
        self.task = task
        self.found = found
        self.expected = expected
    }

    package var description: String { "task \(task): found \(found), expected \(expected)" }
}
