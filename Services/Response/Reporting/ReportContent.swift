import Casework
import Plan
import Schemas

/// The lines of a report, each with the mentions or journal entries it rests on. What the record does not hold is not
/// said.
struct ReportContent {
    let file: CaseFile

    private var row: Case { file.row }
    private var words: Wording { file.wording }
    private var incident: Incident { file.row.incident }

    /// Lines of one section, and bytes of one line: who reads a report reads it to the end.
    static let mostLines = 40
    static let longestLine = 600

    func lines(of content: ResponsePlan.ReportRule.Content) -> [ReportLine] {
        let lines = all(of: content)
        guard lines.count > Self.mostLines else { return lines }
        let more = lines.count - Self.mostLines
        return lines.prefix(Self.mostLines) + [line(words.say("另有\(more)项", "\(more) more"), entries: [.caseOpened])]
    }

    private func all(of content: ResponsePlan.ReportRule.Content) -> [ReportLine] {
        switch content {
        case .status: status
        case .overview: overview
        case .nextSteps: nextSteps
        case .conditions: conditions
        case .actions: actions
        case .needs: needs
        }
    }

    // MARK: executive

    private var status: [ReportLine] {
        let moment = words.moment(file.now, in: file.plan.institution.timeZone)
        let confirmed =
            row.gradeConfirmed
            ? words.say("（已由\(name(row.gradeConfirmedBy))确认）", " (confirmed by \(name(row.gradeConfirmedBy)))")
            : words.say("（待确认）", " (to be confirmed)")
        let asks = file.plan.grading.confirmation(of: file.grade) != nil
        var lines = [
            line(
                words.say("截至\(moment)，等级", "As of \(moment): ") + file.grade.names[file.language]
                    + (asks ? confirmed : ""),
                mentions: incident.assessment.indicators.flatMap(\.mentionIds),
                entries: [.gradeChanged, .gradeConfirmed, .caseOpened])
        ]
        lines.append(
            line(words.say("处置阶段：", "Case: ") + words.state(row.state), entries: [.stateChanged, .caseOpened]))
        lines.append(strategy)
        if row.firstWordAt > 0 {
            let at = words.moment(row.firstWordAt, in: file.plan.institution.timeZone)
            lines.append(line(words.say("首次发声：\(at)", "First word: \(at)"), entries: [.statementReleased]))
        } else {
            lines.append(line(words.say("尚未发声", "No public word yet"), entries: [.stateChanged]))
        }
        for clock in row.clocks where clock.state == .missed && clock.metAt == 0 {
            lines.append(
                line(
                    words.say("超时未完成：\(clock.name)", "Missed: \(clock.name)"), entries: [.clockMissed], about: clock.id)
            )
        }
        return lines
    }

    private var strategy: ReportLine {
        let main = row.followedStrategy.flatMap { file.plan.strategy($0.main)?.names[file.language] }
        let none = words.say("无", "none")
        return row.hasStrategy
            ? line(words.say("策略：", "Strategy: ") + (main ?? none), entries: [.strategyDecided])
            : line(
                words.say("建议策略：", "Proposed strategy: ") + (main ?? none), mentions: row.proposal.mentionIds,
                entries: [.strategyProposed])
    }

    private var overview: [ReportLine] {
        let mentions = incident.evidence.map(\.mentionID)
        var lines = [
            line(
                words.say(
                    "信息\(incident.mentions)条，其中负面\(incident.negative)条，来源\(incident.sources.count)个，触达\(incident.reach)",
                    "\(incident.mentions) mentions, \(incident.negative) negative, \(incident.sources.count) sources, "
                        + "reach \(incident.reach)"),
                mentions: mentions)
        ]
        if incident.rumourState != .unverified || incident.kind == .rumour {
            lines.append(
                line(
                    words.say("传言状态：", "Rumour: ") + words.rumour(incident.rumourState), mentions: mentions,
                    entries: [.rumourStateSet]))
        }
        for reason in incident.assessment.confidenceReasons {
            lines.append(line(words.say("研判可信度：\(reason)", "Confidence: \(reason)"), mentions: mentions))
        }
        return lines
    }

