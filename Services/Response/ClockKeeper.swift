import Plan
import Schemas

/// Runs the plan's clocks on a case: started by their event, warned of at fractions of their time, met by what stops
/// them. What was missed stays missed, also when it is done late.
enum ClockKeeper {
    /// The rule behind a clock. A rule that starts again gets a clock of its own: `next-word#2`, after a reopening too;
    /// `grade-confirmation@I` for a graver grade.
    static func rule(of clock: CaseClock, in plan: ResponsePlan) -> ResponsePlan.ClockRule? {
        plan.clock(String(clock.id.prefix { $0 != "#" && $0 != "@" }))
    }

    /// Starts what applies to the case's grade and kind and does not run yet. Safe to repeat.
    static func ensure(_ file: inout CaseFile) {
        let incident = file.row.incident
        for rule in file.plan.clocks where rule.applies(to: file.grade, kind: file.kind) {
            let named: Int64
            switch rule.start {
            case .firstMention: named = incident.firstMentionAt
            case .discovered, .complaintReceived: named = incident.discoveredAt
            case .graded, .caseOpened: named = file.now
            case .statementReleased: continue
            }
            // A reopened case counts anew; a time nobody told counts from now.
            let start = file.row.reopened > 0 || named == 0 ? file.now : named
            let suffix = file.row.reopened > 0 ? "#\(file.row.reopened + 1)" : ""
            self.start(rule, id: rule.id + suffix, at: start, in: &file)
        }
    }

    /// The grade rose: what was confirmed has to be confirmed again.
    static func confirmAgain(_ file: inout CaseFile) {
        let suffix = file.row.reopened > 0 ? "#\(file.row.reopened + 1)" : ""
        for rule in file.plan.clocks
        where rule.stop == .gradeConfirmed && rule.start == .graded && rule.applies(to: file.grade, kind: file.kind) {
            start(rule, id: "\(rule.id)\(suffix)@\(file.grade.label)", at: file.now, in: &file)
        }
    }

    /// A release meets the clocks that wait for it, and the next word an earlier release promised; then it promises the
    /// next.
    static func statementReleased(in file: inout CaseFile) {
        meet(.statementReleased, in: &file)
        for index in file.row.clocks.indices
        where rule(of: file.row.clocks[index], in: file.plan)?.start == .statementReleased {
            // Several channels released within the hour are one word.
            if file.row.clocks[index].startedAt + 3_600_000 <= file.now { met(index, in: &file) }
        }
        for rule in file.plan.clocks
        where rule.start == .statementReleased && rule.applies(to: file.grade, kind: file.kind) {
            let earlier = file.row.clocks.filter { self.rule(of: $0, in: file.plan)?.id == rule.id }
            guard !earlier.contains(where: { $0.state == .running }) else { continue }
            start(
                rule, id: earlier.isEmpty ? rule.id : "\(rule.id)#\(earlier.count + 1)", at: file.now, in: &file)
        }
    }

    /// Something happened that stops clocks.
    static func meet(_ stop: ResponsePlan.ClockRule.Stop, in file: inout CaseFile) {
        for index in file.row.clocks.indices where rule(of: file.row.clocks[index], in: file.plan)?.stop == stop {
            met(index, in: &file)
        }
    }

