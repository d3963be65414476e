public import Schemas
public import SwiftProtobuf

/// A pure step: an event and the tables in, outputs and table changes out. No I/O and no clock of its own.
///
/// One processor serves one partition number of all its inputs. Its state lives in its tables; whatever else it keeps
/// (indexes, sums) is derived from them in `restored()`, which the runtime calls again whenever it had to take back
/// changes. Made anew for each task; never shared.
public protocol Processor: SendableMetatype {
    static var topology: Topology { get }
    /// The tables the topology names, in its order.
    var tables: [any ChangelogTable] { get }
    /// The tables are as committed: derive what is kept beside them.
    mutating func restored()
    /// An event or tick was refused, and the tables are as before it: so must be what is kept beside them. By default
    /// derived anew; a processor that changes nothing before it refuses has nothing to do.
    mutating func takenBack()
    /// - Throws: `Rejection` (or anything else) when this event cannot be processed: its changes are taken back, it
    ///   goes to dead letters, and processing goes on.
    mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws
    /// An event went to dead letters because what it changes or puts out is larger than a record of the log may be. Its
    /// changes are taken back; what is done here is on its own account, and is taken back too where it does not fit.
    mutating func refusedAsTooLarge(_ event: InputEvent, why: Rejection, _ context: inout ProcessorContext) throws
    /// Serves clocks and timeouts; called on a grid of `topology.tick` (`context.now` is a multiple of it).
    mutating func tick(_ context: inout ProcessorContext) throws
}

extension Processor {
    public mutating func restored() {}
    public mutating func takenBack() { restored() }
    public mutating func tick(_ context: inout ProcessorContext) throws {}
    public mutating func refusedAsTooLarge(
        _ event: InputEvent, why: Rejection, _ context: inout ProcessorContext
    ) throws {}
}

/// What a processor reads and writes; the runtime wires it, the documents are made from it.
public struct Topology: Sendable {
    /// The service's name and consumer group: `analysis`.
    public var name: String
    /// All with the same number of partitions; events of several are taken in the order of their timestamps.
    public var inputs: [EventKind]
    public var tables: [EventKind]
    public var outputs: [EventKind]
    /// Milliseconds between ticks.
    public var tick: Int64

    public init(name: String, inputs: [EventKind], tables: [EventKind], outputs: [EventKind], tick: Int64) {
        self.name = name
        self.inputs = inputs
        self.tables = tables
        self.outputs = outputs
        self.tick = tick
    }
}

/// An event as a processor sees it.
public struct InputEvent: Sendable {
    public var kind: EventKind
    public var attributes: EventAttributes
    public var partition: Int32
    public var offset: Int64
    /// The record's timestamp, ms since 1970.
    public var timestamp: Int64
    public var key: String
    /// `nil` is a tombstone.
    public var data: [UInt8]?

    public init(
        kind: EventKind, attributes: EventAttributes, partition: Int32, offset: Int64, timestamp: Int64, key: String,
        data: [UInt8]?
    ) {
        self.kind = kind
        self.attributes = attributes
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.data = data
    }

    public func decode<M: Message>(_ type: M.Type = M.self) throws -> M {
        try EventCodec.decode(type, from: data ?? [], contentType: attributes.contentType)
    }
}

/// An event a processor refuses, by name.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    public var reason: String
    public init(_ reason: String) { self.reason = reason }
    public var description: String { reason }
}

/// What a processor may know and do while it handles one event or tick.
public struct ProcessorContext: ~Copyable {
    /// Milliseconds since 1970: the wall clock in operation, the event clock in replay, set by hand in tests.
    public let now: Int64
    public let partition: Int32
    package var emitted: [EmittedEvent] = []

    public init(now: Int64, partition: Int32) {
        self.now = now
        self.partition = partition
    }

    /// Appends an event to one of the topology's outputs; its id is derived from the input and its place among the
    /// outputs.
    /// - Parameters:
    ///   - key: the record key.
    ///   - about: CloudEvents subject.
    ///   - partitionKey: decides the partition: our subject id.
    public mutating func emit(
        _ kind: EventKind, _ message: some Message & Sendable, key: String, about: String, partitionKey: String,
        isDrill: Bool = false
    ) {
        emitted.append(
            EmittedEvent(
                kind: kind, message: message, key: key, about: about, partitionKey: partitionKey, isDrill: isDrill))
    }
}

package struct EmittedEvent: Sendable {
    package var kind: EventKind
    package var message: any Message & Sendable
    package var key: String
    package var about: String
    package var partitionKey: String
    package var isDrill: Bool
}
