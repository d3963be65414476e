import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One HTTP exchange on loopback.
enum HTTPCall {
    enum Method: String { case GET, POST, DELETE }

    struct Answer: Sendable {
        var status: Int
        var body: Data
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// - Throws: when nobody answers within the time.
    static func send(
        _ method: Method, _ url: String, headers: [String: String] = [:], body: Data? = nil,
        within seconds: Int64 = 10
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method.rawValue)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(seconds))
        let buffer = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: Int(response.status.code), body: Data(buffer.readableBytesView))
    }

    /// The status of a GET; 0 when nobody answers.
    static func status(_ url: String) async -> Int {
        (try? await send(.GET, url, within: 3).status) ?? 0
    }
}
