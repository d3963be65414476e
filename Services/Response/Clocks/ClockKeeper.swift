import Casework
import Plan
import Schemas

/// Runs the plan's clocks on a case: started by their event, warned of at fractions of their time, met by what stops
/// them. What was missed stays missed, also when it is done late.
enum ClockKeeper {
    /// The rule behind a clock. A rule that starts again gets a clock of its own: `next-word#2`, after a reopening too;
    /// `grade-confirmation@I` for a graver grade.
    static func rule(of clock: CaseClock, in plan: ResponsePlan) -> ResponsePlan.ClockRule? {
        plan.rule(of: clock)
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

    /// A public word meets the clocks that wait for it, and the next word an earlier round promised; then it promises
    /// the next.
    static func statementReleased(_ statement: Statement, in file: inout CaseFile) {
        meet(.statementReleased, in: &file)
        let rounds = Dictionary(file.row.statements.map { ($0.id, $0.round) }) { first, _ in first }
        for index in file.row.clocks.indices
        where rule(of: file.row.clocks[index], in: file.plan)?.start == .statementReleased {
            // All versions of one round are one word; a correction is none that was promised.
            let promised = rounds[file.row.clocks[index].statementID] ?? 0
            if promised < statement.round, statement.corrects.isEmpty { met(index, in: &file) }
        }
        for rule in file.plan.clocks
        where rule.start == .statementReleased && rule.applies(to: file.grade, kind: file.kind) {
            let earlier = file.row.clocks.filter { self.rule(of: $0, in: file.plan)?.id == rule.id }
            guard !earlier.contains(where: { $0.state == .running }) else { continue }
            let id = earlier.isEmpty ? rule.id : "\(rule.id)#\(earlier.count + 1)"
            let promised = file.row.nextWordAt > file.now ? file.row.nextWordAt : nil
            start(rule, id: id, at: file.now, due: promised, promisedBy: statement.id, in: &file)
        }
    }

    /// Something happened that stops clocks.
    static func meet(_ stop: ResponsePlan.ClockRule.Stop, in file: inout CaseFile) {
        for index in file.row.clocks.indices where rule(of: file.row.clocks[index], in: file.plan)?.stop == stop {
            met(index, in: &file)
        }
    }

    /// The case ended without need for them: running clocks stop, with why.
    static func drop(why: String, in file: inout CaseFile) {
        for index in file.row.clocks.indices where file.row.clocks[index].state == .running {
            file.row.clocks[index].state = .met
            file.row.clocks[index].metAt = file.now
            file.row.clocks[index].metBy = file.actor
            file.row.clocks[index].dropped = true
            file.row.clocks[index].explanation = why
            file.enter(.clockDropped, about: file.row.clocks[index].id, ["why": why])
        }
    }

    /// What was merged into the incident was known earlier: clocks that run from the discovery are due earlier.
    /// - Parameter before: what they ran from; ms since 1970.
    static func follow(discoveredAt before: Int64, in file: inout CaseFile) {
        let now = file.row.incident.discoveredAt
        guard now > 0, now < before else { return }
        for index in file.row.clocks.indices {
            var clock = file.row.clocks[index]
            guard clock.state == .running, clock.startedAt == before, clock.extensions.isEmpty,
                let rule = rule(of: clock, in: file.plan), [.discovered, .complaintReceived].contains(rule.start)
            else { continue }
            clock.startedAt = now
            clock.dueAt = file.plan.due(after: rule.duration, from: now, time: rule.time)
            clock.firstDueAt = clock.dueAt
            clock.warnings = warnings(of: rule, from: now, to: clock.dueAt, in: file.plan)
            file.row.clocks[index] = clock
            file.enter(
                .clockStarted, about: clock.id,
                ["started": Timestamps.rfc3339(now), "due": Timestamps.rfc3339(clock.dueAt), "source": rule.source])
        }
    }

    /// What ended the case was taken back: clocks that it dropped run as if it had not been. One that ran out meanwhile is
    /// missed at the next look.
    static func resume(droppedAt moment: Int64, in file: inout CaseFile) {
        for index in file.row.clocks.indices {
            let clock = file.row.clocks[index]
            guard clock.dropped, clock.metAt == moment, moment > 0 else { continue }
            file.row.clocks[index].state = .running
            file.row.clocks[index].metAt = 0
            file.row.clocks[index].metBy = ""
            file.row.clocks[index].dropped = false
            file.row.clocks[index].explanation = ""
            file.enter(.clockResumed, about: clock.id, ["due": Timestamps.rfc3339(clock.dueAt)])
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
            let told = clock.warnings.indices.filter {
                clock.warnings[$0].toldAt == 0 && clock.warnings[$0].at <= file.now
            }
            guard let latest = told.last else { continue }
            for one in told { file.row.clocks[index].warnings[one].toldAt = file.now }
            let fraction = clock.warnings[latest].fraction
            file.row.clocks[index].warned += told.map { clock.warnings[$0].fraction }
            file.enter(.clockWarned, about: clock.id, ["fraction": "\(fraction)"])
            let recipients = rule(of: clock, in: file.plan)?.warnAt.first { $0.at == fraction }?.to ?? []
            let left = file.wording.length(clock.dueAt - file.now)
            NoticeWriter.write(
                .clockWarning, about: clock.id, occasion: "\(fraction) of \(clock.dueAt)",
                title: file.wording.say("时限提醒：\(clock.name)，剩余\(left)", "Deadline ahead: \(clock.name), \(left) left"),
                text: text(of: clock, in: file), concerned: recipients, in: &file)
        }
    }

    /// When a running clock has to be looked at next.
    static func nextLook(_ clock: CaseClock) -> Int64? {
        guard clock.state == .running else { return nil }
        return (clock.warnings.filter { $0.toldAt == 0 }.map(\.at) + [clock.dueAt]).min()
    }

    private static func start(
        _ rule: ResponsePlan.ClockRule, id: String, at start: Int64, due: Int64? = nil,
        promisedBy statement: String = "",
        in file: inout CaseFile
    ) {
        guard !file.row.clocks.contains(where: { $0.id == id }) else { return }
        var clock = CaseClock()
        clock.id = id
        clock.name = rule.names[file.language]
        clock.startedAt = start
        clock.dueAt = due ?? file.plan.due(after: rule.duration, from: start, time: rule.time)
        clock.firstDueAt = clock.dueAt
        clock.state = .running
        clock.ruleSource = rule.source
        clock.proofRequired = rule.proof != .none
        clock.workingTime = rule.time == .working
        clock.start = rule.start.rawValue
        clock.stop = rule.stop.rawValue
        clock.statementID = statement
        clock.extensionsOpen = rule.extensions.map(\.id)
        clock.warnings = warnings(of: rule, from: clock.startedAt, to: clock.dueAt, in: file.plan)
        file.row.clocks.append(clock)
        file.enter(
            .clockStarted, about: id,
            ["started": Timestamps.rfc3339(start), "due": Timestamps.rfc3339(clock.dueAt), "source": rule.source])
        // A graver grade brings clocks that count from the discovery: what they wait for may have been done by then.
        if rule.stop == .statementReleased, rule.start != .statementReleased,
            let word = firstWord(since: start, in: file)
        {
            met(file.row.clocks.count - 1, at: word.at, by: word.person, in: &file)
        }
    }

    /// The case's first public word, if it came after a moment: when, and who released it.
    private static func firstWord(since start: Int64, in file: CaseFile) -> (at: Int64, person: String)? {
        let at = file.row.firstWordAt
        guard at > 0, at >= start else { return nil }
        return (at, file.row.statements.first { $0.releasedAt == at }?.releasedBy ?? "")
    }

    /// The moments of the plan's warnings: fractions of the time from start to due, of the working time where the rule
    /// counts that, so that nobody is warned on a Sunday of what is due in working hours.
    static func warnings(
        of rule: ResponsePlan.ClockRule, from start: Int64, to due: Int64, in plan: ResponsePlan
    ) -> [ClockWarning] {
        rule.warnAt.map { warning in
            var moment = ClockWarning()
            moment.fraction = warning.at
            moment.at = plan.moment(warning.at, from: start, to: due, time: rule.time)
            return moment
        }
    }

    /// - Parameters:
    ///   - time: when it was done, ms since 1970; now unless said.
    ///   - person: who did it; who acts now unless said.
    static func met(_ index: Int, at time: Int64? = nil, by person: String? = nil, in file: inout CaseFile) {
        let time = time ?? file.now
        let clock = file.row.clocks[index]
        guard clock.metAt == 0 else { return }
        // The due time decides, not whether a tick came between.
        let late = clock.state == .missed || time > clock.dueAt
        if late, clock.state == .running { miss(index, in: &file) }
        if !late { file.row.clocks[index].state = .met }
        file.row.clocks[index].metAt = time
        file.row.clocks[index].metBy = person ?? file.actor
        file.row.clocks[index].metFor = person == nil ? file.principal : ""
        file.enter(
            late ? .clockMetLate : .clockMet, about: clock.id,
            [
                "receipt": file.row.clocks[index].receiptNumber, "document": file.row.clocks[index].documentHash,
                "late": late ? file.wording.length(time - clock.dueAt) : "",
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

    private static func text(of clock: CaseClock, in file: CaseFile) -> String {
        let due = file.wording.moment(clock.dueAt, in: file.plan.institution.timeZone)
        return file.wording.say(
            "\(file.row.title)\n时限：\(due)\n依据：\(clock.ruleSource)",
            "\(file.row.title)\nDue: \(due)\nRule: \(clock.ruleSource)")
    }

    static func index(of id: String, in file: CaseFile) -> Int? { file.row.clocks.firstIndex { $0.id == id } }
}
