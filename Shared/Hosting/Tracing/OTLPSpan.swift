import Processing
import Schemas
import Synchronization
import Tracing

/// A span that is handed over when it ends.
final class OTLPSpan: Span {
    struct Record: Sendable {
        var name: String
        var kind: SpanKind
        /// `nil`: the trace begins with it.
        var parent: TraceParent?
        /// The span's own place in the trace.
        var own: TraceParent
        var attributes = SpanAttributes()
        var events: [SpanEvent] = []
        var status: SpanStatus?
        /// Nanoseconds since 1970.
        var start: UInt64
        var end: UInt64 = 0
    }

    let context: ServiceContext
    private let record: Mutex<Record?>
    private let take: @Sendable (Record) -> Void

    /// - Parameter take: is given the span once, when it ends.
    init(_ record: Record, context: ServiceContext, take: @escaping @Sendable (Record) -> Void) {
        var context = context
        context.traceParent = record.own
        self.context = context
        self.record = Mutex(record)
        self.take = take
    }

    var operationName: String {
        get { record.withLock { $0?.name ?? "" } }
        set { record.withLock { $0?.name = newValue } }
    }

    var attributes: SpanAttributes {
        get { record.withLock { $0?.attributes ?? [:] } }
        set { record.withLock { $0?.attributes = newValue } }
    }

    var isRecording: Bool { record.withLock { $0 != nil } }

    func setStatus(_ status: SpanStatus) { record.withLock { $0?.status = status } }
    func addEvent(_ event: SpanEvent) { record.withLock { $0?.events.append(event) } }
    func addLink(_ link: SpanLink) {}

    func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.message"] = "\(error)"
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let time = instant().nanosecondsSinceEpoch
        let ended = record.withLock { record in
            defer { record = nil }
            return record
        }
        guard var ended else { return }
        ended.end = time
        take(ended)
    }
}

/// Makes spans of what is sampled. Contexts are carried by `Trace`, so there is nothing to inject or extract here.
struct OTLPTracer: Tracer {
    let take: @Sendable (OTLPSpan.Record) -> Void

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> OTLPSpan {
        let context = context()
        let parent = context.traceParent
        let own: TraceParent
        if let parent {
            own = TraceParent(traceID: parent.traceID, spanID: TraceParent.newSpanID(), isSampled: parent.isSampled)
        } else {
            own = .begin(isSampled: true)
        }
        let record = OTLPSpan.Record(
            name: operationName, kind: kind, parent: parent, own: own, start: instant().nanosecondsSinceEpoch)
        guard own.isSampled else { return OTLPSpan(record, context: context) { _ in } }
        return OTLPSpan(record, context: context, take: take)
    }

    func forceFlush() {}
    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {}
    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {}
}
