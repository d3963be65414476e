import Casework
import Plan
import Schemas

/// Messages to people and channels, over all cases.
struct DeliveryRows {
    enum Standing: String, CaseIterable { case trouble, waiting, settled, all }

    let snapshot: ViewSnapshot
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    static func standing(_ delivery: Delivery) -> Standing {
        switch delivery.state {
        case .failed: .trouble
        case .pending: delivery.attempts > 1 ? .trouble : .waiting
        case .delivered:
            delivery.acknowledge && delivery.acknowledgedAt == 0 ? (delivery.escalated ? .trouble : .waiting) : .settled
        case .acknowledged, .cancelled, .unspecified, .UNRECOGNIZED: .settled
        }
    }

    var counts: [Standing: Int] {
        var counts: [Standing: Int] = [.all: snapshot.deliveries.count]
        for delivery in snapshot.deliveries.values { counts[Self.standing(delivery), default: 0] += 1 }
        return counts
    }

    /// The gravest first, and of one grade the newest.
    func deliveries(_ standing: Standing) -> [Delivery] {
        snapshot.deliveries.values.filter { standing == .all || Self.standing($0) == standing }
            .sorted { ($0.grade.order, -$0.createdAt, $0.id) < ($1.grade.order, -$1.createdAt, $1.id) }
    }

    func row(_ delivery: Delivery, visitor: Visitor?) -> Fields {
        let words = naming.words
        let acknowledged: String? =
            delivery.acknowledgedAt > 0
            ? words.filled(
                "delivery_acknowledged", naming.person(delivery.acknowledgedBy),
                naming.time(delivery.acknowledgedAt) ?? "")
            : delivery.acknowledge && delivery.state == .delivered ? words["delivery_awaits"] : nil
        let isMine =
            visitor.map { delivery.recipient == $0.person.id } ?? false
        let action = "/incidents/\(delivery.incidentID)/decisions"
        let mayRetry = visitor?.may(.retryDelivery(RetryDelivery())) ?? false
        return Fields([
            "id": delivery.id, "stateWord": delivery.state.word, "stateName": naming.state(delivery.state),
            "grade": delivery.grade.label, "gradeName": naming.grade(delivery.grade), "colour": delivery.grade.colour,
            "recipientName": naming.recipient(delivery.recipient),
            "channelName": naming.medium(delivery.channel),
            "title": naming.marked(delivery.title, isDrill: delivery.drill),
            "whatName": words.texts["deliveryWhat_\(delivery.what)"] ?? delivery.what,
            "at": naming.time(delivery.createdAt), "attempts": delivery.attempts,
            "verdict": verdict(delivery),
            "lastError": delivery.lastError.isEmpty ? nil : Said(naming: naming).text(delivery.lastError),
            "acknowledged": acknowledged, "rungs": rungs(before: delivery), "isEscalated": delivery.escalated,
            "isDrill": delivery.drill,
            "reminders": delivery.reminders > 0
                ? words.filled("delivery_reminders", String(delivery.reminders)) : nil,
            "nextAttempt": delivery.state == .pending && delivery.nextAttemptAt > now
                ? words.filled("delivery_next", naming.time(delivery.nextAttemptAt) ?? "") : nil,
            "incidentHref": delivery.incidentID.isEmpty
                ? nil
                : IncidentTab.messages.address(of: delivery.incidentID, anchor: "delivery-\(delivery.id)"),
            "canAcknowledge": delivery.acknowledge && delivery.acknowledgedAt == 0 && isMine
                && (delivery.state == .pending || delivery.state == .delivered),
            "canRetry": delivery.state == .failed && mayRetry && !delivery.incidentID.isEmpty,
            "acknowledgeAction": "\(action)/acknowledge", "retryAction": "\(action)/retry-delivery",
        ])
    }

    /// The channel's own word, in the reader's language where it is one of ours.
    private func verdict(_ delivery: Delivery) -> String {
        guard !delivery.verdict.isEmpty else { return naming.words["verdict_none"] }
        // `accepted (200)`: the word is ours, what is in brackets the channel's.
        let parts = delivery.verdict.split(separator: " ", maxSplits: 1)
        guard let word = parts.first.flatMap({ naming.words.texts["verdict_\($0)"] }) else { return delivery.verdict }
        return parts.count > 1 ? "\(word) \(parts[1])" : word
    }

    /// The ways that were tried before this one to tell the same person the same, each with its time and outcome, oldest
    /// first; `nil` for the first way.
    private func rungs(before delivery: Delivery) -> String? {
        var (rungs, seen): ([String], Set<String>) = ([], [delivery.id])
        var next = delivery.follows
        while rungs.count < 20, seen.insert(next).inserted, let rung = snapshot.deliveries[next],
            rung.recipient == delivery.recipient
        {
            let at = naming.time(rung.deliveredAt > 0 ? rung.deliveredAt : rung.createdAt) ?? ""
            rungs.insert("\(naming.medium(rung.channel)) \(at) \(naming.state(rung.state))", at: 0)
            next = rung.follows
        }
        return rungs.isEmpty ? nil : naming.words.filled("delivery_rungs", rungs.joined(separator: " → "))
    }
}
