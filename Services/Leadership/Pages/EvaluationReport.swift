import Plan
import Schemas

/// An evaluation as a document: what happened when, what was done and with what effect, which clauses of the plan were
/// carried out, and what it teaches.
struct EvaluationReport {
    let evaluation: Evaluation
    let incident: Incident?
    let matter: Case?
    let naming: Naming

    private var words: Words { naming.words }
    private var plan: ResponsePlan { naming.plan }

    var fields: Fields {
        let rows = JournalRows(naming: naming)
        let charts = IncidentCharts(
            volume: evaluation.volume, sources: incident?.sources ?? [], matter: matter, journal: evaluation.timeline,
            end: evaluation.closedAt, naming: naming)
        return Fields([
            "id": evaluation.incidentID, "grade": evaluation.highestGrade.label,
            "gradeName": naming.grade(evaluation.highestGrade),
            "colourName": naming.colour(evaluation.highestGrade), "colour": evaluation.highestGrade.colour,
            "subject": naming.subject(evaluation.subject),
            "outcome": words.texts["outcome_\(evaluation.outcome)"] ?? evaluation.outcome,
            "writtenBy": evaluation.writtenBy.isEmpty ? nil : naming.person(evaluation.writtenBy),
            "isDrill": matter?.drill ?? false, "milestones": milestones, "numbers": numbers, "charts": charts.charts,
            "effects": evaluation.effects.map { effect($0) }, "clockList": evaluation.clocks.map { clock($0) },
            "directiveList": evaluation.directives.map { directive($0) }, "clauses": clauses,
            "clauseCounts": clauseCounts, "lessons": evaluation.lessons,
            "timeline": evaluation.timeline.map { rows.row($0) }, "planHash": evaluation.planHash,
            "journalHash": evaluation.journalHash,
        ])
    }

    /// Each step with its time since the first mention and since discovery.
    private var milestones: [Fields] {
        let moments: [(key: String, at: Int64)] = [
            ("firstMention", evaluation.firstMentionAt), ("discovered", evaluation.discoveredAt),
            ("evaluation_opened", evaluation.caseOpenedAt), ("evaluation_strategy", evaluation.strategyDecidedAt),
            ("evaluation_firstWord", evaluation.firstWordAt), ("evaluation_closed", evaluation.closedAt),
        ]
        return moments.map { key, at in
            func since(_ start: Int64) -> String {
                at > 0 && start > 0 && at >= start ? naming.length(at - start) : "–"
            }
            return [
                "milestone": words[key], "milestoneAt": naming.time(at) ?? words["evaluation_never"],
                "sinceFirst": since(evaluation.firstMentionAt), "sinceDiscovered": since(evaluation.discoveredAt),
            ]
        }
    }

    private var numbers: [Fields] {
        let share = evaluation.mentions > 0 ? Double(evaluation.negative) / Double(evaluation.mentions) : 0
        let met = evaluation.clocks.count { $0.state == .met }
        let rows: [(String, String?)] = [
            ("mentions", naming.count(evaluation.mentions)), ("negativeShare", naming.percent(share)),
            ("reach", naming.count(evaluation.reach)), ("evaluation_clocksMet", "\(met) / \(evaluation.clocks.count)"),
            (
                "evaluation_cost",
                "\(naming.number(evaluation.cost)) \(evaluation.currency)"
            ),
        ]
        return rows.compactMap { key, value in value.map { ["label": words[key], "value": $0] } }
    }

    private func effect(_ effect: ActionEffect) -> Fields {
        [
            "effectAction": ActionName(naming: naming).name(of: effect.action), "at": naming.time(effect.at) ?? "",
            "before": naming.number((effect.mentionsPerHourBefore * 10).rounded() / 10),
            "after": naming.number((effect.mentionsPerHourAfter * 10).rounded() / 10),
            "negativeBefore": naming.percent(effect.negativeShareBefore),
            "negativeAfter": naming.percent(effect.negativeShareAfter),
            "fell": effect.mentionsPerHourAfter < effect.mentionsPerHourBefore,
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

    /// What was missed first, then what was waived.
    private var clauses: [Fields] {
        let order = ["missed": 0, "waived": 1, "running": 2, "executed": 3]
        return evaluation.clauses.enumerated()
            .sorted { (order[$0.element.outcome] ?? 4, $0.offset) < (order[$1.element.outcome] ?? 4, $1.offset) }
            .map { _, clause in
                Fields([
                    "clauseName": ClauseName(naming: naming).name(of: clause.keyPath), "path": clause.keyPath,
                    "outcomeWord": clause.outcome,
                    "clauseOutcome": words.texts["clause_\(clause.outcome)"] ?? clause.outcome,
                    "note": clause.note.isEmpty ? nil : ClauseName(naming: naming).note(clause.note),
                    "sequence": clause.journalSequence > 0 ? "#\(clause.journalSequence)" : nil,
                ])
            }
    }

    private var clauseCounts: [Fields] {
        ["executed", "waived", "missed"].map { outcome in
            [
                "label": words["clause_\(outcome)"], "outcomeWord": outcome,
                "value": evaluation.clauses.count { $0.outcome == outcome },
            ]
        }
    }
}
