import Plan
import Schemas

/// An evaluation as a document: what happened when, what was done and with what effect, which clauses of the plan were
/// carried out, and what it teaches.
struct EvaluationReport {
    let evaluation: Evaluation
    let incident: Incident?
    let matter: Case?
    let naming: Naming
    /// Whether this reader may write the sections that are left to people.
    var mayWrite = false

    var words: Words { naming.words }
    var plan: ResponsePlan { naming.plan }
    /// What response says in it, in the reader's language.
    var said: Said { Said(naming: naming, matter: matter) }

    var fields: Fields {
        let rows = JournalRows(naming: naming, evaluation: evaluation)
        let charts = IncidentCharts(
            volume: evaluation.volume, sources: incident?.sources ?? [], matter: matter, journal: evaluation.timeline,
            end: evaluation.closedAt, naming: naming, grades: evaluation.grades)
        return Fields([
            "id": evaluation.incidentID, "grade": evaluation.highestGrade.label,
            "gradeName": naming.grade(evaluation.highestGrade),
            "colourName": naming.colour(evaluation.highestGrade), "colour": evaluation.highestGrade.colour,
            "subject": naming.subject(evaluation.subject),
            "outcome": words.texts["outcome_\(evaluation.outcome)"] ?? evaluation.outcome,
            "writtenBy": evaluation.writtenBy.isEmpty ? nil : naming.person(evaluation.writtenBy),
            "isDrill": evaluation.drill, "milestones": milestones, "numbers": numbers, "charts": charts.charts,
            "effects": evaluation.effects.map { effect($0) }, "clockList": evaluation.clocks.map { clock($0) },
            "directiveList": evaluation.directives.map { directive($0) }, "clauses": clauses,
            "clauseCounts": clauseCounts, "lessons": evaluation.lessons.map { said.text($0) }, "costs": costs,
            "proposals": proposals,
            "writtenSections": written, "released": released, "isSigned": evaluation.signedAt > 0,
            "signed": evaluation.signedAt > 0
                ? words.filled(
                    "evaluation_signed", naming.person(evaluation.signedBy), naming.time(evaluation.signedAt) ?? "")
                : nil,
            "keepUntil": evaluation.keepUntil > 0
                ? words.filled("evaluation_keep", String((naming.time(evaluation.keepUntil) ?? "").prefix(10))) : nil,
            "timeline": evaluation.timeline.map { rows.row($0) }, "planHash": evaluation.planHash,
            "journalHash": evaluation.journalHash,
        ])
    }

    /// Each step with its time since the first mention and since discovery.
    private var milestones: [Fields] {
        var rows = [milestone(words["firstMention"], evaluation.firstMentionAt, 0, 0, clock: "", isMet: false)]
        rows += evaluation.milestones.map { step in
            milestone(
                words.texts["milestone_\(step.name)"] ?? step.name, step.at, step.sinceFirstMention,
                step.sinceDiscovered, clock: step.clockID, isMet: step.met)
        }
        guard evaluation.milestones.isEmpty else { return rows }
        // An evaluation written before milestones were kept.
        let moments: [(key: String, at: Int64)] = [
            ("discovered", evaluation.discoveredAt), ("evaluation_opened", evaluation.caseOpenedAt),
            ("evaluation_strategy", evaluation.strategyDecidedAt), ("evaluation_firstWord", evaluation.firstWordAt),
            ("evaluation_closed", evaluation.closedAt),
        ]
        return rows
            + moments.map { key, at in
                milestone(
                    words[key], at, at - evaluation.firstMentionAt, at - evaluation.discoveredAt, clock: "",
                    isMet: false)
            }
    }

    private func milestone(
        _ name: String, _ at: Int64, _ sinceFirst: Int64, _ sinceDiscovered: Int64, clock: String, isMet: Bool
    ) -> Fields {
        func length(_ milliseconds: Int64) -> String {
            at > 0 && milliseconds > 0 ? naming.length(milliseconds) : "–"
        }
        return Fields([
            "milestone": name, "milestoneAt": naming.time(at) ?? words["evaluation_never"],
            "sinceFirst": length(sinceFirst), "sinceDiscovered": length(sinceDiscovered),
            "measuredBy": clock.isEmpty
                ? nil
                : [
                    "clockName": naming.clock(clock), "clockState": isMet ? "met" : "missed",
                    "clockStateName": naming.state(isMet ? ClockState.met : .missed),
                ] as Fields,
        ])
    }

