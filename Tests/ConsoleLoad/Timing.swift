import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Times one page, asked for again and again, as far as its last byte.
enum Timing {
    static func run(url: String, token: String, count: Int) async throws {
        var times: [Double] = []
        var size = 0
        for round in 0..<count + 5 {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
            let start = ContinuousClock.now
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            let body = try await answer.body.collect(upTo: 64 << 20)
            let took = start.duration(to: .now) / .milliseconds(1)
            guard answer.status == .ok else { throw Failed(description: "GET \(url): \(answer.status)") }
            size = body.readableBytes
            // The first ones warm up.
            if round >= 5 { times.append(took) }
        }
        print("GET \(URL(string: url)?.path() ?? url): \(count) times, \(size / 1024) kB each: \(Spread(times).text)")
    }

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }
}
