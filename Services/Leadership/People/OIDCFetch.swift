import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The two calls to the provider.
struct OIDCFetch: Sendable {
    /// - Returns: the body of a 200.
    var get: @Sendable (_ address: String) async throws -> Data
    /// Posts a form.
    var post: @Sendable (_ address: String, _ form: String, _ headers: [(String, String)]) async throws -> (Int, Data)

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// Over HTTP, within 10 s and 1 MB; redirects are not followed.
    static let live = OIDCFetch(
        get: { address in
            var request = HTTPClientRequest(url: address)
            request.headers.add(name: "Accept", value: "application/json")
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            guard answer.status == .ok else {
                throw Failed(description: "GET \(address): found status \(answer.status.code), expected 200")
            }
            return Data(Array(buffer: try await answer.body.collect(upTo: 1 << 20)))
        },
        post: { address, form, headers in
            var request = HTTPClientRequest(url: address)
            request.method = .POST
            request.headers.add(name: "Accept", value: "application/json")
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            request.body = .bytes(ByteBuffer(string: form))
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            return (Int(answer.status.code), Data(Array(buffer: try await answer.body.collect(upTo: 1 << 20))))
        })
}