    private var numbers: [Fields] {
        let share = evaluation.mentions > 0 ? Double(evaluation.negative) / Double(evaluation.mentions) : 0
        let counted = evaluation.countedClocks
        let rows: [(String, String?)] = [
            ("mentions", naming.count(evaluation.mentions)), ("negativeShare", naming.percent(share)),
            ("reach", naming.count(evaluation.reach)), ("evaluation_clocksMet", "\(counted.met) / \(counted.all)"),
            (
                "evaluation_cost",
                "\(naming.number(evaluation.cost)) \(evaluation.currency)"
            ),
        ]
        return rows.compactMap { key, value in value.map { ["label": words[key], "value": $0] } }
    }

    private func effect(_ effect: ActionEffect) -> Fields {
        [
            "effectAction": ActionName(evaluation: evaluation, naming: naming).name(of: effect),
            "at": naming.time(effect.at) ?? "",
            "before": naming.number((effect.mentionsPerHourBefore * 10).rounded() / 10),
            "after": naming.number((effect.mentionsPerHourAfter * 10).rounded() / 10),
            "negativeBefore": naming.percent(effect.negativeShareBefore),
            "negativeAfter": naming.percent(effect.negativeShareAfter),
            "reachBefore": naming.count(Int64(min(effect.reachPerHourBefore, 1e15).rounded())),
            "reachAfter": naming.count(Int64(min(effect.reachPerHourAfter, 1e15).rounded())),
            "hours": effect.hoursBefore > 0 ? "\(effect.hoursBefore) / \(effect.hoursAfter)" : "–",
        ]
    }

    private func clock(_ clock: CaseClock) -> Fields {
        let late =
            clock.metAt > clock.dueAt ? words.filled("evaluation_late", naming.length(clock.metAt - clock.dueAt)) : nil
        return Fields([
            "clockName": naming.clock(clock.id, else: clock.name), "stateWord": clock.state.word,
            "stateName": naming.state(clock.state), "dueAt": naming.time(clock.dueAt),
            "metAt": naming.time(clock.metAt),
            "lateBy": late, "receipt": clock.receiptNumber.isEmpty ? nil : clock.receiptNumber,
            "explanation": clock.explanation.isEmpty ? nil : clock.explanation,
        ])
    }

    private func directive(_ directive: Directive) -> Fields {
        Fields([
            "directiveTitle": naming.directive(directive), "stateWord": directive.state.word,
            "stateName": naming.state(directive.state), "departmentName": naming.department(directive.department),
            "assigneeName": directive.assignee.isEmpty ? nil : naming.person(directive.assignee),
            "dueAt": naming.time(directive.dueAt), "doneAt": naming.time(directive.doneAt),
            "waived": directive.waiveReason.isEmpty ? nil : directive.waiveReason,
        ])
    }

    /// What was missed first, then what was waived. Clauses that say the same stand once, with how often.
    private var clauses: [Fields] {
        let order = ["missed": 0, "waived": 1, "running": 2, "executed": 3]
        var rows: [(clause: PlanClause, count: Int)] = []
        var places: [[String]: Int] = [:]
        for clause in evaluation.clauses {
            let said = [clause.keyPath, clause.outcome, clause.note]
            if let place = places[said] {
                rows[place].count += 1
            } else {
                places[said] = rows.count
                rows.append((clause, 1))
            }
        }
        return rows.enumerated()
            .sorted {
                (order[$0.element.clause.outcome] ?? 4, $0.offset) < (order[$1.element.clause.outcome] ?? 4, $1.offset)
            }
            .map { _, row in
                let clause = row.clause
                let name = ClauseName(naming: naming).name(of: clause.keyPath)
                return Fields([
                    "clauseName": row.count > 1 ? "\(name) ×\(row.count)" : name, "path": clause.keyPath,
                    "outcomeWord": clause.outcome,
                    "clauseOutcome": words.texts["clause_\(clause.outcome)"] ?? clause.outcome,
                    "note": clause.note.isEmpty ? nil : ClauseName(naming: naming).note(clause.note),
                    "sequence": clause.journalSequence > 0 ? "#\(clause.journalSequence)" : nil,
                ])
            }
    }

    private var clauseCounts: [Fields] {
        ["executed", "waived", "missed", "running"].map { outcome in
            [
                "label": words["clause_\(outcome)"], "outcomeWord": outcome,
                "value": evaluation.clauses.count { $0.outcome == outcome },
            ]
        }
    }
}

extension Evaluation {
    /// Clocks that were met, of those that mattered: one that was dropped, or that still runs, was neither met nor missed.
    var countedClocks: (met: Int, all: Int) {
        let all = clocks.filter { !$0.dropped && ($0.state == .met || $0.state == .missed) }
        return (all.count { $0.state == .met }, all.count)
    }
}
