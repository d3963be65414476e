import Casework
import HTTPTypes
import Hummingbird
import Plan
import Schemas
import SwiftProtobuf

/// Acknowledging a message by the link in it, without signing in. Opening the link says nothing, since programs that show
/// previews open it too; the page's button does. The page shows nothing of the message that is not on its face.
struct AcknowledgePages: Sendable {
    let console: Console
    let links: AcknowledgementLinks

    func add(to router: Router<ConsoleContext>) {
        let path = RouterPath("\(AcknowledgementLinks.path)/:token")
        router.get(path) { request, context in
            try await console.knowing()
            return try await answer(request, context) { delivery in try page(.asking, delivery, context) }
        }
        router.post(path) { request, context in
            if let finding = Forgery.checkOrigin(request) {
                throw console.refusal(.forgery(finding), "the form was posted from another site", request)
            }
            try await console.knowing()
            return try await answer(request, context) { delivery in
                try await acknowledge(delivery, request, context)
                return try page(.done, delivery, context)
            }
        }
    }

    /// How the page's message stands.
    private enum Standing: String {
        case asking, done, before, over, refused
    }

    private func answer(
        _ request: Request, _ context: ConsoleContext, to good: (Delivery) async throws -> Response
    ) async throws -> Response {
        let token = context.parameters.get("token") ?? ""
        let snapshot = await console.view.snapshot
        guard let id = AcknowledgementLinks.deliveryID(in: token), let delivery = snapshot.deliveries[id],
            links.check(token, of: delivery, now: console.clock()) == .good
        else {
            let problem = console.wrong("link", "the link is of no message, or has expired", request, context)
            guard problem.isRefusal else { throw problem }
            console.record(problem, request, context)
            return try page(.refused, nil, context)
        }
        switch delivery.state {
        case .acknowledged: return try page(.before, delivery, context)
        case .cancelled, .unspecified, .UNRECOGNIZED: return try page(.over, delivery, context)
        case .pending, .delivered, .failed: return try await good(delivery)
        }
    }

    /// The same link is the same decision, however often its button is pressed.
    private func acknowledge(_ delivery: Delivery, _ request: Request, _ context: ConsoleContext) async throws {
        guard let visitor = console.visitor(delivery.recipient, .link) else {
            throw console.refusal(.permission, "the plan no longer has \(delivery.recipient)", request)
        }
        let draft = Decision.with {
            $0.incidentID = delivery.incidentID
            $0.acknowledge.deliveryID = delivery.id
        }
        _ = try await console.take(draft, by: visitor, key: "link/\(delivery.id)", request)
    }

    private func page(_ standing: Standing, _ delivery: Delivery?, _ context: ConsoleContext) throws -> Response {
        let naming = console.naming(context)
        let words = naming.words
        var context = context
        context.visitor = nil
        let message = delivery.map { delivery in
            words.filled(
                "acknowledge_message", naming.time(delivery.createdAt) ?? "",
                delivery.grade == .unspecified ? "" : naming.grade(delivery.grade))
        }
        return try console.page(
            "acknowledge", title: words["acknowledge_title"],
            Fields([
                "said": words["acknowledge_\(standing.rawValue)"], "message": message, "standing": standing.rawValue,
                "asks": standing == .asking,
                "incidentHref": delivery.map { PageAddress(path: "/incidents/\($0.incidentID)").href },
            ]), status: standing == .refused ? .unauthorized : .ok, context: context)
    }
}
