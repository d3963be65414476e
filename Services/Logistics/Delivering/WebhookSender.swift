import Egress
import Processing
import Schemas
import Text

/// Calls a webhook as Standard Webhooks 1.0.0 says: signed, bounded, without following redirects.
struct WebhookSender: Sender {
    var egress: Egress
    /// The name of the variable that holds the secret of this delivery's place; `nil`: not signed.
    var secretName: @Sendable (Delivery) -> String?
    var environment: @Sendable (String) -> String?
    /// 15 to 30 s by the specification.
    var timeout: Duration = .seconds(20)

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        let target: WebAddress
        let body: [UInt8]
        do {
            target = try WebAddress(delivery.address)
            body = try WebhookBody.bytes(of: delivery)
        } catch let mistake as WebAddress.Mistake {
            return .refused("refused", "the address of \(delivery.recipient): \(mistake); correct it in the plan")
        } catch {
            return .refused("refused", "\(error)")
        }
        var headers = [
            (name: "content-type", value: "application/json"), ("webhook-id", delivery.id),
            ("webhook-timestamp", String(time / 1000)), ("traceparent", Trace.current.description),
        ]
        if let name = secretName(delivery) {
            guard let text = environment(name), !text.isEmpty else {
                return .retry(
                    "unknown", "signing for \(target.host): environment \(name) is not set; set it to the secret")
            }
            do {
                let signatures = try WebhookSecret.list(text).map {
                    $0.signature(id: delivery.id, seconds: time / 1000, body: body)
                }
                headers.append(("webhook-signature", signatures.joined(separator: " ")))
            } catch {
                return .retry("unknown", "signing for \(target.host): environment \(name): \(error)")
            }
        }
        return await call(target, headers: headers, body: body, try: Int(delivery.attempts), time: time)
    }

    /// One address an attempt, each in its turn.
    private func call(
        _ target: WebAddress, headers: [(name: String, value: String)], body: [UInt8], try attempt: Int, time: Int64
    ) async -> SendOutcome {
        do {
            let answer = try await egress.send(
                OutgoingCall(
                    .post, target, headers: headers, body: body,
                    limits: .init(connect: timeout, whole: timeout, bytes: 0), attempt: attempt))
            return Self.outcome(
                status: answer.status, retryAfter: answer["retry-after"], host: target.host, time: time)
        } catch let failure as EgressFailure where failure.kind == .refused {
            return .refused("refused", "\(failure)")
        } catch {
            // The address may hold a key of its own: the host has to do.
            return .retry("unknown", "calling \(target.host): \(Self.reason(error, target))")
        }
    }

    /// What went wrong, without the address: a robot's key stands in its path.
    private static func reason(_ error: any Error, _ target: WebAddress) -> String {
        "\(error)".replacing("\(target)", with: target.origin)
    }

    /// 2xx only is accepted; 410 disables; everything else is tried again (Standard Webhooks 1.0.0).
    static func outcome(status: Int, retryAfter: String?, host: String, time: Int64) -> SendOutcome {
        let wait = RetryAfter.seconds(retryAfter, now: time) ?? 0
        switch status {
        case 200..<300: return .delivered("accepted (\(status))")
        case 410:
            return .refused("refused (410)", "\(host) answered 410 Gone: it wants no more; change the plan's address")
        case 300..<400:
            return .retry(
                "refused (\(status))", "\(host) redirects, which is not followed; put the new address into the plan",
                after: wait)
        default: return .retry("refused (\(status))", "\(host) answered \(status)", after: wait)
        }
    }
}
