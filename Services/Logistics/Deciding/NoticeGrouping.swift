import Plan
import Schemas

/// Which notices may wait for others, and until when (Alertmanager's `group_wait` and `group_interval`).
struct NoticeGrouping {
    let rule: ResponsePlan.Grouping

    /// Never what asks for an acknowledgement, nor about a grade the plan does not name, nor what cannot be sent.
    func mayWait(_ delivery: Delivery) -> Bool {
        let isMild = rule.grades.contains { $0.rawValue == delivery.grade.rawValue }
        return isMild && isGroupable(delivery) && delivery.state == .pending
    }

    /// A message that may carry several notices, whatever became of it.
    private func isGroupable(_ delivery: Delivery) -> Bool {
        delivery.what == Matter.What.notice.rawValue && !delivery.acknowledge && delivery.follows.isEmpty
    }

    /// The message, not yet sent, in which another to the same place can go out.
    func open(for draft: Delivery, among others: [Delivery], at now: Int64) -> Delivery? {
        others.first {
            mayWait($0) && $0.attempts == 0 && $0.nextAttemptAt > now && $0.channel == draft.channel
                && $0.address == draft.address && $0.recipient == draft.recipient
        }
    }

    /// When the first of a new message's notices goes out: after the wait, and not sooner after the last message than
    /// the interval. In ms since 1970.
    func firstAttempt(of draft: Delivery, among others: [Delivery], at now: Int64) -> Int64 {
        let last =
            others.filter { isGroupable($0) && $0.recipient == draft.recipient && $0.channel == draft.channel }
            .map(\.deliveredAt).max() ?? 0
        let waited = now + Int64(rule.wait.seconds) * 1000
        // Nothing arrives later than now, whatever an attempt says of its time.
        return last > 0 ? max(waited, min(last, now) + Int64(rule.interval.seconds) * 1000) : waited
    }
}

extension LogisticsProcessor {
    /// A notice goes out at once, or in one message with others that come close upon it.
    mutating func tell(_ draft: Delivery, at now: Int64) {
        if let attention { return tell(draft, by: attention, at: now) }
        guard grouping.mayWait(draft) else { return book.add(draft) }
        let others = book.deliveries(ofIncident: draft.incidentID)
        if let open = grouping.open(for: draft, among: others, at: now) {
            var draft = draft
            draft.nextAttemptAt = open.nextAttemptAt
            book.apply(open.id) { $0.joined(by: draft) }
            return
        }
        var draft = draft
        draft.nextAttemptAt = grouping.firstAttempt(of: draft, among: others, at: now)
        book.add(draft)
    }

    /// A notice that joined while the message was on its way was not in it: it goes out in another, at once.
    mutating func tellWhatCameLate(_ sent: Delivery, _ attempt: Attempt, at now: Int64) {
        let carried = max(0, Int(attempt.joined))
        guard attempt.outcome == .delivered, let first = sent.joined.dropFirst(carried).first else { return }
        book.apply(sent.id) { $0.parted(after: carried) }
        var rest = drafting.next(after: sent, at: now)
        rest.about = first.id
        rest.thing = first.thing
        rest.title = first.title
        rest.body = first.text
        rest.joined = Array(sent.joined.dropFirst(carried + 1))
        rest.channel = sent.channel
        rest.address = sent.address
        rest.recipient = sent.recipient
        rest.id = Matter(rest).deliveryID(place: rest.channel, round: 0)
        if attention != nil, let sent = book[sent.id], sent.acknowledge {
            // What is newest asks.
            var machine = DeliveryMachine(rest)
            _ = machine.asks(like: sent)
            rest = machine.delivery
            book.apply(sent.id) { $0.handedOn() }
        }
        book.add(rest)
    }
}
