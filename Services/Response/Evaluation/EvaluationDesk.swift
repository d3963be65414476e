import Plan
import Schemas

/// What people add to the evaluation, and when it is written anew.
enum EvaluationDesk {
    static let closed = "closed"
    static let falseAlarm = "false-alarm"
    static let merged = "merged"

    /// A person writes one of the sections that the plan leaves to people; the latest text counts.
    static func write(_ write: WriteEvaluation, in file: inout CaseFile) {
        var section = WrittenSection()
        section.section = write.section
        section.text = write.text
        section.writtenBy = file.actor
        section.writtenAt = file.now
        file.row.written.removeAll { $0.section == write.section }
        file.row.written.append(section)
        file.enter(
            .sectionWritten, about: write.section, ["textHash": EventID.hexSHA256([write.section, write.text])])
        rewrite(in: &file)
    }

    /// Signs it: from here on it stays as it is.
    static func sign(in file: inout CaseFile) {
        file.row.evaluationSigned = true
        file.enter(.evaluationSigned, about: file.row.incidentID)
    }

    /// A case that is over shows in its evaluation what came of its last clocks, costs and sections, until it is signed.
    static func rewrite(in file: inout CaseFile) {
        let signsNow = file.entries.contains { $0.action == JournalAction.evaluationSigned.rawValue }
        guard !file.row.evaluationSigned || signsNow else { return }
        switch file.row.state {
        case .closed:
            file.evaluation = Evaluator.evaluate(file, outcome: file.row.mergedInto.isEmpty ? closed : merged)
        case .falseAlarm: file.evaluation = Evaluator.evaluate(file, outcome: falseAlarm)
        default: break
        }
    }
}
