import Plan

/// The plan in force, as tables a person can read.
struct PlanSections {
    let plan: ResponsePlan
    let naming: Naming

    private var language: ResponsePlan.Language { naming.words.language }

    var sections: [Fields] {
        [
            section(
                "plan_groups",
                plan.groups.map { group in
                    (
                        group.names[language], group.members.map { naming.person($0) }.joined(separator: "、"),
                        [group.duties ?? ""]
                    )
                }),
            section(
                "plan_people",
                plan.people.map { person in
                    (
                        naming.person(person.id), person.roles.map { naming.role($0) }.joined(separator: "、"),
                        [
                            naming.department(person.department),
                            person.deputies.map { naming.person($0) }.joined(separator: "、"),
                        ]
                    )
                }),
            section(
                "plan_roles",
                plan.roles.map { role in
                    let permissions = ResponsePlan.Permission.allCases.filter { role.permissions.contains($0) }
                    return (
                        role.names[language],
                        permissions.map { naming.words["permission_\($0.rawValue)"] }.joined(separator: "、"), []
                    )
                }),
            section(
                "plan_subjects",
                plan.subjects.map {
                    ($0.names[language], $0.aliases.joined(separator: "、"), [$0.products.joined(separator: "、")])
                }),
            section(
                "plan_levels",
                ResponsePlan.Grade.allCases.map { grade in
                    let confirm = plan.grading.confirmation(of: grade)?.roles.map { naming.role($0) } ?? []
                    return (
                        grade.names[language], "≥ \(naming.number(plan.grading.levels.least(for: grade)))",
                        [
                            confirm.joined(separator: "、"),
                            plan.statements.requiredSignOffs(for: grade).map { naming.role($0) }.joined(separator: "、"),
                        ]
                    )
                }),
            section(
                "plan_clocks",
                plan.clocks.filter(\.enabled).map { clock in
                    (
                        clock.names[language], naming.length(Int64(clock.duration.seconds) * 1000),
                        [clock.grades.map(\.label).joined(separator: " "), clock.source]
                    )
                }),
            section("plan_strategies", plan.strategies.map { ($0.names[language], $0.meaning[language], []) }),
            section(
                "plan_playbooks",
                plan.playbooks.flatMap { playbook in
                    playbook.directives.map { directive in
                        (
                            playbook.names[language], directive.title[language],
                            [
                                naming.department(directive.department),
                                naming.length(Int64(directive.due.seconds) * 1000),
                            ]
                        )
                    }
                }),
            section(
                "plan_resources",
                plan.resources.kinds.map { kind in
                    (
                        kind.names[language], "≤ \(naming.number(kind.limit)) \(kind.unit)",
                        [
                            kind.approvers.map { naming.role($0) }.joined(separator: "、"),
                            kind.approversAboveLimit.map { naming.role($0) }.joined(separator: "、"),
                        ]
                    )
                }),
        ]
    }

    private func section(_ key: String, _ rows: [(label: String, value: String, more: [String])]) -> Fields {
        [
            "heading": naming.words[key],
            "rows": rows.map { ["label": $0.label, "value": $0.value, "more": $0.more] as Fields },
        ]
    }
}
