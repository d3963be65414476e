import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Processing
import Schemas
import ServiceLifecycle
import Synchronization
import Testing
import Tracing

@testable import Hosting

/// A collector of OTLP/HTTP in JSON: keeps what it is sent.
private final class Collector: Sendable {
    struct Taken: Sendable {
        var path: String
        var type: String
        var authorization: String
        var body: Data
    }

    private let taken = Mutex<[Taken]>([])
    let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() { (arrivals, arrival) = AsyncStream.makeStream() }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("v1/traces") { [self] request, _ -> HTTPResponse.Status in
            let body = try await request.body.collect(upTo: 1 << 20)
            let found = Taken(
                path: request.uri.path, type: request.headers[.contentType] ?? "",
                authorization: request.headers[.authorization] ?? "", body: Data(Array(buffer: body)))
            taken.withLock { $0.append(found) }
            arrival.yield()
            return .ok
        }
        return router
    }

    var all: [Taken] { taken.withLock { $0 } }
}

@Suite("Tracing")
struct TracingTests {
    static let incoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("Spans reach a collector as it wants them, in the trace that came in")
    func exported() async throws {
        let collector = Collector()
        let app = Application(
            router: collector.router(), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: Logger(label: "collector") { _ in SwiftLogNoOpLogHandler() })
        try await app.test(.live) { client in
            let port = try #require(client.port)
            let settings = try await Settings.load(
                overrides: [
                    "otel.exporter.otlp.endpoint": "http://127.0.0.1:\(port)/",
                    "otel.exporter.otlp.headers": "authorization=Bearer%20x,tenant=1",
                ], environment: [:])
            let target = try #require(try OTLPExporter.Target(settings: settings, name: "monitoring"))
            #expect(target.url == "http://127.0.0.1:\(port)/v1/traces")
            let exporter = OTLPExporter(
                target: target, logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() },
                interval: .milliseconds(5))
            let running = Task { try await exporter.run() }
            var context = ServiceContext.topLevel
            context.traceParent = TraceParent(Self.incoming)
            let outer = exporter.tracer.startAnySpan("POST /v1/mentions", context: context, ofKind: .server)
            let inner = exporter.tracer.startAnySpan("send t", context: outer.context, ofKind: .producer)
            inner.attributes = Trace.messaging("send", "t")
            inner.attributes["messaging.batch.message_count"] = 3
            inner.recordError(CancellationError())
            inner.setStatus(.init(code: .error, message: "gone"))
            inner.end()
            inner.end()
            outer.end()
            var spans: [[String: Any]] = []
            for await _ in collector.arrivals {
                spans = try collector.all.flatMap { try Self.spans(in: $0.body) }
                if spans.count >= 2 { break }
            }
            running.cancel()
            #expect(collector.all.first?.path == "/v1/traces")
            #expect(collector.all.first?.type == "application/json")
            #expect(collector.all.first?.authorization == "Bearer x")
            #expect(spans.count == 2)
            let send = try #require(spans.first { $0["name"] as? String == "send t" })
            let serve = try #require(spans.first { $0["name"] as? String == "POST /v1/mentions" })
            #expect(serve["traceId"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736")
            #expect(serve["parentSpanId"] as? String == "00f067aa0ba902b7")
            #expect(serve["kind"] as? Int == 2)
            #expect(send["parentSpanId"] as? String == serve["spanId"] as? String)
            #expect(send["kind"] as? Int == 4)
            #expect((send["status"] as? [String: Any])?["code"] as? Int == 2)
            #expect((send["events"] as? [Any])?.count == 1)
            #expect((send["startTimeUnixNano"] as? String).flatMap { UInt64($0) } != nil)
            let attributes = try #require(send["attributes"] as? [[String: Any]])
            let keys = Set(attributes.compactMap { $0["key"] as? String })
            #expect(keys.isSuperset(of: ["messaging.system", "messaging.destination.name"]))
        }
    }

    private static func spans(in body: Data) throws -> [[String: Any]] {
        let document = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        let resources = document?["resourceSpans"] as? [[String: Any]] ?? []
        return resources.flatMap { ($0["scopeSpans"] as? [[String: Any]]) ?? [] }
            .flatMap { ($0["spans"] as? [[String: Any]]) ?? [] }
    }

    @Test("A trace that nobody brought begins with its first span; what is not sampled is not sent")
    func beginning() throws {
        let taken = Mutex<[String]>([])
        let tracer = OTLPTracer { record in taken.withLock { $0.append(record.parent == nil ? "root" : "child") } }
        let root = tracer.startAnySpan("a", context: .topLevel)
        tracer.startAnySpan("b", context: root.context).end()
        root.end()
        var context = ServiceContext.topLevel
        context.traceParent = TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        let silent = tracer.startAnySpan("c", context: context)
        #expect(silent.context.traceParent?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        silent.end()
        #expect(taken.withLock { $0 } == ["child", "root"])
    }

    @Test("A log line says the trace of what it is about")
    func logged() async {
        let lines = Mutex<[String]>([])
        var output = LogOutput(label: "t", format: .json, clock: { 0 }) { line in lines.withLock { $0.append(line) } }
        output.metadataProvider = LogOutput.traceOfTask
        let handler = output
        let logger = Logger(label: "t") { _ in handler }
        await Trace.following(Self.incoming, "x", ofKind: .server) { logger.info("in") }
        logger.info("out")
        let all = lines.withLock { $0 }
        #expect(all.first?.contains("\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"") == true)
        #expect(all.last?.contains("trace_id") == false)
    }

    @Test(
        "What is no traceparent begins another trace",
        arguments: ["", "x", "00-0-0-00", incoming.uppercased(), "\u{0}"])
    func replaced(_ text: String) async {
        let found = await Trace.following(text, "x", ofKind: .server) { Trace.current }
        #expect(found.traceID != "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(TraceParent(found.description) == found)
    }

    @Test("An endpoint that is none is refused by name")
    func endpoint() async throws {
        let none = try await Settings.load(overrides: [:], environment: [:])
        #expect(try OTLPExporter.Target(settings: none, name: "x") == nil)
        let wrong = try await Settings.load(
            overrides: ["otel.exporter.otlp.endpoint": "localhost:4318"], environment: [:])
        #expect(throws: SettingMistake.self) { try OTLPExporter.Target(settings: wrong, name: "x") }
    }
}
