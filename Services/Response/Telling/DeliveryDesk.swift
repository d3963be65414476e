import Schemas

/// Takes in what came of deliveries: a directive arrived, a statement is out, something could not be delivered.
enum DeliveryDesk {
    static func take(_ delivery: Delivery, in file: inout CaseFile) {
        switch delivery.state {
        case .delivered, .acknowledged: arrived(delivery, in: &file)
        case .failed: failed(delivery, in: &file)
        case .unspecified, .pending, .cancelled, .UNRECOGNIZED: break
        }
    }

    private static func arrived(_ delivery: Delivery, in file: inout CaseFile) {
        if let index = file.row.directives.firstIndex(where: { $0.id == delivery.about }),
            file.row.directives[index].state == .issued
        {
            file.row.directives[index].state = .delivered
            file.enter(
                .directiveDelivered, about: delivery.about,
                ["delivery": delivery.id, "recipient": delivery.recipient, "channel": delivery.channel])
        }
        guard delivery.what == "statement",
            let index = file.row.statements.firstIndex(where: { $0.id == delivery.about }),
            file.row.statements[index].state == .released,
            delivery.contentHash.isEmpty || delivery.contentHash == file.row.statements[index].contentHash
        else { return }
        file.row.statements[index].state = .published
        file.row.statements[index].publishedAt = delivery.deliveredAt > 0 ? delivery.deliveredAt : file.now
        file.enter(
            .statementPublished, about: delivery.about,
            [
                "delivery": delivery.id, "recipient": delivery.recipient, "verdict": delivery.verdict,
                "contentHash": delivery.contentHash,
            ])
    }

    private static func failed(_ delivery: Delivery, in file: inout CaseFile) {
        let attempts = "\(delivery.attempts)"
        let told = file.journal.contains {
            $0.action == JournalAction.deliveryFailed.rawValue && $0.about == delivery.id
                && $0.details["attempts"] == attempts
        }
        guard !told else { return }
        file.enter(
            .deliveryFailed, about: delivery.id,
            [
                "what": delivery.what, "of": delivery.about, "recipient": delivery.recipient,
                "channel": delivery.channel, "verdict": delivery.verdict, "error": delivery.lastError,
                "attempts": attempts,
            ])
    }
}
