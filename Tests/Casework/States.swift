import Casework
import Foundation
import Plan
import Processing
import Schemas
import SwiftProtobuf

@testable import Response

extension Rooms {
    /// Every state of a case over one that is rich in statements, directives and clocks; no case; and drills.
    static func states(of plan: ResponsePlan) throws -> [Rooms] {
        let rich = try rich(plan)
        var all = [
            CaseState.reported, .analysed, .strategyDecided, .communicating, .handling, .evaluated, .closed,
            .falseAlarm,
        ]
        .map { state in
            var rooms = rich
            rooms.name = "\(state)"
            rooms.row?.state = state
            return rooms
        }
        var none = rich
        none.name = "no case"
        none.row = nil
        none.incident.grade = .iv
        all.append(none)
        var drill = rich
        drill.name = "a drill"
        drill.incident.drill = true
        drill.row?.drill = true
        drill.row?.incident.drill = true
        all.append(drill)
        var lowered = rich
        lowered.name = "a lowering waits"
        lowered.row?.lowering = .with {
            $0.grade = .iii
            $0.askedBy = "lin-yue"
        }
        all.append(lowered)
        var doubted = rich
        doubted.name = "a false alarm waits"
        doubted.incident.state = .falseAlarm
        doubted.row?.lowering = .with {
            $0.falseAlarm = true
            $0.askedBy = "lin-yue"
        }
        all.append(doubted)
        var quiet = rich
        quiet.name = "ready to close, by whoever may close"
        quiet.plan.closing.roles = []
        quiet.plan.closing.sustainedFor = .init(seconds: 0)
        quiet.plan.closing.minimumAge = .init(seconds: 0)
        quiet.plan.closing.allDirectivesDone = false
        quiet.plan.closing.allClocksStopped = false
        quiet.plan.closing.evaluationWritten = false
        quiet.row?.declineSince = now - 100 * hour
        all.append(quiet)
        return all
    }

    /// A case under way: a strategy, a statement signed, one out, one fresh; directives proposed, in force and done; a
    /// clock that runs with extensions, one that was missed, one that was met.
    private static func rich(_ plan: ResponsePlan) throws -> Rooms {
        let incident = Incident.with {
            $0.id = "incident-1"
            $0.subject = "lanjiang-bank"
            $0.title = "澜江宝转不出"
            $0.state = .open
            $0.grade = .ii
            $0.kind = .complaint
            $0.firstMentionAt = now - 3 * hour
            $0.discoveredAt = now - hour
            $0.revision = 1
            $0.evidence = (1...3).map { number in .with { $0.mentionID = "mention-\(number)" } }
        }
        var driver = ProcessorDriver(now: now - hour) { ResponseProcessor(plan: plan) }
        try driver.pipe(.incidentAssessed, incident, key: incident.id, partitionKey: incident.subject)
        func decide(_ id: String, _ person: String, _ kind: Decision.OneOf_Kind) throws {
            let decision = Decision.with {
                $0.id = id
                $0.incidentID = incident.id
                $0.subject = incident.subject
                $0.person = person
                $0.reason = "依预案"
                $0.kind = kind
            }
            try driver.pipe(.decisionTaken, decision, key: id, partitionKey: incident.subject)
        }
        try decide("d-strategy", "lin-yue", .strategy(.with { $0.strategy = "diminish" }))
        func row() -> Case { driver.processor.cases[incident.id] ?? Case() }
        let directives = row().directives
        for (index, directive) in directives.prefix(2).enumerated() {
            try decide("d-issue-\(index)", "lin-yue", .issueDirective(.with { $0.directiveID = directive.id }))
        }
        let statements = row().statements.filter { $0.language == "zh-Hans" }
        for (index, statement) in statements.prefix(2).enumerated() {
            for person in ["lin-yue", "zhou-heng", "xu-wenqing"] {
                try decide(
                    "d-sign-\(index)-\(person)", person,
                    .sign(
                        .with {
                            $0.statementID = statement.id
                            $0.contentHash = statement.contentHash
                        }))
            }
        }
        if let first = statements.first {
            try decide(
                "d-release", "fang-jing",
                .release(
                    .with {
                        $0.statementID = first.id
                        $0.contentHash = first.contentHash
                    }))
        }
        var rich = row()
        var extendable = CaseClock()
        if let rule = plan.clocks.first(where: { $0.extensions.count > 1 }) {
            extendable.id = rule.id
            extendable.state = .running
            extendable.startedAt = now - hour
            extendable.dueAt = now + 24 * hour
            rich.clocks.removeAll { $0.id == rule.id }
            rich.clocks.append(extendable)
        }
        rich.clocks.append(
            .with {
                $0.id = "missed"
                $0.state = .missed
                $0.dueAt = now - hour
            })
        return Rooms(
            name: "", plan: plan, incident: incident,
            other: .with {
                $0.id = "incident-2"
                $0.subject = incident.subject
                $0.state = .open
                $0.grade = .iii
            }, row: rich, deliveries: deliveries(), requests: requests())
    }

    private static func deliveries() -> [Delivery] {
        let states: [DeliveryState] = [.pending, .delivered, .failed, .acknowledged, .cancelled]
        return states.map { state in
            .with {
                $0.id = "delivery-\(state)"
                $0.incidentID = "incident-1"
                $0.subject = "lanjiang-bank"
                $0.recipient = "lin-yue"
                $0.thing = "notice-\(state)"
                $0.about = "notice-\(state)"
                $0.address = "https://hooks.lanjiang.example/lin-yue"
                $0.state = state
            }
        }
    }

    private static func requests() -> [ResourceRequest] {
        func request(_ id: String, by person: String, _ state: ResourceState = .requested) -> ResourceRequest {
            .with {
                $0.id = id
                $0.incidentID = "incident-1"
                $0.subject = "lanjiang-bank"
                $0.kind = "money"
                $0.quantity = 1_000
                $0.cost = 1_000
                $0.currency = "CNY"
                $0.requestedBy = person
                $0.state = state
                $0.approverRoles = ["logistics-lead", "finance-head"]
            }
        }
        return [
            request("asked", by: "qiao-lan"), request("own", by: "deng-kaifeng"),
            request("decided", by: "qiao-lan", .approved),
        ]
    }
}
