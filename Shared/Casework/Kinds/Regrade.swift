import Schemas

extension CaseFile {
    /// Another grade than the computed one: one of the four. Of a false alarm it says that it was none after all.
    func regrade(_ regrade: Regrade) throws(Refusal) {
        guard regrade.grade.planned != nil else {
            throw .invalid("found no grade, expected one of I, II, III, IV", "grade")
        }
        _ = try ownIncident()
    }
}
