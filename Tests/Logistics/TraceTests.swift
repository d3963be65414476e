import EventLog
import HTTPTypes
import Logging
import Processing
import Schemas
import Synchronization
import Testing
import Tracing

@testable import Logistics

@Suite("A delivery's trace", .timeLimit(.minutes(1)))
struct TraceTests {
    static let incoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("A webhook is called in the trace of what asked for it")
    func header() async throws {
        try await Receiver.serve { receiver, port in
            await Trace.following(Self.incoming, "x", ofKind: .client) {
                _ = await WebhookSenderTests.sender().send(
                    Fixture.delivery { $0.address = "http://127.0.0.1:\(port)/hook" }, at: Fixture.now)
            }
            let call = try #require(receiver.calls.first)
            #expect(HTTPField.Name("traceparent").flatMap { call.headers[$0] } == Self.incoming)
        }
    }

    /// Says in which trace it was asked to send.
    private final class Listener: Sender {
        let traces: AsyncStream<TraceParent>
        private let heard: AsyncStream<TraceParent>.Continuation
        init() { (traces, heard) = AsyncStream.makeStream() }
        func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
            heard.yield(Trace.current)
            return .delivered("accepted (200)")
        }
    }

    @Test("The desk sends in the trace of the change that made the delivery, and records the attempt in it")
    func desk() async throws {
        let listener = Listener()
        let (records, appended) = AsyncStream<ProducerRecord>.makeStream()
        let desk = DeliveryDesk(
            queue: DeliveryQueue { _ in "" }, sender: listener,
            clock: .init(now: { Fixture.now }, sleep: { _ in }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { appended.yield(try LogisticsService.record(of: $0, partitions: 1)) }
        let running = Task { try await desk.run() }
        let delivery = Fixture.delivery { $0.state = .pending }
        await desk.committed(
            partition: 0,
            changes: [
                TableChange(
                    kind: .deliveryUpdated, key: delivery.id, message: delivery, partitionKey: "s",
                    stamp: ChangeStamp(origin: "t/0/1", now: Fixture.now, traceParent: Self.incoming))
            ])
        var heard = listener.traces.makeAsyncIterator()
        #expect(await heard.next()?.description == Self.incoming)
        var written = records.makeAsyncIterator()
        let record = try #require(await written.next())
        #expect(
            record.headers.contains { $0.name == "traceparent" && $0.value == Array(Self.incoming.utf8) })
        running.cancel()
    }
}
