import Casework
import Plan
import Schemas

/// Opens cases, keeps them in step with their incident, and ends or reopens them.
enum CaseDesk {
    /// Whether an incident is grave enough for a case of its own.
    static func calls(forCase incident: Incident, plan: ResponsePlan) -> Bool {
        guard incident.state == .open || incident.state == .quiet,
            let grade = ResponsePlan.Grade(rawValue: incident.grade.rawValue)
        else { return false }
        return grade.isAtLeastAsGrave(as: plan.grading.openCaseAt)
    }

    /// A new case, before anything is done about it.
    static func blank(for incident: Incident) -> Case {
        var row = Case()
        row.incidentID = incident.id
        row.subject = incident.subject
        row.drill = incident.drill
        return row
    }

    /// Opens the case: people are told, clocks start, a strategy and directives are proposed, statements drafted.
    ///
    /// - Parameter bound: cases in which people are bound and that it carries on.
    static func open(with incident: Incident, bound: [Case] = [], likeCases: [String], in file: inout CaseFile) {
        file.row.state = .reported
        file.row.openedAt = file.now
        file.row.planHash = file.plan.hash
        BindingRule.bind(to: bound, in: &file)
        mirror(incident, in: &file)
        GradeRule.inherit(from: incident, in: &file)
        file.enter(
            .caseOpened, about: incident.id,
            ["grade": file.grade.label, "kind": file.kind.rawValue, "mentions": "\(incident.mentions)"])
        begin(likeCases: likeCases, in: &file)
        if incident.state == .falseAlarm { falseAlarm(incident.falseAlarmSaid, in: &file) }
    }

    /// Follows the incident: its grade, kind and volume, its end, its return. Intermediate states may be skipped.
    static func follow(_ incident: Incident, bound: [Case] = [], likeCases: [String], in file: inout CaseFile) {
        let isMerged = bound.contains { incident.mergedFrom.contains($0.incidentID) } && incident.state != .merged
        if isMerged, file.row.state.isOver, file.row.mergedInto.isEmpty {
            reopen(why: "a case in which people are bound was merged into it", likeCases: likeCases, in: &file)
        }
        let rebounds =
            file.row.state == .closed && file.row.mergedInto.isEmpty
            && ClosingRule.rebounds(incident, row: file.row, plan: file.plan, now: file.now)
        let before = (grade: file.row.grade, kind: file.row.kind, rumour: file.row.incident.rumourState)
        let isRevived = file.row.state == .falseAlarm && file.row.incident.state == .falseAlarm
        BindingRule.bind(to: bound, in: &file)
        mirror(incident, in: &file)
        if incident.state == .merged {
            return merge(into: incident.mergedInto, in: &file)
        }
        if incident.state == .falseAlarm {
            falseAlarm(incident.falseAlarmSaid, in: &file)
            // It waits for a second person, and has become graver meanwhile.
            guard file.row.state.endsByFalseAlarm, before.grade != file.row.grade else { return }
            gradeChanged(from: before.grade.inPlan, by: "", reason: "", in: &file)
            return keepUp(likeCases: likeCases, in: &file)
        }
        if isRevived, !incident.state.isOver {
            reopen(
                why: "the false alarm was graded \(file.grade.label) after all", isUndone: true, likeCases: likeCases,
                in: &file)
            return
        }
        if rebounds, calls(forCase: incident, plan: file.plan) {
            reopen(why: "volume rose again after the close", likeCases: likeCases, in: &file)
            return
        }
        guard !file.row.state.isOver, file.row.state != .evaluated else { return }
        if before.grade != file.row.grade {
            gradeChanged(from: before.grade.inPlan, by: incident.regradedBy, reason: incident.regradeReason, in: &file)
        }
        if before.kind != file.row.kind {
            file.enter(.kindChanged, ["from": before.kind.inPlan.rawValue, "to": file.kind.rawValue])
        }
        guard before != (file.row.grade, file.row.kind, incident.rumourState) else { return }
        keepUp(likeCases: likeCases, in: &file)
    }

    /// A second person agrees to the less grave grade that another set.
    static func confirmLowering(likeCases: [String], in file: inout CaseFile) {
        let was = file.grade
        let lowering = file.row.lowering
        GradeRule.confirm(in: &file)
        guard !file.row.state.isOver, file.row.state != .evaluated else { return }
        gradeChanged(from: was, by: lowering.askedBy, reason: lowering.reason, in: &file)
        keepUp(likeCases: likeCases, in: &file)
    }

    /// What follows from another grade, kind or state of the rumour.
    private static func keepUp(likeCases: [String], in file: inout CaseFile) {
        ClockKeeper.ensure(&file)
        DirectiveDesk.propose(&file)
        if !file.row.hasStrategy { propose(likeCases: likeCases, in: &file) }
        StatementDrafter.refresh(&file)
    }

