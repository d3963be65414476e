import Egress
import Plan
import Schemas
import Text

/// Sends on a vendor's channel as its preset says.
struct PresetSender: Sender {
    let preset: ResponsePlan.ChannelPreset
    let plan: ResponsePlan
    let egress: Egress
    /// `nil`: the console's address is not set.
    var links: MessageLinks?
    var environment: @Sendable (String) -> String?
    var timeout: Duration = .seconds(20)
    let tokens = AccessTokens()

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        guard let contact = plan.contact(of: delivery) else {
            return .refused("refused", "the plan has no place \(delivery.address) on \(preset.id) any more")
        }
        let filling = PresetFilling(
            preset: preset, delivery: delivery, contact: contact,
            message: ChannelMessage(
                delivery, carries: contact.carries ?? preset.carries, plan: plan, links: links),
            institution: plan.institution.name, time: time, environment: environment)
        let verdict = PresetVerdict(preset: preset, secrets: contact.secrets.values.compactMap(environment))
        do {
            return try await send(filling, verdict)
        } catch let mistake as PresetFilling.Mistake {
            if case .missing = mistake { return .retry("unknown", "sending on \(preset.id): \(mistake)") }
            return .refused("refused", "\(mistake)")
        } catch let refused as AccessTokens.Refused {
            return refused.outcome
        } catch let malformed as WebhookSecret.Malformed {
            return .retry("unknown", "signing for \(preset.id): \(malformed)")
        } catch let failure as EgressFailure where failure.kind == .refused {
            return .refused("refused", verdict.withoutSecrets("\(failure)"))
        } catch {
            return .retry("unknown", verdict.withoutSecrets("calling \(preset.id): \(error)"))
        }
    }

    private func send(_ filling: PresetFilling, _ verdict: PresetVerdict) async throws -> SendOutcome {
        var filling = filling
        var place: WebAddress?
        if let token = preset.token {
            let address = try filling.address(token.address)
            filling.token = try await tokens.token(
                of: preset, at: address, by: egress, time: filling.time, verdict: verdict, timeout: timeout)
            place = address
        }
        let answer = try await call(filling)
        if let place, let token = preset.token, token.ended.contains(verdict.code(of: answer) ?? "") {
            // It ended before its time: once more with another.
            await tokens.forget(place)
            filling.token = try await tokens.token(
                of: preset, at: place, by: egress, time: filling.time, verdict: verdict, timeout: timeout)
            return verdict.outcome(of: try await call(filling), at: filling.time)
        }
        return verdict.outcome(of: answer, at: filling.time)
    }

    private func call(_ filling: PresetFilling) async throws -> OutgoingAnswer {
        let request = try PresetRequest(filling)
        return try await egress.send(
            OutgoingCall(
                request.method, request.address, headers: request.headers, body: request.body,
                limits: .init(connect: timeout, whole: timeout, bytes: PresetVerdict.largestAnswer, readsErrors: true),
                attempt: Int(filling.delivery.attempts)))
    }
}
