import Plan
import Schemas

/// Writes new deliveries: the words come from the case, the places from the plan.
struct DeliveryDrafting {
    let addressing: Addressing

    private var plan: ResponsePlan { addressing.plan }

    /// The first message to a person about a notice.
    func delivery(of notice: Notice, to person: String, in aCase: Case, at now: Int64) -> Delivery {
        var draft = blank(in: aCase, at: now)
        draft.what = Matter.What.notice.rawValue
        draft.about = notice.id
        draft.thing = notice.about.isEmpty ? notice.id : notice.about
        draft.title = notice.title
        draft.body = notice.text
        if notice.grade != .unspecified { draft.grade = notice.grade }
        draft.channels = notice.channels
        if notice.acknowledge {
            let route = addressing.route(for: notice.what, grade: draft.grade)
            let after = route?.escalateAfter.map { Int64($0.seconds) } ?? notice.repeatSeconds * 2
            askForAcknowledgement(
                &draft, every: notice.repeatSeconds, times: route?.repetition?.times, person: person,
                escalateTo: notice.escalateTo, after: after)
        }
        return placed(draft, recipient: person, round: 0)
    }

    /// The first message to the one who has to carry a directive out; always asks for acknowledgement.
    func delivery(of directive: Directive, in aCase: Case, at now: Int64) -> Delivery {
        let person = addressing.addressee(of: directive)
        let route = addressing.route(
            for: ResponsePlan.Notice.directiveIssued.rawValue, grade: aCase.grade)
        var draft = blank(in: aCase, at: now)
        draft.what = Matter.What.directive.rawValue
        draft.about = directive.id
        draft.thing = directive.id
        draft.title = aCase.title.isEmpty ? directive.title : "\(directive.title) · \(aCase.title)"
        draft.body = directive.text
        draft.channels = route?.channels.map(\.rawValue) ?? []
        askForAcknowledgement(
            &draft, every: Int64(route?.repetition?.every.seconds ?? 0), times: route?.repetition?.times,
            person: person, escalateTo: (route?.escalateTo ?? []).filter { $0 != .concerned }.map(\.description),
            after: Int64(route?.escalateAfter?.seconds ?? 0))
        return placed(draft, recipient: person, round: 0)
    }

    /// One delivery to each place of the statement's publication channel: exactly the signed text, or visibly none.
    func deliveries(of statement: Statement, in aCase: Case, at now: Int64) -> [Delivery] {
        var draft = blank(in: aCase, at: now)
        draft.what = Matter.What.statement.rawValue
        draft.about = statement.id
        draft.thing = statement.id
        draft.title = statement.title
        draft.body = statement.body
        draft.contentHash = statement.contentHash
        draft.recipient = statement.channel
        let objection = SignedText.objection(to: statement)
        let endpoints = plan.channel(statement.channel)?.endpoints ?? []
        guard !endpoints.isEmpty else {
            draft.id = Matter(draft).deliveryID(place: "", round: 0)
            fail(&draft, "the plan has no place to publish on channel \"\(statement.channel)\"")
            return [draft]
        }
        return endpoints.indices.map { index in
            var draft = draft
            draft.channel = endpoints[index].channel.rawValue
            draft.address = endpoints[index].place
            draft.id = Matter(draft).deliveryID(place: place(index, among: endpoints), round: 0)
            if let objection, !draft.drill { fail(&draft, objection) }
            return draft
        }
    }

    /// The same message again, on the channel after the ones used so far.
    /// - Parameters:
    ///   - earlier: all deliveries of this matter, in any order.
    ///   - isRepeat: whether a channel that was used before may be used once more, unless something is under way on it.
    /// - Returns: `nil` when there is no channel left to use.
    func another(of delivery: Delivery, after earlier: [Delivery], isRepeat: Bool, at now: Int64) -> Delivery? {
        let contacts = addressing.contacts(of: delivery.recipient, on: delivery.channels)
        guard !contacts.isEmpty else { return nil }
        let taken = Set(earlier.filter { !isRepeat || $0.state == .pending }.map { "\($0.channel) \($0.address)" })
        let round = earlier.count
        let choice = (0..<contacts.count).map { (round + $0) % contacts.count }.first {
            !taken.contains("\(contacts[$0].channel.rawValue) \(contacts[$0].place)")
        }
        guard let choice else { return nil }
        var draft = next(after: delivery, at: now)
        draft.follows = delivery.id
        draft.channel = contacts[choice].channel.rawValue
        draft.address = contacts[choice].place
        draft.id = Matter(draft).deliveryID(place: place(choice, among: contacts), round: round)
        return draft
    }

