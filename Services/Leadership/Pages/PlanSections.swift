import Plan

/// The plan in force, as tables a person can read.
struct PlanSections {
    /// One table: its key in the catalogue, the keys of its columns, and its rows.
    struct Section {
        var key: String
        var columns: [String]
        var rows: [[String]]
    }

    let plan: ResponsePlan
    let naming: Naming

    var language: ResponsePlan.Language { naming.words.language }

    var sections: [Fields] {
        (people + rules).map { section in
            [
                "sectionID": section.key, "heading": naming.words[section.key],
                "columns": section.columns.map { naming.words[$0] },
                "rows": section.rows.map { cells -> Fields in
                    // The column's name goes along with the cell: on a phone the head of the table is not seen.
                    let named = zip(section.columns, cells).map { key, text -> Fields in
                        ["column": naming.words[key], "cell": text]
                    }
                    return ["first": named.first ?? [:], "others": Array(named.dropFirst())]
                },
            ]
        }
    }

    private var people: [Section] {
        [
            Section(
                key: "plan_groups", columns: ["column_group", "column_members", "column_duties"],
                rows: plan.groups.map { group in
                    [group.names[language], naming.list(group.members.map { naming.person($0) }), group.duties ?? ""]
                }),
            Section(
                key: "plan_roles", columns: ["column_role", "column_permissions", "column_who"],
                rows: plan.roles.map { role in
                    let permissions = ResponsePlan.Permission.allCases.filter { role.permissions.contains($0) }
                    return [
                        role.names[language],
                        naming.list(permissions.map { naming.words["permission_\($0.rawValue)"] }),
                        naming.list(plan.people(withRole: role.id).map { naming.person($0.id) }),
                    ]
                }),
            Section(
                key: "plan_subjects", columns: ["column_subject", "column_aliases", "column_products"],
                rows: plan.subjects.map {
                    [$0.names[language], naming.list($0.aliases), naming.list($0.products)]
                }),
        ]
    }

    func length(_ span: ResponsePlan.Span) -> String { naming.length(Int64(span.seconds) * 1000) }
    func roles(_ ids: [String]) -> String { naming.list(ids.map { naming.role($0) }) }
    func grades(_ grades: [ResponsePlan.Grade]) -> String { grades.map(\.label).joined(separator: " ") }

    func recipient(_ recipient: ResponsePlan.Recipient) -> String {
        switch recipient {
        case .group(let id): naming.group(id)
        case .role(let id): naming.role(id)
        case .department(let id): naming.department(id)
        case .person(let id): naming.person(id)
        case .duty(let id): naming.words.filled("recipient_duty", naming.group(id))
        case .concerned: naming.words["recipient_concerned"]
        }
    }
}
