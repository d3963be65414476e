public import Schemas
public import SwiftProtobuf

/// An event a processor put out, with its derived id, not encoded yet.
public struct OutputEvent: Sendable {
    public var kind: EventKind
    public var id: String
    public var message: any Message & Sendable
    public var key: String
    /// CloudEvents subject.
    public var about: String
    public var partitionKey: String
    public var isDrill: Bool
    /// Milliseconds since 1970.
    public var time: Int64
    public var traceParent: String?

    init(_ event: EmittedEvent, id: String, time: Int64, traceParent: String?) {
        kind = event.kind
        self.id = id
        message = event.message
        key = event.key
        about = event.about
        partitionKey = event.partitionKey
        isDrill = event.isDrill
        self.time = time
        self.traceParent = traceParent
    }
}
