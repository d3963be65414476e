import Plan
import Schemas

/// Tells those who are told of grades, and those who may agree, that something waits for a second person: nobody finds it
/// by chance.
enum SecondPersonNotice {
    static func write(in file: inout CaseFile) {
        guard file.row.hasLowering else { return }
        let lowering = file.row.lowering
        let who = file.plan.person(lowering.askedBy)?.name ?? lowering.askedBy
        let title = file.row.title
        let (said, asked) =
            lowering.falseAlarm
            ? (
                file.wording.say("误报待第二人确认：\(title)", "False alarm, a second person has to agree: \(title)"),
                file.wording.say(
                    "\(who)认为这是误报。须由另一人确认；在此之前处置继续，时限照常计时。",
                    "\(who) said that this is a false alarm. A second person has to agree; until then the case goes on and its deadlines run."
                )
            )
            : (
                file.wording.say("降级待第二人确认：\(title)", "Less grave grade, a second person has to agree: \(title)"),
                file.wording.say(
                    "\(who)拟将等级由\(file.grade.label)级改为\(lowering.grade.inPlan.label)级。须由另一人确认；在此之前等级不变。",
                    "\(who) set \(lowering.grade.inPlan.label) instead of \(file.grade.label). A second person has to agree; until then the grade stays."
                )
            )
        let why =
            lowering.reason.isEmpty
            ? "" : "\n" + file.wording.say("理由：\(lowering.reason)", "Reason: \(lowering.reason)")
        let roles = file.plan.grading.confirmation(of: file.grade)?.roles ?? []
        NoticeWriter.write(
            .incidentGraded, about: file.row.incidentID, occasion: "waits \(lowering.askedAt)", title: said,
            text: asked + why, concerned: roles.map { .role($0) }, in: &file)
    }
}