    /// The same message to somebody above, asked for in the same rhythm and not escalated further.
    func escalation(of delivery: Delivery, to person: String, at now: Int64) -> Delivery {
        var draft = next(after: delivery, at: now)
        draft.follows = delivery.id
        askForAcknowledgement(
            &draft, every: delivery.repeatSeconds, times: Int(delivery.reminderLimit), person: person, escalateTo: [],
            after: 0)
        return placed(draft, recipient: person, round: 0)
    }

    private func blank(in aCase: Case, at now: Int64) -> Delivery {
        var draft = Delivery()
        draft.incidentID = aCase.incidentID
        draft.subject = aCase.subject
        draft.grade = aCase.grade
        draft.planHash = aCase.planHash
        draft.drill = aCase.drill
        draft.state = .pending
        draft.createdAt = now
        draft.nextAttemptAt = now
        draft.revision = 1
        if aCase.drill {  // a drill never reaches the outside, whatever else happens to the delivery
            draft.state = .cancelled
            draft.verdict = "drill"
            draft.nextAttemptAt = 0
        }
        return draft
    }

    /// The same message to be sent anew, without its place.
    func next(after delivery: Delivery, at now: Int64) -> Delivery {
        var draft = Delivery()
        draft.incidentID = delivery.incidentID
        draft.subject = delivery.subject
        draft.what = delivery.what
        draft.about = delivery.about
        draft.thing = delivery.thing
        draft.recipient = delivery.recipient
        draft.title = delivery.title
        draft.body = delivery.body
        draft.acknowledge = delivery.acknowledge
        draft.grade = delivery.grade
        draft.planHash = delivery.planHash
        draft.channels = delivery.channels
        draft.contentHash = delivery.contentHash
        draft.joined = delivery.joined
        draft.state = .pending
        draft.createdAt = now
        draft.nextAttemptAt = now
        draft.revision = 1
        return draft
    }

    func placed(_ draft: Delivery, recipient: String, round: Int) -> Delivery {
        var draft = draft
        draft.recipient = recipient
        let contacts = addressing.contacts(of: recipient, on: draft.channels)
        if let first = contacts.first {
            draft.channel = first.channel.rawValue
            draft.address = first.place
            draft.id = Matter(draft).deliveryID(place: place(0, among: contacts), round: round)
        } else {
            draft.id = Matter(draft).deliveryID(place: "", round: round)
            let known = plan.person(recipient) != nil
            let allowed = draft.channels.isEmpty ? "any channel" : draft.channels.joined(separator: ", ")
            fail(&draft, known ? "\(recipient) has no contact on \(allowed)" : "the plan has nobody for \(recipient)")
        }
        if draft.drill {
            draft.nextReminderAt = 0
            draft.escalateAt = 0
            draft.title = marked(draft.title, for: recipient)
        }
        return draft
    }

    private func marked(_ title: String, for person: String) -> String {
        let language = plan.person(person)?.language ?? plan.institution.languages.first ?? .simplifiedChinese
        let marker = plan.drill.marker[language]
        let isMarked = plan.drill.marker.texts.values.contains { title.hasPrefix($0) }
        return isMarked ? title : marker + title
    }

    /// Which place it is: the channel, and the how-many-eth of that channel, so that a changed address is no new place.
    private func place(_ index: Int, among contacts: [ResponsePlan.Contact]) -> String {
        let channel = contacts[index].channel
        let before = contacts[..<index].count { $0.channel == channel }
        return before == 0 ? channel.rawValue : "\(channel.rawValue)/\(before + 1)"
    }

    private func fail(_ draft: inout Delivery, _ reason: String) {
        guard !draft.drill else { return }
        draft.state = .failed
        draft.verdict = "refused"
        draft.lastError = reason
        draft.nextAttemptAt = 0
    }

    /// Without a number in the plan it is asked again once on each further channel, and at least once.
    private func askForAcknowledgement(
        _ draft: inout Delivery, every seconds: Int64, times: Int?, person: String, escalateTo: [String], after: Int64
    ) {
        draft.acknowledge = true
        let channels = addressing.contacts(of: person, on: draft.channels).count
        // Where the route names no time of its own, every rung has been tried when it is escalated.
        let seconds = seconds == 0 && after > 0 && channels > 1 ? max(after / Int64(channels), 60) : seconds
        draft.repeatSeconds = seconds
        draft.reminderLimit = Int32(clamping: times ?? max(channels - 1, 1))
        draft.nextReminderAt =
            seconds > 0 && draft.reminderLimit > 0 ? EventBounds.sum(draft.createdAt, seconds * 1000) : 0
        draft.escalateTo = escalateTo
        draft.escalateAt = !escalateTo.isEmpty && after > 0 ? EventBounds.sum(draft.createdAt, after * 1000) : 0
    }
}
