import Plan
import Schemas

extension CaseFile {
    /// A section of the evaluation that people write, until it is signed.
    func write(_ write: WriteEvaluation) throws(Refusal) {
        let row = try anyCase()
        let sections = plan.evaluation.sections.filter { $0.content == .written }.map(\.id)
        guard sections.contains(write.section) else {
            throw .invalid(
                "people write the sections \(sections.joined(separator: ", ")) of the evaluation, not "
                    + "\"\(write.section)\"", "section")
        }
        guard !write.text.isBlank else { throw .invalid("the section is empty", "text") }
        guard !row.evaluationSigned else {
            throw .conflict("the evaluation is signed; what is to be added is entered as a note")
        }
    }
}
