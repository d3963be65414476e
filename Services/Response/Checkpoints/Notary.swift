import Foundation
public import Processing
public import Schemas

/// Follows the journals as they stand on the log, and says at each close and every hour how far they have come, signed.
///
/// It keeps what it saw: an entry that does not follow what it saw before is refused, whatever the log says meanwhile.
/// Pure: the same journals, key and ticks give the same checkpoints.
public struct Notary: Processor {
    public static let topology = Topology(
        name: "response-notary", inputs: [.journalEntered], tables: [.headKept, .chainKept],
        outputs: [.checkpointSigned], tick: 1000)

    /// An entry is named by a checkpoint after so long at the latest, in milliseconds.
    public static let longest: Int64 = 3_600_000
    /// Actions after which a checkpoint does not wait.
    static let closing: Set<String> = Set(
        [JournalAction.caseClosed, .falseAlarm, .caseMerged, .journalSealed, .evaluationSigned].map(\.rawValue))
    static let hourly = "hourly"
    static let closed = "closed"

    private let key: CheckpointKey
    private let heads: Table<JournalHead>
    private let chains: Table<CheckpointChain>
    /// Journals that grew since a checkpoint named them, and since when. Derived.
    private var waiting: [String: Int64] = [:]
    /// A case was closed since the last checkpoint. Derived.
    private var hasClosed = false

    public init(key: CheckpointKey) {
        self.key = key
        heads = Table(.headKept, partitionKey: { id, _ in id })
        chains = Table(.chainKept, partitionKey: { id, _ in id })
    }

    public var tables: [any ChangelogTable] { [heads, chains] }

    public mutating func restored() {
        waiting = heads.rows.compactMapValues { $0.unsignedSince > 0 ? $0.unsignedSince : nil }
        hasClosed = heads.rows.values.contains(where: \.closed)
    }

    public mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        guard event.data != nil else { return }
        let entry = try event.decode(JournalEntry.self)
        guard Checkpoint.canName(entry.incidentID) else {
            throw Rejection("a journal entry takes an incident's id without spaces, of 256 bytes at most")
        }
        var head = heads[entry.incidentID] ?? JournalHead()
        let name = "entry \(entry.sequence) of incident \(entry.incidentID)"
        guard head.entries < .max, entry.sequence == head.entries + 1 else {
            throw Rejection(
                "\(name): expected entry \(head.entries) to be followed by the next; the journal was written anew")
        }
        guard EventID.hex(entry.previousHash) == head.hash, let hash = try? JournalChain.hash(of: entry),
            hash == entry.hash
        else {
            throw Rejection(
                "\(name): it does not follow the entry seen before it, \(head.hash); the journal was written anew")
        }
        head.incidentID = entry.incidentID
        head.entries = entry.sequence
        head.hash = EventID.hex(hash)
        if head.unsignedSince <= 0 { head.unsignedSince = max(1, context.now) }
        if Self.closing.contains(entry.action) { head.closed = true }
        heads[entry.incidentID] = head
        waiting[entry.incidentID] = head.unsignedSince
        hasClosed = hasClosed || head.closed
    }

    public mutating func tick(_ context: inout ProcessorContext) throws {
        guard let oldest = waiting.values.min() else { return }
        let isDue = context.now.subtractingReportingOverflow(oldest).partialValue >= Self.longest
        guard hasClosed || isDue else { return }
        let ids = waiting.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for start in stride(from: 0, to: ids.count, by: Checkpoint.mostHeads) {
            let some = ids[start..<min(start + Checkpoint.mostHeads, ids.count)]
            try sign(Array(some), reason: hasClosed ? Self.closed : Self.hourly, &context)
        }
        waiting = [:]
        hasClosed = false
    }

    private mutating func sign(_ ids: [String], reason: String, _ context: inout ProcessorContext) throws {
        let name = Checkpoint.chain(ofPartition: context.partition)
        var chain = chains[name] ?? CheckpointChain()
        var checkpoint = Checkpoint()
        checkpoint.chain = name
        checkpoint.sequence = chain.sequence &+ 1
        checkpoint.at = context.now
        checkpoint.reason = reason
        checkpoint.previousHash = chain.hash
        for id in ids {
            guard var head = heads[id] else { continue }
            head.unsignedSince = 0
            head.closed = false
            heads[id] = head
            checkpoint.heads.append(head)
        }
        let signed = try checkpoint.signed(with: key)
        chain.chain = name
        chain.sequence = signed.sequence
        chain.at = signed.at
        chain.hash = signed.hash
        chains[name] = chain
        context.emit(.checkpointSigned, signed, key: name, about: "\(name)/\(signed.sequence)", partitionKey: name)
    }
}
