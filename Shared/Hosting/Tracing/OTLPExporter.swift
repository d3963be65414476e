import AsyncHTTPClient
import Egress
import Foundation
import Logging
import Metrics
import NIOCore
import NIOHTTP1
import NIOPosix
import Processing
import ServiceLifecycle
import Synchronization
import Tracing

/// Sends spans to a collector by OTLP/HTTP in JSON. What a collector does not take in time is dropped and counted: the
/// work that is traced never waits for it.
struct OTLPExporter: Service {
    /// Where spans go, from the variables that OpenTelemetry has for it.
    struct Target: Hashable, Sendable {
        var url: String
        var headers: [String: String]
        var service: String

        /// - Returns: `nil` where no endpoint is set: no spans are made.
        /// - Throws: `SettingMistake` where it is no address.
        init?(settings: Settings, name: String) throws {
            let endpoint = settings.string("otel.exporter.otlp.endpoint", default: "")
            guard !endpoint.isEmpty else { return nil }
            guard let parts = URLComponents(string: endpoint), ["http", "https"].contains(parts.scheme?.lowercased()),
                parts.host?.isEmpty == false
            else {
                throw SettingMistake(
                    key: "otel.exporter.otlp.endpoint", found: "\"\(endpoint)\"",
                    expected: "the address of a collector, such as http://localhost:4318")
            }
            url = (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/v1/traces"
            let given = try settings.secret("otel.exporter.otlp.headers") ?? ""
            headers = [:]
            for pair in given.split(separator: ",") {
                let sides = pair.split(separator: "=", maxSplits: 1)
                guard sides.count == 2 else { continue }
                let value = sides[1].trimmingCharacters(in: .whitespaces)
                headers[sides[0].trimmingCharacters(in: .whitespaces)] = value.removingPercentEncoding ?? value
            }
            service = settings.string("otel.service.name", default: name == "fenghuo" ? name : "fenghuo-\(name)")
        }
    }

    private enum Input: Sendable {
        case span(OTLPSpan.Record)
        case tick
    }

    /// Spans that wait at most; further ones are dropped.
    static let most = 4_096
    /// Spans in one request at most.
    static let batch = 512

    private let target: Target
    private let logger: Logger
    private let interval: Duration
    private let inputs: AsyncStream<Input>
    private let entrance: AsyncStream<Input>.Continuation

    /// - Parameter interval: how long a span waits for others at most.
    init(target: Target, logger: Logger, interval: Duration = .seconds(2)) {
        self.target = target
        self.logger = logger
        self.interval = interval
        (inputs, entrance) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.most))
    }

    /// Makes the spans that are sent here.
    var tracer: any Tracer {
        let dropped = Counter(label: "fenghuo_spans_dropped_total")
        return OTLPTracer { [entrance] record in
            if case .dropped = entrance.yield(.span(record)) { dropped.increment() }
        }
    }

    func run() async throws {
        // The headers may hold a secret: they go to the collector that the operator named and nowhere else.
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.refuseImpossibleAnswers()
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        let ticking = Task { [entrance, interval] in
            while (try? await Task.sleep(for: interval)) != nil { entrance.yield(.tick) }
        }
        await withGracefulShutdownHandler {
            var waiting: [OTLPSpan.Record] = []
            for await input in inputs {
                switch input {
                case .span(let record):
                    waiting.append(record)
                    guard waiting.count >= Self.batch else { continue }
                case .tick: break
                }
                await send(&waiting, by: client)
            }
            await send(&waiting, by: client)
        } onGracefulShutdown: {
            entrance.finish()
        }
        ticking.cancel()
        try? await client.shutdown()
    }

    private func send(_ spans: inout [OTLPSpan.Record], by client: HTTPClient) async {
        guard !spans.isEmpty else { return }
        defer { spans.removeAll(keepingCapacity: true) }
        do {
            var request = HTTPClientRequest(url: target.url)
            request.method = .POST
            for (name, value) in target.headers { request.headers.add(name: name, value: value) }
            request.headers.replaceOrAdd(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try OTLPDocument.bytes(of: spans, service: target.service)))
            let response = try await client.execute(request, timeout: .seconds(5))
            _ = try await response.body.collect(upTo: 1 << 16)
            guard (200..<300).contains(response.status.code) else { return lose(spans.count, "\(response.status)") }
        } catch {
            lose(spans.count, "\(error)")
        }
    }

    private func lose(_ count: Int, _ why: String) {
        Counter(label: "fenghuo_spans_dropped_total").increment(by: count)
        logger.debug("a collector took no spans", metadata: ["url": "\(target.url)", "found": "\(why)"])
    }
}
