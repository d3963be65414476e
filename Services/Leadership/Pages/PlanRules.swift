import Casework
import Plan

/// The plan's rules: grades, clocks, strategies, playbooks, routing, resources, and the end of a case.
extension PlanSections {
    var rules: [Section] { [levels, indicators, clocks, strategies, playbooks, routing, resources, ending] }

    private var levels: Section {
        Section(
            key: "plan_levels",
            columns: ["grade", "column_score", "column_confirmedBy", "column_signedBy"],
            rows: ResponsePlan.Grade.allCases.map { grade in
                [
                    grade.names[language], "≥ \(naming.number(plan.grading.levels.least(for: grade)))",
                    roles(plan.grading.confirmation(of: grade)?.roles ?? []),
                    roles(plan.statements.requiredSignOffs(for: grade)),
                ]
            })
    }

    private var indicators: Section {
        Section(
            key: "plan_indicators", columns: ["score", "column_weight", "column_cutoffs"],
            rows: ResponsePlan.Indicator.allCases.map { indicator in
                [
                    naming.words["indicator_\(indicator.rawValue)"],
                    naming.percent(plan.grading.indicators.weight(of: indicator)),
                    plan.grading.indicators.cutoffs(of: indicator).all.map { naming.number($0) }.joined(
                        separator: " / "),
                ]
            })
    }

    private var clocks: Section {
        Section(
            key: "plan_clocks",
            columns: ["clock", "column_length", "column_start", "column_grades", "column_proof", "column_rule"],
            rows: plan.clocks.filter(\.enabled).map { clock in
                let time = naming.words["timekeeping_\(clock.time.rawValue)"]
                return [
                    clock.names[language], "\(length(clock.duration)) · \(time)",
                    naming.words["clockStart_\(clock.start.rawValue)"], grades(clock.grades),
                    naming.words["clockProof_\(clock.proof.rawValue)"], clock.source,
                ]
            })
    }

    private var strategies: Section {
        Section(
            key: "plan_strategies", columns: ["strategy", "column_meaning", "column_excludes"],
            rows: plan.strategies.map { strategy in
                [
                    strategy.names[language], strategy.meaning[language],
                    naming.list(strategy.excludes.map { naming.strategy($0.rawValue) }),
                ]
            })
    }

    private var playbooks: Section {
        Section(
            key: "plan_playbooks",
            columns: ["column_playbook", "directive", "department", "column_due", "column_grades"],
            rows: plan.playbooks.flatMap { playbook in
                playbook.directives.map { directive in
                    [
                        playbook.names[language], directive.title[language], naming.department(directive.department),
                        "\(length(directive.due)) · \(naming.words["timekeeping_\(directive.time.rawValue)"])",
                        grades(playbook.grades),
                    ]
                }
            })
    }

    private var routing: Section {
        Section(
            key: "plan_routing",
            columns: ["column_notice", "column_grades", "column_recipients", "channel", "column_escalation"],
            rows: plan.routing.map { route in
                let escalation = naming.list(route.escalateTo.map { recipient($0) })
                let after = route.escalateAfter.map { length($0) }
                return [
                    naming.words["notice_\(route.what.rawValue)"], grades(route.grades),
                    naming.list(route.to.map { recipient($0) }),
                    naming.list(route.channels.map { naming.medium($0.rawValue) }),
                    escalation.isEmpty
                        ? "–" : [escalation, after ?? ""].filter { !$0.isEmpty }.joined(separator: " · "),
                ]
            })
    }

    private var resources: Section {
        Section(
            key: "plan_resources",
            columns: ["resource_kind", "column_limit", "column_approvers", "column_aboveLimit"],
            rows: plan.resources.kinds.map { kind in
                [
                    kind.names[language], "\(naming.number(kind.limit)) \(kind.unit)", roles(kind.approvers),
                    roles(kind.approversAboveLimit),
                ]
            })
    }

    private var ending: Section {
        let rule = plan.closing
        return Section(
            key: "plan_ending", columns: ["column_rule", "column_value"],
            rows: [
                [naming.words["ending_decline"], naming.percent(rule.declineFraction)],
                [naming.words["ending_sustained"], length(rule.sustainedFor)],
                [naming.words["ending_age"], length(rule.minimumAge)],
                [naming.words["ending_closers"], roles(rule.roles)],
                [naming.words["ending_evaluation"], length(plan.evaluation.within)],
                [naming.words["ending_signers"], roles(plan.evaluation.roles)],
                [naming.words["ending_keep"], naming.words.filled("length_years", String(plan.evaluation.keepYears))],
                [naming.words["drill_every"], length(plan.drill.every)],
            ])
    }
}
