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

    /// By incident, the first entry that stands before one that a checkpoint names, in the same partition, and that none
    /// names: the notary, who reads in the order of the log, did not see it. Asked only of a chain that is whole.
    ///
    /// Whichever chain names them: one that was taken to more partitions than before has older checkpoints of another.
    var smuggled: [(incident: String, sequence: Int64)] {
        let signed = checkpoints.reached.values.reduce(into: [:]) { $0.merge($1) { max($0, $1) } }
        var found: [(incident: String, sequence: Int64)] = []
        for (_, places) in record.order.sorted(by: { $0.key < $1.key }) {
            guard let last = places.lastIndex(where: { $0.sequence == signed[$0.incident] }) else { continue }
            var seen = Set<String>()
            for place in places[..<last] where place.sequence > signed[place.incident] ?? 0 {
                if seen.insert(place.incident).inserted { found.append(place) }
            }
        }
        return found
    }
}
