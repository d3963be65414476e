import Plan
import Schemas

/// A case as it is now: what has to be told and is not yet, and what need not be told any more.
extension LogisticsProcessor {
    static let caseClosed = "case closed"

    mutating func advance(_ aCase: Case, at now: Int64) {
        let isClosed = aCase.state == .closed || aCase.state == .falseAlarm
        tell(aCase, at: now)
        hear(aCase)
        settle(aCase, at: now)
        if isClosed { close(aCase) } else { reopen(aCase, at: now) }
    }

    private mutating func tell(_ aCase: Case, at now: Int64) {
        let directives = Dictionary(aCase.directives.map { ($0.id, $0) }) { first, _ in first }
        for notice in aCase.notices {
            for person in addressing.people(notice.people, at: now) {
                // The one who has to carry a directive out gets the directive itself.
                if notice.what == ResponsePlan.Notice.directiveIssued.rawValue,
                    let directive = directives[notice.about],
                    addressing.addressee(of: directive) == person
                {
                    continue
                }
                let matter = Matter(
                    incident: aCase.incidentID, what: .notice, about: notice.id, recipient: person)
                if !book.knows(matter) { tell(drafting.delivery(of: notice, to: person, in: aCase, at: now), at: now) }
            }
        }
        for directive in aCase.directives where directive.awaitsAcceptance {
            let matter = Matter(
                incident: aCase.incidentID, what: .directive, about: directive.id,
                recipient: addressing.addressee(of: directive))
            if !book.knows(matter) { tell(drafting.delivery(of: directive, in: aCase, at: now), at: now) }
        }
        for statement in aCase.statements where statement.state == .released || statement.state == .published {
            let matter = Matter(
                incident: aCase.incidentID, what: .statement, about: statement.id, recipient: statement.channel,
                contentHash: statement.contentHash)
            guard !book.knows(matter) else { continue }
            for delivery in drafting.deliveries(of: statement, in: aCase, at: now) { book.add(delivery) }
        }
    }

    /// Who acts has heard: accepting a directive or signing a statement acknowledges what was sent about it before.
    private mutating func hear(_ aCase: Case) {
        var acts: [(thing: String, person: String, at: Int64)] = []
        for directive in aCase.directives {
            if directive.acceptedAt > 0 { acts.append((directive.id, directive.acceptedBy, directive.acceptedAt)) }
            if directive.doneAt > 0 { acts.append((directive.id, directive.doneBy, directive.doneAt)) }
            // A deputy's act answers for the person stood in for.
            if !directive.acceptedFor.isEmpty {
                acts.append((directive.id, directive.acceptedFor, directive.acceptedAt))
            }
            if !directive.doneFor.isEmpty { acts.append((directive.id, directive.doneFor, directive.doneAt)) }
        }
        for statement in aCase.statements {
            acts += statement.signOffs.map { (statement.id, $0.person, $0.at) }
            acts += statement.signOffs.filter { !$0.deputyFor.isEmpty }.map { (statement.id, $0.deputyFor, $0.at) }
        }
        guard !acts.isEmpty else { return }
        for delivery in book.deliveries(ofIncident: aCase.incidentID)
        where delivery.wasAsked && delivery.state != .acknowledged {
            let things = delivery.things
            let act = acts.first {
                things.contains($0.thing) && $0.person == delivery.recipient && $0.at >= delivery.createdAt
            }
            if let act { heard(delivery, by: act.person, at: act.at) }
        }
    }

    /// Nothing more is sent about what is over: a statement withdrawn, a directive done, waived or given to somebody
    /// else, a clock met. What its end itself says still goes out.
    private mutating func settle(_ aCase: Case, at now: Int64) {
        var reasons: [String: String] = [:]
        let last = Self.toldAtTheEnd(aCase)
        var addressees: [String: String] = [:]
        for clock in aCase.clocks where clock.state == .met { reasons[clock.id] = "clock met" }
        for directive in aCase.directives {
            switch directive.state {
            case .done: reasons[directive.id] = "directive done"
            case .waived: reasons[directive.id] = "directive waived"
            default: addressees[directive.id] = addressing.addressee(of: directive)
            }
        }
        for statement in aCase.statements where statement.state == .withdrawn {
            reasons[statement.id] = "statement withdrawn"
        }
        let hashes = Dictionary(aCase.statements.map { ($0.id, $0.contentHash) }) { first, _ in first }
        for delivery in book.deliveries(ofIncident: aCase.incidentID) where !delivery.drill {
            if let reason = reasons[delivery.thing],
                delivery.what != Matter.What.notice.rawValue || last.isDisjoint(with: delivery.notices),
                delivery.joined.allSatisfy({ reasons[$0.thing] != nil })
            {
                book.apply(delivery.id) { $0.cancelled(because: reason) }
                askAgain(instead: delivery, at: now)
            } else if delivery.what == Matter.What.directive.rawValue, delivery.follows.isEmpty,
                let addressee = addressees[delivery.about], addressee != delivery.recipient
            {
                cancelAll(of: Matter(delivery), because: "directive given to \(addressee)")
            } else if delivery.what == Matter.What.statement.rawValue, let hash = hashes[delivery.about],
                hash != delivery.contentHash
            {
                book.apply(delivery.id) { $0.cancelled(because: "statement changed") }
            }
        }
    }

    /// Notices that say that something is over: that a text was withdrawn, an instruction waived.
    private static func toldAtTheEnd(_ aCase: Case) -> Set<String> {
        var ends: [String: Int64] = [:]
        for clock in aCase.clocks where clock.state == .met { ends[clock.id] = clock.metAt }
        for directive in aCase.directives where directive.state.isSettled {
            ends[directive.id] = max(directive.doneAt, directive.waivedAt)
        }
        for statement in aCase.statements where statement.state == .withdrawn {
            ends[statement.id] = statement.withdrawnAt
        }
        return Set(
            aCase.notices.filter { notice in ends[notice.about].map { $0 > 0 && notice.at >= $0 } ?? false }.map(\.id))
    }

    private mutating func cancelAll(of matter: Matter, because reason: String) {
        for delivery in book.deliveries(of: matter) { book.apply(delivery.id) { $0.cancelled(because: reason) } }
    }

    /// What was said before the close need not be said any more; what the close itself says still goes out.
    private mutating func close(_ aCase: Case) {
        let last = Set(aCase.notices.filter { aCase.closedAt == 0 || $0.at >= aCase.closedAt }.map(\.id))
        for delivery in book.deliveries(ofIncident: aCase.incidentID)
        where delivery.what != Matter.What.notice.rawValue || last.isDisjoint(with: delivery.notices) {
            book.apply(delivery.id) { $0.cancelled(because: Self.caseClosed) }
        }
    }

    /// A directive that is in force again after its case was opened again is sent after all.
    private mutating func reopen(_ aCase: Case, at now: Int64) {
        guard aCase.reopened > 0 else { return }
        let inForce = Set(aCase.directives.filter(\.awaitsAcceptance).map(\.id))
        for delivery in book.deliveries(ofIncident: aCase.incidentID)
        where delivery.state == .cancelled && delivery.verdict == Self.caseClosed
            && delivery.what == Matter.What.directive.rawValue && inForce.contains(delivery.about)
        {
            book.apply(delivery.id) { $0.revived(at: now) }
        }
    }
}

extension Directive {
    /// Issued, and not yet taken on by anybody.
    var awaitsAcceptance: Bool {
        switch state {
        case .issued, .delivered, .overdue: true
        default: false
        }
    }
}
