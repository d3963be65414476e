public import Plan
public import Processing
import Schemas

/// Turns cases into deliveries and follows each to its end; records resource requests and approvals.
///
/// Pure: sending is the desk's, which answers with attempts.
public struct LogisticsProcessor: Processor {
    public static let topology = Topology(
        name: "logistics", inputs: [.caseAdvanced, .decisionTaken, .attemptMade, .checkpointSigned],
        tables: [.deliveryUpdated, .resourceUpdated], outputs: [], tick: 1000)

    public var tables: [any ChangelogTable] { [book.table, resources] }

    var book = DeliveryBook()
    let resources = Table<ResourceRequest>(.resourceUpdated, partitionKey: { $1.subject })
    let addressing: Addressing
    let drafting: DeliveryDrafting
    let grouping: NoticeGrouping
    /// `nil` where the plan says nothing of it.
    let attention: Attention?

    public init(plan: ResponsePlan) {
        addressing = Addressing(plan: plan)
        drafting = DeliveryDrafting(addressing: addressing)
        grouping = NoticeGrouping(rule: plan.grouping)
        attention = plan.attention.map { Attention(rule: $0) }
    }

    public mutating func restored() { book.restored() }

    public mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        guard event.data != nil else {
            // The plan keeps the case no longer, so nor what was delivered and asked for about it.
            if event.kind.topic == EventKind.caseAdvanced.topic { forget(event.key) }
            return
        }
        switch event.kind.topic {
        case EventKind.caseAdvanced.topic: try advance(event.decode(Case.self), at: context.now)
        case EventKind.decisionTaken.topic: try take(event.decode(Decision.self), at: context.now)
        case EventKind.attemptMade.topic: try record(event.decode(Attempt.self), at: context.now)
        case EventKind.checkpointSigned.topic: try tell(event.decode(Checkpoint.self), at: context.now)
        default: throw Rejection("logistics reads cases, decisions, attempts and checkpoints, found \(event.kind.type)")
        }
    }

    private mutating func forget(_ incident: String) {
        book.remove(incident: incident)
        for id in resources.rows.filter({ $0.value.incidentID == incident }).keys { resources[id] = nil }
    }

    /// Asks again for what nobody acknowledged, and tells those above.
    public mutating func tick(_ context: inout ProcessorContext) throws {
        let now = context.now
        for delivery in book.due(at: now) {
            if delivery.nextReminderAt > 0, delivery.nextReminderAt <= now { remind(delivery, at: now) }
            if delivery.escalateAt > 0, delivery.escalateAt <= now { escalate(delivery, at: now) }
        }
    }

    private mutating func record(_ attempt: Attempt, at now: Int64) throws {
        guard let delivery = book[attempt.deliveryID] else {
            throw Rejection("attempt \(attempt.number) is of delivery \(attempt.deliveryID), which does not exist")
        }
        let effect = book.apply(delivery.id) { $0.attempted(attempt) }
        tellWhatCameLate(delivery, attempt, at: now)
        climb(from: delivery.id, after: effect, at: now)
    }

    private mutating func remind(_ delivery: Delivery, at now: Int64) {
        if let attention { return remind(delivery, by: attention, at: now) }
        let earlier = book.deliveries(of: Matter(delivery))
        if let again = drafting.another(of: delivery, after: earlier, isRepeat: true, at: now) { book.add(again) }
        book.apply(delivery.id) { $0.reminded(at: now) }
    }

    /// Once for all who were told: when one of them has acknowledged, nobody above is told.
    private mutating func escalate(_ delivery: Delivery, at now: Int64) {
        let answered = book.deliveries(ofIncident: delivery.incidentID).contains {
            $0.state == .acknowledged && $0.what == delivery.what && $0.notices.contains(delivery.about)
        }
        if !answered {
            for person in addressing.people(delivery.escalateTo, at: now) {
                let escalation = drafting.escalation(of: delivery, to: person, at: now)
                if !book.knows(Matter(escalation)) { tell(escalation, at: now) }
            }
        }
        book.apply(delivery.id) { $0.escalated(told: !answered) }
    }
}