    /// A person said that it was nothing: the case ends with it, or waits for a second person.
    static func falseAlarm(_ said: DecisionAnswer?, in file: inout CaseFile) {
        guard file.row.state.endsByFalseAlarm, !GradeRule.holds(falseAlarm: said, in: &file) else { return }
        endAsFalseAlarm(reason: said?.details["reason"] ?? "", in: &file)
    }

    /// A second person agrees to the false alarm that another said.
    static func confirmFalseAlarm(in file: inout CaseFile) {
        let reason = GradeRule.confirmFalseAlarm(in: &file)
        endAsFalseAlarm(reason: reason, in: &file)
    }

    /// It was nothing: the case ends, what is open is dropped with that reason, and the evaluation says so.
    private static func endAsFalseAlarm(reason: String, in file: inout CaseFile) {
        guard file.row.state.endsByFalseAlarm else { return }
        file.row.incident.state = .falseAlarm
        file.advance(.falseAlarmDeclared)
        file.row.closedAt = file.now
        file.enter(.falseAlarm, ["reason": reason])
        let why = file.wording.say("误报", "false alarm")
        for index in file.row.directives.indices where file.row.directives[index].isOpen {
            DirectiveDesk.drop(index, why: why, in: &file)
        }
        ClockKeeper.drop(why: why, in: &file)
        conclude(outcome: EvaluationDesk.falseAlarm, because: reason, in: &file)
    }

    /// A person closes: evaluated, closed, sealed.
    static func close(in file: inout CaseFile) {
        file.advance(.evaluationWritten)
        file.row.evaluatedAt = file.now
        file.advance(.closed)
        file.row.closedAt = file.now
        ClockKeeper.meet(.caseClosed, in: &file)
        file.enter(.caseClosed, ["reason": file.reason])
        conclude(outcome: EvaluationDesk.closed, in: &file)
    }

    /// Opens a case that was over: clocks anew, the strategy to be decided again.
    /// - Parameter isUndone: it never was over, as is known now: what was decided stands, its clocks have run on, and it is
    ///   reopened no more often.
    static func reopen(why: String, isUndone: Bool = false, likeCases: [String], in file: inout CaseFile) {
        file.advance(.reopened)
        if isUndone {
            takeUp(in: &file)
        } else {
            file.row.reopened += 1
            file.row.clearStrategy()
            file.row.gradeConfirmed = false
            file.row.gradeConfirmedBy = ""
            file.row.nextWordAt = 0
        }
        file.row.closedAt = 0
        file.row.evaluatedAt = 0
        file.row.evaluationSigned = false
        file.enter(.caseReopened, ["why": why, "times": "\(file.row.reopened)"])
        if !isUndone { StatementSigning.strategyChanged(in: &file) }
        // What is said next goes by the gravest that the case ever was: to open it again takes one person only.
        file.row.wording.gravestGrade = .graver(file.row.wording.gravestGrade, file.row.highestGrade)
        begin(likeCases: likeCases, in: &file)
    }

    /// What was decided before the case was taken for a false alarm stands: strategy, directives, words that are out.
    private static func takeUp(in file: inout CaseFile) {
        ClockKeeper.resume(droppedAt: file.row.closedAt, in: &file)
        DirectiveDesk.resume(droppedAt: file.row.closedAt, in: &file)
        guard file.row.hasStrategy else { return }
        file.advance(.strategyChosen)
        if file.row.directives.contains(where: { $0.issuedAt > 0 && $0.isInForce }) { file.advance(.directiveIssued) }
        if file.row.firstWordAt > 0 { file.advance(.statementReleased) }
    }

    /// Proposes a strategy where none is decided.
    static func propose(likeCases: [String], in file: inout CaseFile) {
        let proposal = StrategyAdvisor(plan: file.plan).propose(for: file.row.incident, likeCases: likeCases)
        if proposal != file.row.proposal {
            file.row.proposal = proposal
            file.enter(
                .strategyProposed,
                [
                    "strategy": proposal.strategy, "supplement": proposal.supplement,
                    "responsibility": proposal.responsibility, "allowed": proposal.allowed.joined(separator: " "),
                    "mentions": proposal.mentionIds.joined(separator: " "),
                ])
        }
        file.advance(.proposalMade)
    }

    private static func begin(likeCases: [String], in file: inout CaseFile) {
        ClockKeeper.ensure(&file)
        tellGrade(in: &file)
        propose(likeCases: likeCases, in: &file)
        DirectiveDesk.propose(&file)
        StatementDrafter.refresh(&file)
        for kind in ResponsePlan.ReportRule.Kind.allCases {
            ReportDesk.write(
                kind, occasion: file.row.reopened > 0 ? .reopened : .opened, about: "\(file.row.reopened)", in: &file)
        }
        ReportDesk.schedule(&file)
    }

