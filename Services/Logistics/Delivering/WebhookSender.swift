import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Schemas

/// Calls a webhook as Standard Webhooks 1.0.0 says: signed, bounded, without following redirects.
struct WebhookSender: Sender {
    var check: OutgoingAddressCheck
    /// The name of the variable that holds the secret of this delivery's place; `nil`: not signed.
    var secretName: @Sendable (Delivery) -> String?
    var environment: @Sendable (String) -> String?
    /// 15 to 30 s by the specification.
    var timeout: TimeAmount = .seconds(20)

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        let target: Target
        let body: [UInt8]
        do {
            target = try Target(delivery.address)
            body = try WebhookBody.bytes(of: delivery)
        } catch {
            return .refused("refused", "\(error)")
        }
        var headers = HTTPHeaders([
            ("content-type", "application/json"), ("user-agent", "fenghuo"), ("webhook-id", delivery.id),
            ("webhook-timestamp", String(time / 1000)),
        ])
        if let name = secretName(delivery) {
            guard let text = environment(name), !text.isEmpty else {
                return .retry(
                    "unknown", "signing for \(target.host): environment \(name) is not set; set it to the secret")
            }
            do {
                let signatures = try WebhookSecret.list(text).map {
                    $0.signature(id: delivery.id, seconds: time / 1000, body: body)
                }
                headers.add(name: "webhook-signature", value: signatures.joined(separator: " "))
            } catch {
                return .retry("unknown", "signing for \(target.host): environment \(name): \(error)")
            }
        }
        let addresses: [OutgoingAddress]
        do {
            addresses = try await check.addresses(of: target.host, port: target.port)
        } catch let refusal as AddressRefusal {
            if case .notPublic = refusal { return .refused("refused", "\(refusal)") }
            return .retry("unknown", "\(refusal)")
        } catch {
            return .retry("unknown", "resolving \(target.host): \(error)")
        }
        // One address an attempt, each in its turn.
        let address = addresses[Int(delivery.attempts) % addresses.count]
        return await call(target, at: address, headers: headers, body: body, time: time)
    }

    /// A client for this call alone, tied to the address that was checked.
    private func call(
        _ target: Target, at address: OutgoingAddress, headers: HTTPHeaders, body: [UInt8], time: Int64
    ) async -> SendOutcome {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: timeout, read: timeout))
        configuration.dnsOverride = [target.host: address.text]
        configuration.dnsOverride[target.host.lowercased()] = address.text
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false  // the schedule tries again
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        var request = HTTPClientRequest(url: target.url)
        request.method = .POST
        request.headers = headers
        request.body = .bytes(ByteBuffer(bytes: body))
        let outcome: SendOutcome
        do {
            let response = try await client.execute(request, timeout: timeout)
            outcome = Self.outcome(
                status: Int(response.status.code), retryAfter: response.headers.first(name: "retry-after"),
                host: target.host, time: time)
        } catch {
            outcome = .retry("unknown", "calling \(target.host): \(error)")
        }
        try? await client.shutdown()
        return outcome
    }

    /// 2xx only is accepted; 410 disables; everything else is tried again (Standard Webhooks 1.0.0).
    static func outcome(status: Int, retryAfter: String?, host: String, time: Int64) -> SendOutcome {
        let wait = RetryAfter.seconds(retryAfter, now: time)
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

    /// Where a webhook's address leads.
    struct Target: Hashable {
        var url: String
        /// As written, without brackets.
        var host: String
        var port: Int

        struct Malformed: Error, Hashable, CustomStringConvertible {
            var address: String
            var expected: String
            var description: String { "the address \"\(address)\": expected \(expected); correct it in the plan" }
        }

        init(_ address: String) throws(Malformed) {
            guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
                scheme == "https" || scheme == "http"
            else { throw Malformed(address: address, expected: "https:// or http://") }
            guard parts.user == nil, parts.password == nil else {
                throw Malformed(address: "\(scheme)://…", expected: "no name or password in it")
            }
            let host = (parts.percentEncodedHost ?? "").trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
            let isName = host.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 46 || byte == 58
            }
            guard !host.isEmpty, isName else {
                throw Malformed(address: address, expected: "a host in letters, digits, dots and hyphens")
            }
            let port = parts.port ?? (scheme == "https" ? 443 : 80)
            guard (1...65_535).contains(port) else { throw Malformed(address: address, expected: "a port to 65535") }
            self.url = address
            self.host = host
            self.port = port
        }
    }
}
