import Plan
import Processing
import Schemas

/// A signed checkpoint goes to whom the plan names (`routing`, `journalCheckpoint`): what is kept there testifies to the
/// journals when the log does not.
extension LogisticsProcessor {
    /// Deliveries of checkpoints that are kept once they are settled; the checkpoints themselves stay on their topic.
    static let mostCheckpointDeliveries = 200

    mutating func tell(_ checkpoint: Checkpoint, at now: Int64) throws {
        guard Checkpoint.canName(checkpoint.chain), checkpoint.text != nil else {
            throw Rejection("checkpoint \(checkpoint.sequence) of a chain says what no checkpoint says")
        }
        for route in drafting.routes(for: .journalCheckpoint) {
            for person in addressing.people(route.to.map(\.description), at: now) {
                let delivery = drafting.delivery(of: checkpoint, to: person, by: route, at: now)
                if !book.knows(Matter(delivery)) { book.add(delivery) }
            }
        }
        let settled = book.deliveries(ofIncident: "").filter {
            $0.subject == checkpoint.chain && $0.state != .pending
        }
        let old = settled.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
            .dropLast(Self.mostCheckpointDeliveries)
        for delivery in old { book.remove(delivery.id) }
    }
}

extension DeliveryDrafting {
    func routes(for notice: ResponsePlan.Notice) -> [ResponsePlan.Route] {
        addressing.plan.routes(for: notice, grade: nil)
    }

    /// The checkpoint word for word, so that the message can be verified as it is.
    func delivery(
        of checkpoint: Checkpoint, to person: String, by route: ResponsePlan.Route, at now: Int64
    ) -> Delivery {
        var draft = Delivery()
        let name = "\(checkpoint.chain)/\(checkpoint.sequence)"
        draft.subject = checkpoint.chain
        draft.what = Matter.What.notice.rawValue
        draft.about = name
        draft.thing = name
        draft.title = "\(title(for: person)) \(name)"
        draft.body = checkpoint.note
        draft.channels = route.channels.map(\.rawValue)
        draft.planHash = addressing.plan.hash
        draft.state = .pending
        draft.createdAt = now
        draft.nextAttemptAt = now
        draft.revision = 1
        return placed(draft, recipient: person, round: 0)
    }

    private func title(for person: String) -> String {
        let plan = addressing.plan
        return switch plan.person(person)?.language ?? plan.institution.languages.first ?? .simplifiedChinese {
        case .simplifiedChinese: "日志存证"
        case .traditionalChinese: "日誌存證"
        case .english: "Journal checkpoint"
        }
    }
}
