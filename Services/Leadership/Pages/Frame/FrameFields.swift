import Foundation
import Plan
import Schemas

/// The frame as the templates `head` and `foot` want it.
struct FrameFields {
    let console: Console
    let context: ConsoleContext
    let naming: Naming
    let now: Int64

    /// The pages of the navigation: path, key in the catalogue, access key.
    static let pages: [(path: String, key: String, accessKey: String)] = [
        ("/", "nav_board", "b"), ("/tasks", "nav_tasks", "t"), ("/clocks", "nav_clocks", "c"),
        ("/statements", "nav_statements", "m"),
        ("/deliveries", "nav_deliveries", "l"), ("/sources", "nav_sources", "o"), ("/drills", "nav_drills", "r"),
        ("/evaluations", "nav_evaluations", "v"), ("/archive", "nav_archive", "h"), ("/plan", "nav_plan", "p"),
        ("/people", "nav_people", "g"),
        ("/audit", "nav_audit", "a"), ("/api", "nav_api", "i"),
    ]

    var fields: Fields {
        let words = naming.words
        var fields = Fields([
            "lang": context.language.rawValue, "theme": context.theme.rawValue,
            "isDark": context.theme == .dark, "isLight": context.theme == .light,
            "institution": console.plan.institution.names[context.language], "planVersion": console.plan.version,
            "now": now, "zone": console.plan.institution.timeZone.identifier, "s": words,
            "zoneTime": naming.time(now), "canSwitch": context.isRead,
            "languages": ResponsePlan.Language.allCases.map { language -> Fields in
                [
                    "code": language.rawValue, "name": words["language_\(language.rawValue)"],
                    "isCurrent": language == context.language,
                    "href": context.address.with("lang", language.rawValue).href,
                ]
            },
            "themes": Theme.allCases.map { theme -> Fields in
                [
                    "themeName": words["theme_\(theme.rawValue)"], "isCurrent": theme == context.theme,
                    "href": context.address.with("theme", theme.rawValue).href,
                ]
            },
        ])
        guard let visitor = context.visitor else { return fields }
        fields["visitor"] = Fields([
            "name": naming.person(visitor.person.id), "id": visitor.person.id,
            "roles": naming.list(visitor.person.roles.map { naming.role($0) }),
        ])
        fields["navigation"] = navigation
        // The navigation stands twice: beside the page on a desk, with its access keys, and in the menu of a phone.
        fields["desk"] = ["hasAccessKeys": true] as Fields
        fields["bar"] = bar
        fields["caseNotices"] = context.frame.notices.map(\.fields)
        return fields
    }

    private var navigation: [Fields] {
        Self.pages.map { page in
            let isCurrent =
                page.path == "/" ? context.address.path == "/" : context.address.path.hasPrefix(page.path)
            var fields: Fields = [
                "href": page.path, "navName": naming.words[page.key], "accessKey": page.accessKey,
                "isCurrent": isCurrent,
            ]
            if page.path == "/tasks", context.frame.taskCount > 0 {
                fields["badge"] =
                    [
                        "count": context.frame.taskCount,
                        "countText": naming.words.filled("nav_waiting", String(context.frame.taskCount)),
                    ] as Fields
            }
            if page.path == "/clocks", context.frame.lateClocks > 0 {
                fields["badge"] =
                    [
                        "count": context.frame.lateClocks, "isLate": true,
                        "countText": naming.words.filled("nav_late", String(context.frame.lateClocks)),
                    ] as Fields
            }
            return fields
        }
    }

    private var bar: Fields {
        let frame = context.frame
        return [
            "barClocks": frame.clocks.map { clock -> Fields in
                [
                    "barHref": IncidentTab.clocks.address(
                        of: clock.incident, anchor: "clock-\(PageAddress.encoded(clock.clock))"),
                    "grade": clock.grade.label,
                    "colour": clock.grade.colour, "gradeName": naming.grade(clock.grade),
                    "clockName": naming.clock(clock.clock, else: clock.name), "matterTitle": clock.matter,
                    "due": clock.due, "remaining": naming.remaining(until: clock.due, now: now),
                    "isOver": clock.due < now,
                ]
            },
            "running": naming.words.filled("bar_running", String(frame.runningClocks)),
            "late": frame.lateClocks > 0
                ? ["lateText": naming.words.filled("bar_late", String(frame.lateClocks))] as Fields : [:] as Fields,
            "isLate": frame.lateClocks > 0,
            "waiting": naming.words.filled("bar_waiting", String(frame.taskCount)), "isWaiting": frame.taskCount > 0,
        ]
    }
}
