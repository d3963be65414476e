import Schemas

extension CaseFile {
    /// A case that is over is not.
    func reopen() throws(Refusal) { try step(.reopened, from: anyCase().state) }
}