    /// A person records that it was done, with proof where the rule asks for it.
    static func file(_ decision: MeetClock, by person: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: decision.clockID, in: file)
        let clock = file.row.clocks[index]
        guard clock.metAt == 0 else { throw Refusal("clock \(clock.id) was met already") }
        let stop = rule(of: clock, in: file.plan)?.stop ?? .filing
        switch stop {
        case .filing: break
        case .evaluationSigned:
            guard file.row.state == .closed else { throw Refusal("the evaluation is written when the case is closed") }
            guard file.plan.evaluation.roles.contains(where: { file.plan.has(person, role: $0) }) else {
                throw Refusal(
                    "the evaluation is signed by \(file.plan.evaluation.roles.joined(separator: ", ")), not \(person)")
            }
            file.enter(.evaluationSigned, about: clock.id)
        case .gradeConfirmed, .statementReleased, .caseClosed:
            throw Refusal("clock \(clock.id) is met by \(stop.rawValue), not by a filing")
        }
        guard !clock.proofRequired || !decision.receiptNumber.isBlank else {
            throw Refusal("clock \(clock.id) takes the receipt number of the filing as proof")
        }
        file.row.clocks[index].documentHash = decision.documentHash
        file.row.clocks[index].receiptNumber = decision.receiptNumber
        met(index, in: &file)
    }

    static func explain(_ decision: ExplainClock, reason: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: decision.clockID, in: file)
        guard file.row.clocks[index].state == .missed else {
            throw Refusal("clock \(decision.clockID) was not missed; there is nothing to explain")
        }
        guard !reason.isBlank else { throw Refusal("an explanation takes a reason") }
        file.row.clocks[index].explanation = reason
        file.enter(.clockExplained, about: decision.clockID, ["reason": reason])
    }

    /// The case ended without need for them: running clocks stop, with why.
    static func drop(why: String, in file: inout CaseFile) {
        for index in file.row.clocks.indices where file.row.clocks[index].state == .running {
            file.row.clocks[index].state = .met
            file.row.clocks[index].metAt = file.now
            file.row.clocks[index].metBy = file.actor
            file.row.clocks[index].explanation = why
            file.enter(.clockDropped, about: file.row.clocks[index].id, ["why": why])
        }
    }

    /// Warns and misses. Of several warnings due at once the latest is told.
    static func tick(_ file: inout CaseFile) {
        for index in file.row.clocks.indices where file.row.clocks[index].state == .running {
            let clock = file.row.clocks[index]
            if clock.dueAt <= file.now {
                miss(index, in: &file)
                continue
            }
            let due = (rule(of: clock, in: file.plan)?.warnAt ?? []).filter {
                !clock.warned.contains($0.at) && moment($0.at, of: clock) <= file.now
            }
            guard let latest = due.last else { continue }
            file.row.clocks[index].warned += due.map(\.at)
            file.enter(.clockWarned, about: clock.id, ["fraction": "\(latest.at)"])
            let left = file.wording.length(clock.dueAt - file.now)
            NoticeWriter.write(
                .clockWarning, about: clock.id, occasion: "\(latest.at)",
                title: file.wording.say("时限提醒：\(clock.name)，剩余\(left)", "Deadline ahead: \(clock.name), \(left) left"),
                text: text(of: clock, in: file), concerned: latest.to, in: &file)
        }
    }

    /// When a running clock has to be looked at next.
    static func nextLook(_ clock: CaseClock, plan: ResponsePlan) -> Int64? {
        guard clock.state == .running else { return nil }
        let warnings = (rule(of: clock, in: plan)?.warnAt ?? []).filter { !clock.warned.contains($0.at) }
        return (warnings.map { moment($0.at, of: clock) } + [clock.dueAt]).min()
    }

    private static func start(_ rule: ResponsePlan.ClockRule, id: String, at start: Int64, in file: inout CaseFile) {
        guard !file.row.clocks.contains(where: { $0.id == id }) else { return }
        var clock = CaseClock()
        clock.id = id
        clock.name = rule.names[file.language]
        clock.startedAt = start
        clock.dueAt = file.plan.due(after: rule.duration, from: start, time: rule.time)
        clock.state = .running
        clock.ruleSource = rule.source
        clock.proofRequired = rule.proof == .filing
        file.row.clocks.append(clock)
        file.enter(
            .clockStarted, about: id,
            ["started": Timestamps.rfc3339(start), "due": Timestamps.rfc3339(clock.dueAt), "source": rule.source])
    }

    private static func met(_ index: Int, in file: inout CaseFile) {
        let clock = file.row.clocks[index]
        guard clock.metAt == 0 else { return }
        // The due time decides, not whether a tick came between.
        let late = clock.state == .missed || file.now > clock.dueAt
        if late, clock.state == .running { miss(index, in: &file) }
        if !late { file.row.clocks[index].state = .met }
        file.row.clocks[index].metAt = file.now
        file.row.clocks[index].metBy = file.actor
        file.enter(
            late ? .clockMetLate : .clockMet, about: clock.id,
            [
                "receipt": file.row.clocks[index].receiptNumber, "document": file.row.clocks[index].documentHash,
                "late": late ? file.wording.length(file.now - clock.dueAt) : "",
            ])
    }

    private static func miss(_ index: Int, in file: inout CaseFile) {
        file.row.clocks[index].state = .missed
        let clock = file.row.clocks[index]
        file.enter(.clockMissed, about: clock.id, ["due": Timestamps.rfc3339(clock.dueAt)])
        NoticeWriter.write(
            .clockMissed, about: clock.id, occasion: "missed",
            title: file.wording.say("时限已过：\(clock.name)", "Deadline missed: \(clock.name)"),
            text: text(of: clock, in: file),
            concerned: rule(of: clock, in: file.plan)?.warnAt.last?.to ?? [], in: &file)
    }

    /// Fractions are of the whole time between start and due, around the clock.
    private static func moment(_ fraction: Double, of clock: CaseClock) -> Int64 {
        clock.startedAt + Int64(Double(clock.dueAt - clock.startedAt) * fraction)
    }

    private static func text(of clock: CaseClock, in file: CaseFile) -> String {
        let due = file.wording.moment(clock.dueAt, in: file.plan.institution.timeZone)
        return file.wording.say(
            "\(file.row.title)\n时限：\(due)\n依据：\(clock.ruleSource)",
            "\(file.row.title)\nDue: \(due)\nRule: \(clock.ruleSource)")
    }

    private static func index(of id: String, in file: CaseFile) throws(Refusal) -> Int {
        guard let index = file.row.clocks.firstIndex(where: { $0.id == id }) else {
            throw Refusal("the case has no clock \"\(id)\"")
        }
        return index
    }
}
