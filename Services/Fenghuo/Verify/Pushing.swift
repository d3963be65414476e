import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Schemas

/// Posts made-up mentions to monitoring as sources do: a request that was not answered 202 is sent again, to the next
/// instance, until it was. So some arrive more than once, and a share is sent twice on purpose.
struct Pushing {
    struct Outcome: Sendable {
        /// Ids of the mentions monitoring answered with: each must be published once.
        var ids: Set<String> = []
        /// Mentions in requests that were answered, repeats counted.
        var pushed = 0
        var repeated = 0
        /// Requests sent again, as they were not answered 202.
        var retries = 0
    }

    let intakes: [String]
    let key: String
    let subjects: [VerificationPlan.Subject]
    let source: String
    let count: Int
    let seed: UInt64
    /// Mentions a second.
    let rate: Int
    /// Of a thousand requests, so many are sent twice.
    let repeatedRequests: Int
    /// Milliseconds since 1970: the newest mention's time.
    let end: Int64

    static let batch = 250
    static let days = 5

    /// - Parameter progress: told how many were pushed.
    func run(_ progress: @Sendable (Int) -> Void) async throws -> Outcome {
        var outcome = Outcome()
        var generators = subjects.map { subject in
            MentionGenerator(
                count: count / subjects.count + 1, seed: seed, subject: subject.name, sources: [source],
                start: end - Int64(Self.days) * 86_400_000, days: Self.days)
        }
        let began = ContinuousClock.now
        var (made, requests) = (0, 0)
        while made < count {
            var lines = ""
            let size = min(Self.batch, count - made)
            for number in made..<(made + size) {
                let at = number % subjects.count
                guard let mention = generators[at].next() else { continue }
                lines += Self.distinct(mention, subject: subjects[at], number: number).json + "\n"
            }
            made += size
            let times = requests % 1000 < repeatedRequests ? 2 : 1
            for time in 0..<times {
                let ids = try await post(lines, &outcome.retries, request: requests)
                outcome.ids.formUnion(ids)
                outcome.pushed += size
                if time > 0 { outcome.repeated += size }
            }
            requests += 1
            progress(made)
            let due = began + .milliseconds(made * 1000 / max(1, rate))
            if due > .now { try await Task.sleep(until: due, clock: .continuous) }
        }
        return outcome
    }

    /// Nobody says the same twice, so that every one of them has to be published.
    private static func distinct(
        _ mention: MentionGenerator.Generated, subject: VerificationPlan.Subject, number: Int
    ) -> MentionGenerator.Generated {
        var mention = mention
        mention.author += "-\(number)"
        mention.url = "https://post.example/\(subject.id)/\(number)"
        mention.externalId = "verify-\(number)"
        return mention
    }

    private struct Answer: Decodable {
        struct Item: Decodable { var ids: [String] }
        var items: [Item]
    }

    /// - Throws: `VerificationFailure` when the mentions are refused: then the test itself is wrong.
    private func post(_ lines: String, _ retries: inout Int, request: Int) async throws -> [String] {
        var attempt = 0
        while true {
            try Task.checkCancellation()
            var http = HTTPClientRequest(url: intakes[(request + attempt) % intakes.count])
            http.method = .POST
            http.headers.add(name: "Authorization", value: "Bearer \(key)")
            http.headers.add(name: "Content-Type", value: "application/x-ndjson")
            http.body = .bytes(ByteBuffer(string: lines))
            if let response = try? await HTTPClient.shared.execute(http, timeout: .seconds(15)),
                let body = try? await response.body.collect(upTo: 4 << 20)
            {
                if response.status == .accepted {
                    let answer = try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
                    return answer.items.flatMap(\.ids)
                }
                let isOurs = (400..<500).contains(Int(response.status.code)) && response.status != .tooManyRequests
                if isOurs {
                    throw VerificationFailure(
                        "posting mentions: found \(response.status), expected 202: \(String(buffer: body).prefix(500))")
                }
            }
            retries += 1
            attempt += 1
            try await Task.sleep(for: .milliseconds(min(2000, 50 * attempt)))
        }
    }
}