    private var nextSteps: [ReportLine] {
        let running = row.clocks.filter { $0.state == .running }.sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }
        var lines = running.map { clock in
            line("\(clock.name)：\(moment(clock.dueAt))", entries: [.clockStarted], about: clock.id)
        }
        if row.nextWordAt > file.now {
            lines.append(
                line(
                    words.say("已承诺下次通报：\(moment(row.nextWordAt))", "Next word promised for \(moment(row.nextWordAt))"),
                    entries: [.statementReleased]))
        }
        lines += signing
        let open = row.directives.filter(\.isOpen)
        if !open.isEmpty {
            lines.append(
                line(
                    words.say(
                        "未办结指令\(open.count)项，逾期\(open.count { $0.overdue })项",
                        "\(open.count) directives open, \(open.count { $0.overdue }) overdue"),
                    entries: [.directiveIssued, .directiveProposed]))
        }
        return lines.isEmpty ? [line(words.say("无待办事项", "Nothing is due"), entries: [.stateChanged])] : lines
    }

    // MARK: tactical

    private var conditions: [ReportLine] {
        let hours = incident.volume.suffix(3)
        let mentions = incident.evidence.map(\.mentionID)
        var lines = hours.map { hour in
            line(
                words.say(
                    "\(moment(hour.hour))起一小时：\(hour.mentions)条，负面\(hour.negative)条，触达\(hour.reach)",
                    "Hour from \(moment(hour.hour)): \(hour.mentions) mentions, \(hour.negative) negative, "
                        + "reach \(hour.reach)"),
                mentions: mentions)
        }
        for source in incident.sources.sorted(by: { ($1.mentions, $0.source) < ($0.mentions, $1.source) }).prefix(3) {
            let name = file.plan.source(source.source)?.name ?? source.source
            lines.append(line("\(name)：\(source.mentions)", mentions: mentions))
        }
        return lines.isEmpty ? [line(words.say("尚无按小时统计的信息量", "No volume counted yet"), mentions: mentions)] : lines
    }

    private var actions: [ReportLine] {
        let directives = file.directives.map { directive in
            line(
                "[\(words.state(directive.state))] \(department(directive)) \(directive.title)"
                    + (directive.dueAt > 0 ? "（\(moment(directive.dueAt))）" : "")
                    + (directive.progress.isEmpty ? "" : "：\(directive.progress)"),
                entries: [
                    .directiveDone, .directiveWaived, .directiveProgressed, .directiveAccepted, .directiveIssued,
                    .directiveProposed,
                ], about: directive.id)
        }
        let statements = file.statements.filter { $0.releasedAt > 0 }.map { statement in
            line(
                "[\(words.state(statement.state))] \(statement.channel)/\(statement.language) \(statement.title)",
                entries: [.statementWithdrawn, .statementPublished, .statementReleased], about: statement.id)
        }
        let all = directives + statements
        return all.isEmpty ? [line(words.say("尚无行动", "No action yet"), entries: [.stateChanged])] : all
    }

    private var needs: [ReportLine] {
        var lines = signing
        for directive in row.directives where directive.overdue && directive.isInForce {
            lines.append(
                line(
                    words.say("逾期指令：", "Overdue: ") + "\(department(directive)) \(directive.title)",
                    entries: [.directiveOverdue], about: directive.id))
        }
        for request in row.resources where request.state == ResourceState.requested.word {
            lines.append(
                line(
                    words.say("待批资源：", "Resource asked for: ")
                        + "\(request.kind) \(request.quantity.plain) \(request.unit) \(request.purpose)",
                    entries: [.resourceRequested], about: request.requestID))
        }
        for contradiction in row.contradictions where contradiction.acceptedAt == 0 {
            lines.append(
                line(
                    words.say("口径不一致：", "Versions disagree: ") + contradiction.sentence,
                    entries: [.contradictionFound], about: contradiction.id))
        }
        let failed = file.journal.filter { $0.action == JournalAction.deliveryFailed.rawValue }
        if let last = failed.last {
            var line = line(words.say("投递失败\(failed.count)次", "\(failed.count) deliveries failed"))
            line.journalSequences = [last.sequence]
            lines.append(line)
        }
        return lines.isEmpty ? [line(words.say("无", "None"), entries: [.stateChanged])] : lines
    }

    /// Versions that wait for signatures, each role once.
    private var signing: [ReportLine] {
        let waiting = row.statements.filter { !$0.signOffs.isEmpty && $0.state == .draft }
        return waiting.map { statement in
            let roles = statement.missingRoles.map { file.plan.role($0)?.names[file.language] ?? $0 }
            return line(
                words.say("待会签：", "To be signed: ")
                    + "\(statement.channel)/\(statement.language) (\(roles.joined(separator: ", ")))",
                entries: [.statementSigned, .signatureRefused], about: statement.id)
        }
    }

    // MARK: evidence

    private func line(
        _ text: String, mentions: [String] = [], entries: [JournalAction] = [], about: String? = nil
    ) -> ReportLine {
        var line = ReportLine()
        line.text = text.cut(toBytes: Self.longestLine)
        var seen = Set<String>()
        line.mentionIds = Array(mentions.filter { seen.insert($0).inserted }.prefix(10))
        if let entry = file.newest(of: entries, about: about) { line.journalSequences = [entry.sequence] }
        return line
    }

    private func moment(_ milliseconds: Int64) -> String {
        words.moment(milliseconds, in: file.plan.institution.timeZone)
    }

    private func name(_ person: String) -> String {
        file.plan.person(person).map { $0.names?[file.language] ?? $0.name } ?? person
    }

    private func department(_ directive: Directive) -> String {
        file.plan.department(directive.department)?.names[file.language] ?? directive.department
    }
}
