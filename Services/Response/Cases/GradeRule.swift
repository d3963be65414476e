import Plan
import Schemas
import SwiftProtobuf

/// What goes by a grade goes by the gravest that the case has had since the statement's round began, and a case in which
/// somebody is bound already becomes less grave, or a false alarm, only when a second person agrees: nobody walks round the
/// signatures of a grade by setting another for a minute, and nobody ends alone what others answer for.
enum GradeRule {
    /// Takes the incident's grade into the case; a less grave one that a person set waits for a second person.
    static func follow(_ incident: Incident, in file: inout CaseFile) {
        if incident.state == .falseAlarm { return rise(to: incident.assessment.computedGrade, in: &file) }
        let isEnd = incident.state == .merged
        let isLess = incident.grade.isLessGrave(than: file.row.grade)
        guard isLess, file.row.isBoundByGrade else { return take(incident.grade, in: &file) }
        // An incident that is over says nothing of how grave the case was.
        guard !isEnd else { return }
        let isByPerson = incident.regradedTo == incident.grade && !incident.regradedBy.isEmpty
        guard isByPerson else { return take(incident.grade, in: &file) }
        guard !file.row.hasLowering || file.row.lowering.grade != incident.grade else { return }
        drop(in: &file)
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
        SecondPersonNotice.write(in: &file)
    }

    /// A false alarm that waits for a second person holds no grade down: what is measured meanwhile counts.
    private static func rise(to computed: Grade, in file: inout CaseFile) {
        guard file.row.isBoundByGrade, file.row.grade.isLessGrave(than: computed) else { return }
        file.row.grade = computed
        file.row.highestGrade = .graver(file.row.highestGrade, computed)
        remember(computed, in: &file)
    }

    /// A person said that the incident is none. Where nobody is bound the case ends; else it goes on as it is, until a
    /// second person agrees.
    /// - Parameter answer: who said so and why; `nil` where an incident of an earlier build does not tell.
    /// - Returns: whether it waits.
    static func holds(falseAlarm answer: DecisionAnswer?, in file: inout CaseFile) -> Bool {
        guard file.row.isBoundByGrade else { return false }
        guard let answer, !file.row.lowering.falseAlarm else { return file.row.lowering.falseAlarm }
        drop(in: &file)
        file.row.lowering = .with {
            $0.falseAlarm = true
            $0.askedBy = answer.person
            $0.askedFor = answer.deputyFor
            $0.askedAt = file.now
            $0.reason = answer.details["reason"] ?? ""
        }
        file.enter(
            .falseAlarmAsked, about: file.row.incidentID,
            ["by": answer.person, "askedFor": answer.deputyFor, "reason": file.row.lowering.reason])
        SecondPersonNotice.write(in: &file)
        return true
    }

    /// A second person agrees that it is a false alarm.
    /// - Returns: why, in the words of who said so first.
    static func confirmFalseAlarm(in file: inout CaseFile) -> String {
        let lowering = file.row.lowering
        file.row.clearLowering()
        file.enter(
            .falseAlarmConfirmed, about: file.row.incidentID,
            [
                "by": lowering.askedBy, "askedFor": lowering.askedFor, "reason": lowering.reason,
                "confirmedBecause": file.reason,
            ])
        return lowering.reason
    }

    /// What waited for a second person waits no more: something else was decided, or the case is over.
    static func drop(in file: inout CaseFile) {
        guard file.row.hasLowering else { return }
        let lowering = file.row.lowering
        file.row.clearLowering()
        if lowering.falseAlarm {
            file.enter(.falseAlarmDropped, about: file.row.incidentID, ["by": lowering.askedBy])
        } else {
            file.enter(
                .loweringDropped, about: file.row.incidentID,
                ["to": lowering.grade.inPlan.label, "by": lowering.askedBy])
        }
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

    /// What was split off a graver incident is spoken about by that one's rules.
    static func inherit(from incident: Incident, in file: inout CaseFile) {
        guard file.row.wording.gravestGrade.isLessGrave(than: incident.highestGrade) else { return }
        remember(incident.highestGrade, in: &file)
        file.enter(.gradeInherited, about: incident.id, ["grade": incident.highestGrade.inPlan.label])
    }

    /// What people are bound by elsewhere is in force here, until a second person agrees to less.
    static func inherit(inForce other: Case, in file: inout CaseFile) {
        file.row.grade = .graver(file.row.grade, other.grade)
        file.row.highestGrade = .graver(file.row.highestGrade, other.highestGrade)
        remember(.graver(other.wording.gravestGrade, other.grade), in: &file)
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
        if file.row.hasLowering, file.row.lowering.grade == grade { file.row.clearLowering() }
        drop(in: &file)
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
