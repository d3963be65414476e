import EventLog
public import Schemas
public import Tracing

/// Which trace what happens now belongs to. It is set where something comes in, and read where something goes out; a
/// processor sees nothing of it, its outputs carry what its input carried.
extension ServiceContext {
    private enum Key: ServiceContextKey {
        typealias Value = TraceParent
        static let nameOverride: String? = "traceparent"
    }

    public var traceParent: TraceParent? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}

public enum Trace {
    /// What goes out now belongs to this trace: the one that came in, or one that begins here.
    public static var current: TraceParent {
        ServiceContext.current?.traceParent ?? .begin(isSampled: isRecorded)
    }

    /// Whether somebody records spans. Where nobody does, none are made.
    public static var isRecorded: Bool { !(InstrumentationSystem.tracer is NoOpTracer) }

    /// Carries out what came in with a `traceparent`, in its trace; where none came, or what is none, in a new one.
    /// - Parameters:
    ///   - name: the span's, of few different ones: `POST /v1/mentions`.
    ///   - incoming: the header's value, whatever it is.
    public static func following<T>(
        _ incoming: String?, _ name: String, ofKind kind: SpanKind, attributes: SpanAttributes = [:],
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> T
    ) async rethrows -> T {
        var context = ServiceContext.topLevel
        context.traceParent = incoming.flatMap { TraceParent($0) } ?? beginning
        return try await within(context, name, ofKind: kind, attributes: attributes, isolation: isolation, body)
    }

    /// A step of the present trace: what is sent, asked, written.
    public static func step<T>(
        _ name: String, ofKind kind: SpanKind, attributes: SpanAttributes = [:],
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> T
    ) async rethrows -> T {
        var context = ServiceContext.current ?? .topLevel
        if context.traceParent == nil { context.traceParent = beginning }
        return try await within(context, name, ofKind: kind, attributes: attributes, isolation: isolation, body)
    }

    /// Where spans are recorded, the first of them begins the trace.
    private static var beginning: TraceParent? { isRecorded ? nil : .begin() }

    private static func within<T>(
        _ context: ServiceContext, _ name: String, ofKind kind: SpanKind, attributes: SpanAttributes,
        isolation: isolated (any Actor)?, _ body: () async throws -> T
    ) async rethrows -> T {
        guard isRecorded else {
            return try await ServiceContext.$current.withValue(context, operation: body, isolation: isolation)
        }
        let span = InstrumentationSystem.tracer.startAnySpan(name, context: context, ofKind: kind)
        span.attributes.merge(attributes)
        defer { span.end() }
        do {
            return try await ServiceContext.$current.withValue(span.context, operation: body, isolation: isolation)
        } catch {
            span.recordError(error)
            span.setStatus(SpanStatus(code: .error, message: "\(error)"))
            throw error
        }
    }

    /// The processing of one record, by the conventions for messaging.
    static func processing<T>(_ record: LogRecord, processor: String, _ body: () -> T) -> T {
        guard let parent = record.header("traceparent").flatMap({ TraceParent($0) }) else { return body() }
        let place = record.topicPartition
        var context = ServiceContext.topLevel
        context.traceParent = parent
        let span = InstrumentationSystem.tracer.startAnySpan(
            "process \(place.topic)", context: context, ofKind: .consumer)
        span.attributes = messaging("process", place.topic)
        span.attributes["messaging.destination.partition.id"] = String(place.partition)
        span.attributes["messaging.kafka.offset"] = record.offset
        span.attributes["messaging.consumer.group.name"] = processor
        defer { span.end() }
        return body()
    }

    /// OpenTelemetry's semantic conventions for messaging: what is done with which topic.
    public static func messaging(_ operation: String, _ topic: String) -> SpanAttributes {
        var attributes = SpanAttributes()
        attributes["messaging.system"] = "kafka"
        attributes["messaging.operation.name"] = operation
        attributes["messaging.operation.type"] = operation
        attributes["messaging.destination.name"] = topic
        return attributes
    }
}
