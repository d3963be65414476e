import Foundation
import Plan
import Schemas
import SwiftProtobuf

/// The plan, its people, and who is on duty.
enum APIHouse {
    static let routes = [
        APIRoute(
            path: "/api/v1/people", id: "listPeople", summary: "The plan's people by id.", tag: "House",
            query: APIParameter.paging, answer: .list(PersonView.self)
        ) { call in
            let onDuty = Set(call.plan.duty(at: call.now).map(\.person))
            return try call.page(call.plan.people, key: \.id) { person in
                PersonView.with {
                    $0.id = person.id
                    $0.name = person.name
                    $0.roles = person.roles
                    $0.permissions = call.plan.permissions(of: person.id).map(\.rawValue).sorted()
                    $0.group = person.group
                    $0.department = person.department
                    $0.deputies = person.deputies
                    $0.onDuty = onDuty.contains(person.id)
                }
            }
        },
        APIRoute(
            path: "/api/v1/duty", id: "listDuty", summary: "Who is on duty now, by group.", tag: "House",
            answer: .list(DutyView.self)
        ) { call in
            try call.page(
                call.plan.duty(at: call.now).map { turn in
                    DutyView.with {
                        $0.group = turn.group
                        $0.rota = turn.rota ?? ""
                        $0.person = turn.person
                        $0.from = turn.from ?? 0
                        $0.until = turn.until ?? 0
                        $0.next = turn.next ?? ""
                    }
                }, next: nil)
        },
        APIRoute(
            path: "/api/v1/plan", id: "getPlan", summary: "The plan in force, in short.", tag: "House",
            answer: .one(PlanView.self)
        ) { try $0.one(PlanView($0.plan)) },
        APIRoute(
            path: "/api/v1/plan/history", id: "listPlans",
            summary: "The plans that anything was done under, the one in use last first.", tag: "House",
            query: APIParameter.paging, answer: .list(PlanUseView.self)
        ) { call in
            try call.page(
                call.snapshot.plans.values, key: { "\(APICall.descending($0.lastSeenAt))-\($0.hash)" }
            ) { use in
                PlanUseView.with {
                    $0.hash = use.hash
                    $0.current = use.hash == call.plan.hash
                    $0.firstSeenAt = use.firstSeenAt
                    $0.lastSeenAt = use.lastSeenAt
                    $0.decisions = Int64(use.decisions)
                    $0.journalEntries = Int64(use.steps)
                }
            }
        },
    ]
}

extension PlanView {
    init(_ plan: ResponsePlan) {
        self = .with {
            $0.name = plan.name
            $0.version = plan.version
            $0.hash = plan.hash
            $0.institution = plan.institution.name
            $0.timeZone = plan.institution.timeZone.identifier
            $0.languages = plan.institution.languages.map(\.rawValue)
            $0.subjects = plan.subjects.map(\.id)
            $0.groups = plan.groups.map(\.id)
            $0.departments = plan.departments.map(\.id)
            $0.roles = plan.roles.map { role in
                .with {
                    $0.id = role.id
                    $0.name = role.names[plan.institution.languages.first ?? .english]
                    $0.permissions = role.permissions.map(\.rawValue).sorted()
                }
            }
            $0.clocks = plan.clocks.map { rule in
                .with {
                    $0.id = rule.id
                    $0.name = rule.names[plan.institution.languages.first ?? .english]
                    $0.start = rule.start.rawValue
                    $0.stop = rule.stop.rawValue
                    $0.seconds = Int64(rule.duration.seconds)
                    $0.workingTime = rule.time == .working
                    $0.grades = rule.grades.sorted().compactMap { Grade(rawValue: $0.rawValue) }
                    $0.source = rule.source
                    $0.enabled = rule.enabled
                }
            }
            $0.strategies = plan.strategies.map(\.id.rawValue)
            $0.channels = plan.channels.map(\.id)
            $0.resourceKinds = plan.resources.kinds.map(\.id)
        }
    }
}
