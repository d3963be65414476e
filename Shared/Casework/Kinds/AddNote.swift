import Schemas

extension CaseFile {
    /// A note in the journal, also of a case that is over.
    func note(_ note: AddNote) throws(Refusal) {
        _ = try anyCase()
        guard !note.text.isBlank else { throw .invalid("the note is empty", "text") }
    }
}
