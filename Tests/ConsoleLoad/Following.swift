import AsyncHTTPClient
import EmbeddedLog
import EventLog
import Foundation
import NIOCore
import NIOHTTP1
import Schemas
import Synchronization

/// Many browsers follow the live events while incidents change; each arrival is timed from the append to the log.
struct Following {
    let log: EmbeddedLog
    let url: String
    let token: String
    let browsers: Int
    let updates: Int

    private final class Arrivals: Sendable {
        private let state = Mutex<(sent: [String: ContinuousClock.Instant], times: [Double], open: Int)>(([:], [], 0))

        var open: Int { state.withLock { $0.open } }
        var count: Int { state.withLock { $0.times.count } }
        var times: [Double] { state.withLock { $0.times } }
        func opened() { state.withLock { $0.open += 1 } }
        func sent(_ id: String) { state.withLock { $0.sent[id] = .now } }
        func arrived(_ id: String) {
            state.withLock { state in
                guard let start = state.sent[id] else { return }
                state.times.append(start.duration(to: .now) / .milliseconds(1))
            }
        }
    }

    func run() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = browsers + 1
        let client = HTTPClient(configuration: configuration)
        let arrivals = Arrivals()
        let producer = try await log.makeProducer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<browsers { group.addTask { try await follow(client, arrivals) } }
            while arrivals.open < browsers { try await Task.sleep(for: .milliseconds(20)) }
            print("\(browsers) browsers follow")
            for update in 0..<updates {
                // Every update is of another incident, so that its arrival can be told.
                let incident = Samples.incident(update, changed: Int64(update + 1))
                arrivals.sent(incident.id)
                try await producer.append([try ConsoleLoad.record(.incidentAssessed, incident)])
                try await Task.sleep(for: .milliseconds(100))
            }
            let deadline = ContinuousClock.now + .seconds(10)
            while arrivals.count < browsers * updates, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(50))
            }
            group.cancelAll()
        }
        print("\(arrivals.count) of \(browsers * updates) arrivals: \(Spread(arrivals.times).text)")
        try await client.shutdown()
        await producer.close()
        log.close()
    }

    private func follow(_ client: HTTPClient, _ arrivals: Arrivals) async throws {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        do {
            let answer = try await client.execute(request, deadline: .distantFuture)
            arrivals.opened()
            var rest = ""
            for try await part in answer.body {
                rest += String(buffer: part)
                while let end = rest.range(of: "\n\n") {
                    if let match = rest[..<end.lowerBound].firstMatch(of: /"incident":"([^"]*)"/) {
                        arrivals.arrived(String(match.1))
                    }
                    rest.removeSubrange(..<end.upperBound)
                }
            }
        } catch is CancellationError {
        } catch let error as HTTPClientError where error == .cancelled {}
    }
}
