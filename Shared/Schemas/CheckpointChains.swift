/// The checkpoints of all chains: that each follows the one before it, that none is missing, and what they say of each
/// journal.
public struct CheckpointChains: Sendable {
    /// In the order of the log.
    public private(set) var chains: [String: [Checkpoint]] = [:]
    /// The first fault of each chain, and every fault of what was kept outside.
    public private(set) var faults: [CheckpointFault] = []
    /// By incident, what checkpoints without fault say of its journal.
    public private(set) var witnesses: [String: [JournalChain.Witness]] = [:]
    /// Of chains that are whole on the log: by chain, how far each journal had come by its newest checkpoint.
    public private(set) var reached: [String: [String: Int64]] = [:]
    /// The keys that signed, in the order they were first met.
    public private(set) var keys: [CheckpointPublicKey] = []
    private let trusted: Set<CheckpointPublicKey>

    /// - Parameters:
    ///   - logged: as the log has them, in its order; `nil` where no log is at hand to compare with.
    ///   - kept: outside the log, in any order, some perhaps twice.
    ///   - trusted: keys whose word counts; any where empty.
    public init(logged: [Checkpoint]?, kept: [Checkpoint] = [], trusting trusted: Set<CheckpointPublicKey> = []) {
        self.trusted = trusted
        for checkpoint in logged ?? [] { chains[checkpoint.chain, default: []].append(checkpoint) }
        for chain in chains.keys.sorted() {
            if let fault = follow(chains[chain] ?? []) {
                faults.append(fault)
            } else {
                let heads = (chains[chain] ?? []).flatMap(\.heads)
                reached[chain] = Dictionary(heads.map { ($0.incidentID, $0.entries) }) { max($0, $1) }
            }
        }
        for checkpoint in kept { compare(checkpoint, withLog: logged != nil) }
    }

    /// Everything up to the first fault counts.
    private mutating func follow(_ chain: [Checkpoint]) -> CheckpointFault? {
        var previous = ""
        for (index, checkpoint) in chain.enumerated() {
            guard checkpoint.sequence == Int64(index) + 1 else {
                return CheckpointFault(checkpoint, found: "it where \(index + 1) belongs: one is missing or moved")
            }
            guard checkpoint.previousHash == previous else {
                return CheckpointFault(checkpoint, found: "that it does not follow the one before it")
            }
            if let fault = checkpoint.check(trusting: trusted) { return fault }
            take(checkpoint, source: "checkpoint")
            previous = checkpoint.hash
        }
        return nil
    }

    private mutating func compare(_ kept: Checkpoint, withLog: Bool) {
        if let fault = kept.check(trusting: trusted) {
            faults.append(CheckpointFault(kept, found: "\(fault.found), in what was kept outside"))
            return
        }
        take(kept, source: "kept checkpoint")
        guard withLog else { return }
        let chain = chains[kept.chain] ?? []
        guard kept.sequence > 0, kept.sequence <= Int64(chain.count) else {
            faults.append(
                CheckpointFault(
                    kept, found: "\(chain.count) checkpoints on the log, and one kept outside: they were cut off"))
            return
        }
        if chain[Int(kept.sequence) - 1].hash != kept.hash {
            faults.append(
                CheckpointFault(kept, found: "another on the log than was kept outside: history was written anew"))
        }
    }

    private mutating func take(_ checkpoint: Checkpoint, source: String) {
        if let key = CheckpointPublicKey(checkpoint.publicKey), !keys.contains(key) { keys.append(key) }
        for head in checkpoint.heads {
            witnesses[head.incidentID, default: []].append(
                .init(
                    source: "\(source) \(checkpoint.chain)/\(checkpoint.sequence)", entries: head.entries,
                    hash: head.hash))
        }
    }
}
