import Plan
import Schemas

/// When a message to a person goes out, so that they are told no more than they can bear: within so long after the last
/// about the same case it waits for others, and past so many within an hour it stands in the next.
struct Attention {
    /// Within which messages are counted, in milliseconds.
    static let hour: Int64 = 3_600_000
    /// Notices in one message; what comes after goes out in another.
    static let mostJoined = 40

    let rule: ResponsePlan.Attention

    /// Never held back: grade I, and what is graver than all that the person was told of the case.
    func isGrave(_ draft: Delivery, after told: [Delivery]) -> Bool {
        draft.grade == .i || !told.contains { $0.grade != .unspecified && $0.grade.rawValue <= draft.grade.rawValue }
    }

    /// - Parameters:
    ///   - wanted: when it would go out; ms since 1970.
    ///   - about: when messages about the same case went out, or will.
    ///   - all: when those about all cases did.
    func due(wanted: Int64, after about: [Int64], _ all: [Int64]) -> Int64 {
        var due = wanted
        if let last = about.max() { due = max(due, last + Int64(rule.gather.seconds) * 1000) }
        let lately = all.filter { $0 > due - Self.hour }.sorted()
        if lately.count >= rule.most { due = max(due, lately[lately.count - rule.most] + Self.hour) }
        return due
    }
}

extension Delivery {
    /// When it went out, or will; ms since 1970.
    var toldAt: Int64 {
        let time = deliveredAt > 0 ? deliveredAt : nextAttemptAt > 0 ? nextAttemptAt : createdAt
        return EventBounds.time(time)
    }

    /// An acknowledgement is or was asked for.
    var wasAsked: Bool { acknowledge || reminderLimit > 0 }

    /// Not acknowledged, and not over.
    var isUnheard: Bool {
        switch state {
        case .pending, .delivered, .failed: wasAsked
        case .acknowledged, .cancelled, .unspecified, .UNRECOGNIZED: false
        }
    }

    /// What it is about in the end: directives, clocks, statements or notices.
    var things: [String] { [thing] + joined.map(\.thing) }
}

extension LogisticsProcessor {
    /// One message to one person: in one that has not gone out yet, or in one of its own as soon as the person can bear it.
    mutating func tell(_ draft: Delivery, by attention: Attention, at now: Int64) {
        guard draft.state == .pending else { return book.add(draft) }
        let others = book.deliveries(ofIncident: draft.incidentID).filter { $0.recipient == draft.recipient }
        let told = others.filter { $0.state != .cancelled || $0.deliveredAt > 0 }
        let isGrave = attention.isGrave(draft, after: told)
        var draft = draft
        if let open = others.first(where: { canJoin(draft, $0) }) {
            if !isGrave { draft.nextAttemptAt = max(draft.nextAttemptAt, open.nextAttemptAt) }
            book.apply(open.id) { $0.joined(by: draft) }
            ask(in: open.id)
            return
        }
        if grouping.mayWait(draft) {
            draft.nextAttemptAt = grouping.firstAttempt(of: draft, among: others, at: now)
        }
        if !isGrave {
            let lately = book.told(draft.recipient, of: draft.subject, since: now - Attention.hour)
            draft.nextAttemptAt = attention.due(
                wanted: draft.nextAttemptAt,
                // An order to one person is theirs alone: it waits for no other.
                after: draft.what == Matter.What.notice.rawValue ? told.map(\.toldAt) : [], lately.map(\.toldAt))
        }
        book.add(draft)
        ask(in: draft.id)
    }

    /// A message that waits, or is about to go out, to the same place, that asks for no more than this one does.
    private func canJoin(_ draft: Delivery, _ open: Delivery) -> Bool {
        open.state == .pending && open.attempts == 0 && open.joined.count < Attention.mostJoined
            && open.what == Matter.What.notice.rawValue && draft.what == open.what && draft.contentHash.isEmpty
            && open.channel == draft.channel && open.address == draft.address
            && (!draft.acknowledge || (open.acknowledge && open.escalateTo == draft.escalateTo))
    }

    /// One acknowledgement is asked for at a time: of the newest message, which answers for those before it. When they
    /// are escalated stays as it was.
    mutating func ask(in id: String) {
        guard let asking = book[id], asking.acknowledge else { return }
        for earlier in book.deliveries(ofIncident: asking.incidentID)
        where earlier.id != id && earlier.recipient == asking.recipient && earlier.acknowledge && earlier.isUnheard
            && earlier.createdAt <= asking.createdAt
        {
            book.apply(earlier.id) { $0.askedElsewhere() }
        }
    }

    /// All that was said to a person about a case up to a message, heard with it.
    mutating func hear(upTo delivery: Delivery, by person: String, at time: Int64) {
        for earlier in book.deliveries(ofIncident: delivery.incidentID)
        where earlier.id != delivery.id && earlier.recipient == delivery.recipient && earlier.isUnheard
            && earlier.createdAt <= delivery.createdAt
        {
            book.apply(earlier.id) { $0.acknowledged(by: person, at: time) }
        }
    }

    /// Asks again: the message that does so is the one that is acknowledged from now on.
    mutating func remind(_ delivery: Delivery, by attention: Attention, at now: Int64) {
        let earlier = book.deliveries(of: Matter(delivery))
        book.apply(delivery.id) { $0.reminded(at: now) }
        guard var again = drafting.another(of: delivery, after: earlier, isRepeat: true, at: now),
            let asked = book[delivery.id]
        else { return }
        if again.grade != .i {
            let lately = book.told(again.recipient, of: again.subject, since: now - Attention.hour)
            again.nextAttemptAt = attention.due(wanted: now, after: [], lately.map(\.toldAt))
        }
        var machine = DeliveryMachine(again)
        _ = machine.asks(like: asked)
        book.add(machine.delivery)
        book.apply(delivery.id) { $0.handedOn() }
        ask(in: again.id)
    }

    /// What asked is over: the newest before it that was not heard is asked about again.
    mutating func askAgain(instead over: Delivery, at now: Int64) {
        guard attention != nil, over.acknowledge, !over.drill else { return }
        let unheard = book.deliveries(ofIncident: over.incidentID)
            .filter { $0.recipient == over.recipient && $0.id != over.id && $0.isUnheard }
        guard !unheard.contains(where: \.acknowledge),
            let newest = unheard.max(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) })
        else { return }
        book.apply(newest.id) { $0.askedAgain(at: now) }
    }
}
