import Schemas

/// All that a journal is held against: its own chain, what names its entries elsewhere, the decisions, and the signed
/// checkpoints of the log and of what was kept outside.
struct JournalVerification {
    var record: JournalRecord
    var checkpoints: CheckpointChains
    /// Given by hand, for one incident.
    var given: [JournalChain.Witness] = []

    enum Verdict {
        /// The last entry that a checkpoint names; 0 where none does.
        case intact(entries: Int, witnesses: Int, signed: Int64)
        case broken(JournalChain.Fault)
    }

    /// Incidents that have a journal, or ought to. A file of entries may be of some only.
    var incidents: [String] {
        guard record.hasDecisions else { return record.entries.keys.sorted() }
        return Set(record.entries.keys).union(record.witnesses.keys).union(checkpoints.witnesses.keys).sorted()
    }

    func verdict(on incident: String) -> Verdict {
        let entries = record.entries[incident] ?? []
        let signed = checkpoints.witnesses[incident] ?? []
        let witnesses = (record.witnesses[incident] ?? []) + given + signed
        if let fault = JournalChain.verify(entries, witnesses: witnesses) { return .broken(fault) }
        if record.hasDecisions, let fault = record.decisions.verify(entries) { return .broken(fault) }
        return .intact(
            entries: entries.count, witnesses: witnesses.count, signed: signed.map(\.entries).max() ?? 0)
    }

    /// Entries that stand before one that a checkpoint names, in the same partition, and that none names: the notary, who
    /// reads in the order of the log, did not see them.
    var smuggled: [(incident: String, sequence: Int64)] {
        let signed = checkpoints.witnesses.mapValues { $0.map(\.entries).max() ?? 0 }
        return record.order.sorted { $0.key < $1.key }.flatMap { _, places in
            let last = places.lastIndex { $0.sequence == signed[$0.incident] }
            return places[..<(last ?? 0)].filter { $0.sequence > signed[$0.incident] ?? 0 }
        }
    }
}
