import Plan
import Schemas

/// What goes by a grade goes by the gravest that the case has had since the statement's round began, and a case in which
/// somebody is bound already becomes less grave only when a second person agrees: nobody walks round the signatures of a
/// grade by setting another for a minute.
enum GradeRule {
    /// Takes the incident's grade into the case; a less grave one that a person set waits for a second person.
    static func follow(_ incident: Incident, in file: inout CaseFile) {
        let isEnd = incident.state == .falseAlarm || incident.state == .merged
        let isLess = incident.grade.isLessGrave(than: file.row.grade)
        guard isLess, file.row.isBoundByGrade else { return take(incident.grade, in: &file) }
        // An incident that is over says nothing of how grave the case was.
        guard !isEnd else { return }
        let isByPerson = incident.regradedTo == incident.grade && !incident.regradedBy.isEmpty
        guard isByPerson else { return take(incident.grade, in: &file) }
        guard file.row.lowering.grade != incident.grade else { return }
        var lowering = GradeLowering()
        lowering.grade = incident.grade
        lowering.askedBy = incident.regradedBy
        lowering.askedFor = standingIn(incident.regradedBy, in: file)
        lowering.askedAt = file.now
        lowering.reason = incident.regradeReason
        file.row.lowering = lowering
        file.enter(
            .loweringAsked, about: incident.id,
            [
                "from": file.grade.label, "to": incident.grade.inPlan.label, "by": lowering.askedBy,
                "askedFor": lowering.askedFor, "reason": lowering.reason,
            ])
    }

    /// A second person agrees: from here on the less grave grade is the case's.
    static func confirm(in file: inout CaseFile) {
        let lowering = file.row.lowering
        let was = file.grade
        take(lowering.grade, in: &file)
        file.enter(
            .loweringConfirmed, about: file.row.incidentID,
            [
                "from": was.label, "to": file.grade.label, "by": lowering.askedBy, "askedFor": lowering.askedFor,
                "reason": lowering.reason, "confirmedBecause": file.reason,
            ])
    }

    /// The grade that a statement is signed and released by.
    static func grade(of statement: Statement, in file: CaseFile) -> ResponsePlan.Grade {
        file.row.ruleGrade(of: statement).inPlan
    }

    /// Which roles sign a statement.
    static func requiredRoles(of statement: Statement, in file: CaseFile) -> [String] {
        file.plan.statements.requiredSignOffs(for: grade(of: statement, in: file))
    }

    /// Another case's gravity comes with what was merged into this one.
    static func inherit(_ grade: Grade, from other: String, in file: inout CaseFile) {
        guard file.row.wording.gravestGrade.isLessGrave(than: grade), file.row.grade.isLessGrave(than: grade) else {
            return
        }
        file.row.highestGrade = .graver(file.row.highestGrade, grade)
        remember(grade, in: &file)
        file.enter(.gradeInherited, about: other, ["grade": grade.inPlan.label])
    }

    private static func take(_ grade: Grade, in file: inout CaseFile) {
        if file.row.hasLowering {
            let lowering = file.row.lowering
            file.row.clearLowering()
            if lowering.grade != grade {
                file.enter(.loweringDropped, about: file.row.incidentID, ["to": lowering.grade.inPlan.label])
            }
        }
        file.row.grade = grade
        file.row.highestGrade = .graver(file.row.highestGrade, grade)
        remember(grade, in: &file)
    }

    /// The round and its texts that are not out have had this grade.
    private static func remember(_ grade: Grade, in file: inout CaseFile) {
        file.row.wording.gravestGrade = .graver(file.row.wording.gravestGrade, grade)
        for index in file.row.statements.indices where file.row.statements[index].releasedAt == 0 {
            let statement = file.row.statements[index]
            file.row.statements[index].ruleGrade = .graver(file.row.ruleGrade(of: statement), grade)
            file.row.statements[index].requiredRoles = requiredRoles(of: file.row.statements[index], in: file)
            StatementSigning.review(&file.row.statements[index])
        }
    }

    /// For whom the person who set a grade stood in, as far as their decision was noted already.
    private static func standingIn(_ person: String, in file: CaseFile) -> String {
        let noted = file.journal.last {
            $0.action == JournalAction.decisionNoted.rawValue && $0.about == "regrade" && $0.actor == person
        }
        return noted?.details["for"] ?? ""
    }
}