    /// The evaluation is written and the journal sealed; what is entered later follows the seal, visibly.
    private static func conclude(outcome: String, because reason: String = "", in file: inout CaseFile) {
        GradeRule.drop(in: &file)
        ReportDesk.schedule(&file)
        file.enter(.evaluationWritten, about: file.row.incidentID, ["outcome": outcome])
        file.enter(.journalSealed, ["entries": "\(file.row.journalEntries + 1)"])
        let occasion = "\(outcome)-\(file.row.reopened)"
        if outcome == EvaluationDesk.closed {
            let due = file.now + Int64(file.plan.evaluation.within.seconds) * 1000
            NoticeWriter.write(
                .evaluationDue, about: file.row.incidentID, occasion: occasion,
                title: file.wording.say("请完成评估：\(file.row.title)", "Evaluation due: \(file.row.title)"),
                text: file.wording.moment(due, in: file.plan.institution.timeZone), in: &file)
        }
        let evaluation = Evaluator.evaluate(file, outcome: outcome)
        NoticeWriter.write(
            .caseClosed, about: file.row.incidentID, occasion: occasion,
            title: outcome == EvaluationDesk.falseAlarm
                ? file.wording.say("误报，处置结束：\(file.row.title)", "False alarm, case over: \(file.row.title)")
                : file.wording.say("处置结束：\(file.row.title)", "Case over: \(file.row.title)"),
            text: ((reason.isEmpty ? [] : [file.wording.say("理由：\(reason)", "Reason: \(reason)")]) + evaluation.lessons)
                .joined(separator: "\n"), in: &file)
        // Drawn last, so that it names the newest entry.
        file.evaluation = Evaluator.evaluate(file, outcome: outcome)
    }

    private static func merge(into other: String, in file: inout CaseFile) {
        guard !file.row.state.isOver else { return }
        file.advance(.mergedAway)
        file.row.closedAt = file.now
        file.row.mergedInto = other
        for index in file.row.directives.indices where file.row.directives[index].isOpen {
            DirectiveDesk.drop(index, why: file.wording.say("并入\(other)", "carried on by \(other)"), in: &file)
        }
        file.enter(.caseMerged, about: other)
        ClockKeeper.drop(why: file.wording.say("并入\(other)", "carried on by \(other)"), in: &file)
        conclude(outcome: EvaluationDesk.merged, in: &file)
    }

    private static func gradeChanged(
        from was: ResponsePlan.Grade, by person: String, reason: String, in file: inout CaseFile
    ) {
        file.enter(
            .gradeChanged, ["from": was.label, "to": file.grade.label, "by": person, "reason": reason])
        ReportDesk.schedule(&file)
        guard file.grade.isGraver(than: was) else { return }
        tellGrade(in: &file)
        guard file.row.gradeConfirmed else { return }
        file.row.gradeConfirmed = false
        file.row.gradeConfirmedBy = ""
        ClockKeeper.confirmAgain(&file)
    }

    private static func tellGrade(in file: inout CaseFile) {
        let grade = file.grade.names[file.language]
        let incident = file.row.incident
        let concerned = file.plan.grading.confirmation.first { $0.grades.contains(file.grade) }?.roles ?? []
        NoticeWriter.write(
            .incidentGraded, about: file.row.incidentID, occasion: file.grade.label,
            title: "\(grade) \(file.row.title)",
            text: file.wording.say(
                "信息\(incident.mentions)条，来源\(incident.sources.count)个，触达\(incident.reach)。",
                "\(incident.mentions) mentions, \(incident.sources.count) sources, reach \(incident.reach)."),
            concerned: concerned.map { .role($0) }, in: &file)
    }

    /// Takes the incident's state into the row, without the texts of its evidence.
    private static func mirror(_ incident: Incident, in file: inout CaseFile) {
        var bare = incident
        for index in bare.evidence.indices {
            bare.evidence[index].title = ""
            bare.evidence[index].excerpt = ""
            bare.evidence[index].author = ""
        }
        // They are entered in the journal.
        bare.answers = []
        // A false alarm that waits for a second person is none yet: the case, and what is asked of it, goes on.
        if bare.state == .falseAlarm, file.row.state.endsByFalseAlarm, file.row.isBoundByGrade {
            bare.state = file.row.incident.state == .unspecified ? .open : file.row.incident.state
        }
        let known = file.row.incident.discoveredAt
        file.row.incident = bare
        ClockKeeper.follow(discoveredAt: known, in: &file)
        file.row.title = incident.title
        GradeRule.follow(incident, in: &file)
        file.row.kind = incident.kind
        let peak = incident.volume.map(\.mentions).max() ?? 0
        file.row.peakHourlyMentions = max(file.row.peakHourlyMentions, peak)
        file.row.declineSince = ClosingRule.declineSince(
            incident, peak: file.row.peakHourlyMentions, rule: file.plan.closing)
    }
}
