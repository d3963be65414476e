import Plan
import Schemas
import SwiftProtobuf

/// Who the caller is, the house at a glance, the board, and what waits for the caller.
enum APIOverview {
    static let routes = [
        APIRoute(
            path: "/api/v1/me", id: "getSelf", summary: "Who the caller is and may do.", tag: "Overview",
            answer: .one(SelfView.self)
        ) { call in
            let visitor = try call.visitor
            return try call.one(
                SelfView.with {
                    $0.person = visitor.person.id
                    $0.name = visitor.person.name
                    $0.roles = visitor.person.roles
                    $0.permissions = visitor.permissions.map(\.rawValue).sorted()
                    $0.group = visitor.person.group
                    $0.department = visitor.person.department
                    $0.language = visitor.person.language.rawValue
                    $0.standsInFor = call.plan.people.filter { $0.deputies.contains(visitor.person.id) }.map(\.id)
                    if case .session(let session) = visitor.proof { $0.sessionUntil = session.expiresAt }
                })
        },
        APIRoute(
            path: "/api/v1/summary", id: "getSummary", summary: "The house at a glance, for a wall or a watchdog.",
            tag: "Overview", answer: .one(SummaryView.self)
        ) { try $0.one(SummaryView(snapshot: $0.snapshot, plan: $0.plan, now: $0.now)) },
        APIRoute(
            path: "/api/v1/board", id: "listBoard",
            summary: """
                Incidents as the board has them: the worst grade first, of one grade the latest. The order moves with what \
                happens; `/api/v1/incidents` pages through all in an order that stays.
                """, tag: "Overview",
            query: APIParameter.paging + [
                .choice("grade", of: Grade.self, "Only of this grade."), .subject, .drill,
                .choice(
                    "standing", of: ["open", "over"], "Only those that are open, or that are over; open otherwise."),
            ], answer: .list(BoardRow.self)
        ) { call in
            let order = call["standing"] == "over" ? call.snapshot.over : call.snapshot.open
            let grade = call.choice("grade", Grade.self)
            var rows: [BoardRow] = []
            for id in order.ids(after: call.after) where rows.count <= call.limit {
                guard let incident = call.snapshot.incidents[id], grade.map({ $0 == incident.grade }) ?? true,
                    call["subject"].map({ $0 == incident.subject }) ?? true,
                    call.flag("drill").map({ $0 == incident.drill }) ?? true
                else { continue }
                rows.append(BoardRow(incident, call.snapshot.cases[id]))
            }
            let shown = rows.prefix(call.limit)
            return try call.page(Array(shown), next: rows.count > call.limit ? shown.last?.id : nil)
        },
        APIRoute(
            path: "/api/v1/tasks", id: "listTasks", summary: "What waits for the caller, the worst first.",
            tag: "Overview",
            query: [
                .choice("kind", of: PersonTask.Kind.allCases.map(\.rawValue), "Only of this kind."), .incident,
            ], answer: .list(TaskView.self)
        ) { call in
            let tasks = PersonTasks(
                snapshot: call.snapshot, plan: call.plan, visitor: try call.visitor, now: call.now
            ).all.filter { task in
                (call["kind"].map { $0 == task.kind.rawValue } ?? true)
                    && (call["incident"].map { $0 == task.incident } ?? true)
            }
            return try call.page(tasks.map { TaskView($0, call) }, next: nil)
        },
    ]
}

extension TaskView {
    init(_ task: PersonTask, _ call: APICall) {
        self = .with {
            $0.id = task.id
            $0.kind = task.kind.rawValue
            $0.incidentID = task.incident
            $0.about = task.about
            $0.title = call.title(task.title, isDrill: call.snapshot.isDrill(task.incident))
            $0.grade = task.grade
            $0.dueAt = task.dueAt
            $0.overdue = task.isOverdue(at: call.now)
            $0.count = Int32(task.count)
            $0.deputyFor = task.principal
        }
    }
}

extension BoardRow {
    init(_ incident: Incident, _ matter: Case?) {
        self = .with {
            $0.id = incident.id
            $0.subject = incident.subject
            $0.title = incident.title
            $0.grade = incident.grade
            $0.state = incident.state
            $0.caseState = matter?.state ?? .unspecified
            $0.kind = incident.kind
            $0.rumourState = incident.rumourState
            $0.mentions = incident.mentions
            $0.negative = incident.negative
            $0.reach = incident.reach
            $0.firstMentionAt = incident.firstMentionAt
            $0.lastMentionAt = incident.lastMentionAt
            $0.gradeConfirmed = matter?.gradeConfirmed ?? false
            $0.drill = incident.drill
            if let next = matter?.clocks.filter({ $0.state == .running }).min(by: { $0.dueAt < $1.dueAt }) {
                $0.nextClock = next.id
                $0.nextClockDueAt = next.dueAt
            }
        }
    }
}

extension SummaryView {
    init(snapshot: ViewSnapshot, plan: ResponsePlan, now: Int64) {
        let open = snapshot.open.ids.compactMap { snapshot.incidents[$0] }
        let cases = snapshot.openCases.compactMap { snapshot.cases[$0] }
        self = .with {
            $0.revision = snapshot.revision
            $0.complete = snapshot.isComplete
            $0.open = ResponsePlan.Grade.allCases.compactMap { Grade(rawValue: $0.rawValue) }.map { grade in
                .with {
                    $0.grade = grade
                    $0.incidents = Int64(open.count { $0.grade == grade })
                }
            }
            $0.over = Int64(snapshot.over.count)
            $0.drills = Int64(snapshot.drills.count)
            $0.openCases = Int64(cases.count)
            $0.unconfirmedGrades = Int64(cases.count { !$0.gradeConfirmed })
            for matter in cases {
                $0.overdueDirectives += Int64(
                    matter.directives.count {
                        !$0.state.isSettled && $0.state != .proposed && $0.dueAt > 0 && $0.dueAt < now
                    })
                $0.runningClocks += Int64(matter.clocks.count { $0.state == .running })
                $0.missedClocks += Int64(matter.clocks.count { $0.state == .missed })
            }
            $0.failedDeliveries = Int64(snapshot.deliveries.values.count { $0.state == .failed })
            $0.silentSources = plan.sources.filter { $0.isSilent(snapshot.sources[$0.id], at: now) }.map(\.id)
            $0.at = now
        }
    }
}
