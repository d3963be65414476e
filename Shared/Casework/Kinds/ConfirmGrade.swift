import Plan
import Schemas

extension CaseFile {
    /// The grade in force is right: by those whom the plan names for it. Or a less grave one that another set becomes the
    /// case's, or the false alarm that another said: by a second person.
    func confirm(_ confirm: ConfirmGrade, _ ruling: Ruling) throws(Refusal) {
        guard !confirm.falseAlarm else { return try confirmFalseAlarm(ruling) }
        guard let grade = confirm.grade.planned else {
            throw .invalid("found no grade, expected one of I, II, III, IV", "grade")
        }
        // Which grade is in force, only who keeps the case can say.
        if case .notKept = row { return }
        let row = try anyCase()
        if row.hasLowering, !row.lowering.falseAlarm, confirm.grade == row.lowering.grade {
            if let objection = row.lowering.objection(to: ruling.person) { throw .forbidden(objection) }
            return
        }
        guard confirm.grade == row.grade else {
            throw .conflict("the grade is \(row.grade.named) now, not \(grade.label); look at the assessment again")
        }
        let roles = plan.grading.confirmation(of: grade)?.roles ?? []
        guard holds(ruling, oneOf: roles) else {
            throw .forbidden(
                "grade \(grade.label) is confirmed by \(roles.joined(separator: ", ")), not by \(ruling.holder)")
        }
    }

    private func confirmFalseAlarm(_ ruling: Ruling) throws(Refusal) {
        if case .notKept = row { return }
        let row = try openCase()
        guard row.hasLowering, row.lowering.falseAlarm else {
            throw .conflict("nobody has said that it is a false alarm; say so first, then a second person agrees")
        }
        if let objection = row.lowering.objection(to: ruling.person) { throw .forbidden(objection) }
    }
}
