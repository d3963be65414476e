import Casework
import Plan
import Schemas

/// Where a message leads: to its incident, or, where an acknowledgement is asked for, to the page that takes it.
struct MessageLinks: Sendable {
    /// The console as browsers reach it, without a `/` at the end.
    var console: String
    var acknowledgements: AcknowledgementLinks

    /// - Returns: `nil` for what is published as it was signed.
    func link(of delivery: Delivery) -> String? {
        guard delivery.contentHash.isEmpty else { return nil }
        if delivery.acknowledge {
            return "\(console)/\(AcknowledgementLinks.path)/\(acknowledgements.token(of: delivery))"
        }
        return delivery.incidentID.isEmpty ? console : "\(console)/incidents/\(delivery.incidentID)"
    }
}

/// Adds to a webhook's or mail's text what the presets' messages say anyway: what is asked until when, and where to look.
struct LinkedSender: Sender {
    var sender: any Sender
    var plan: ResponsePlan
    var links: MessageLinks

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        await sender.send(linked(delivery), at: time)
    }

    /// The same at every attempt.
    func linked(_ delivery: Delivery) -> Delivery {
        // A checkpoint is sent word for word, so that it can be verified as it is.
        guard !delivery.incidentID.isEmpty, let link = links.link(of: delivery) else { return delivery }
        let message = ChannelMessage(delivery, carries: .full, plan: plan, links: links)
        let lines = [message.ask, link].filter { !$0.isEmpty }.joined(separator: "\n")
        var linked = delivery
        if linked.joined.isEmpty {
            linked.body += linked.body.isEmpty ? lines : "\n\n\(lines)"
        } else {
            linked.joined[linked.joined.count - 1].text += "\n\n\(lines)"
        }
        return linked
    }
}
