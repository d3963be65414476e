import Egress
import Foundation
import Text

/// The two calls to the provider.
struct OIDCFetch: Sendable {
    /// - Returns: the body of a 200.
    var get: @Sendable (_ address: String) async throws -> Data
    /// Posts a form.
    var post: @Sendable (_ address: String, _ form: String, _ headers: [(String, String)]) async throws -> (Int, Data)

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    private static let limits = OutgoingCall.Limits(whole: .seconds(10), bytes: 1 << 20)

    /// Over HTTP, within 10 s and 1 MB; redirects are not followed. The operator has named the issuer, whose host may be
    /// inside the house; what the provider names besides is called like anything else outside.
    static func live(_ egress: Egress, issuer: String) -> OIDCFetch {
        var egress = egress
        let (own, allowed) = (try? WebAddress(issuer), egress.guardian.isAllowed)
        egress.guardian.isAllowed = { $0 == own?.host || allowed($0, $1) }
        return OIDCFetch(
            get: { [egress] address in
                let call = OutgoingCall(
                    .get, try WebAddress(address), headers: [("accept", "application/json")], limits: limits)
                let answer = try await egress.send(call)
                guard answer.status == 200 else {
                    throw Failed(description: "GET \(call.address): found status \(answer.status), expected 200")
                }
                return Data(answer.body)
            },
            post: { [egress] address, form, headers in
                let own = [
                    (name: "accept", value: "application/json"),
                    ("content-type", "application/x-www-form-urlencoded"),
                ]
                let call = OutgoingCall(
                    .post, try WebAddress(address), headers: own + headers.map { (name: $0, value: $1) },
                    body: Array(form.utf8), limits: limits)
                let answer = try await egress.send(call)
                return (answer.status, Data(answer.body))
            })
    }
}
