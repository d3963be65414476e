public import Schemas

/// What a service does on the log, and so what its account must be allowed: said beside the code that does it, shown by
/// `fenghuo topics acls`.
public struct LogRights: Hashable, Sendable {
    public var service: String
    /// Topics by the catalogue's names, each once, in the catalogue's order.
    public private(set) var reads: [String]
    public private(set) var writes: [String]
    /// Consumer groups.
    public private(set) var groups: [String]
    /// What its transactional ids begin with.
    public private(set) var transactionalIDs: [String]

    /// - Parameters:
    ///   - topologies: of its stream applications: their inputs, tables, outputs, dead letters, groups and ids.
    ///   - reads: what it reads besides.
    ///   - writes: what it appends besides.
    public init(
        service: String, topologies: [Topology] = [], reads: [EventKind] = [], writes: [EventKind] = [],
        groups: [String] = [], transactionalIDs: [String] = []
    ) {
        self.service = service
        let read = Set((topologies.flatMap { $0.inputs + $0.tables } + reads).map(\.topic))
        var written = Set((topologies.flatMap { $0.outputs + $0.tables } + writes).map(\.topic))
        if !topologies.isEmpty { written.insert(EventKind.deadLetters) }
        let order = EventCatalogue.topics.map(\.name)
        self.reads = order.filter(read.contains)
        self.writes = order.filter(written.contains)
        self.groups = topologies.map(\.name) + groups
        self.transactionalIDs = topologies.map { $0.name + "-" } + transactionalIDs
    }
}
