import Schemas

extension CaseFile {
    /// A task is let go that is neither done nor waived.
    func waive(_ waive: WaiveDirective) throws(Refusal) {
        let directive = try directive(waive.directiveID, in: openCase())
        guard directive.isOpen else {
            throw .conflict("directive \(directive.id) is \(directive.state.word) already")
        }
    }
}
