import Text

/// Finds the copy a mention is of, by bands of MinHash signatures (locality-sensitive hashing).
struct NearDuplicates {
    /// Signatures at least this alike are of copies.
    static let likeness = 0.7

    /// Incidents by band; a band may lead to an incident whose signature is gone, so candidates are compared.
    private var incidents: [UInt64: [String]] = [:]

    mutating func add(_ bands: [UInt64], incident: String) {
        for band in bands where incidents[band]?.contains(incident) != true {
            incidents[band, default: []].append(incident)
        }
    }

    mutating func remove(_ cluster: OpenCluster) {
        let bands =
            cluster.signatures.flatMap(\.bands) + cluster.refuted.flatMap { $0.bands(rows: OpenCluster.bandRows) }
        for band in bands { drop(band, incident: cluster.id) }
    }

    mutating func drop(_ band: UInt64, incident: String) {
        guard var left = incidents[band] else { return }
        left.removeAll { $0 == incident }
        incidents[band] = left.isEmpty ? nil : left
    }

    /// The ids of incidents that may hold a copy, ascending.
    func candidates(for signature: MinHashSignature) -> [String] {
        var found: Set<String> = []
        for band in signature.bands(rows: OpenCluster.bandRows) {
            if let ids = incidents[band] { found.formUnion(ids) }
        }
        return found.sorted()
    }
}

extension OpenCluster {
    /// The mention this one copies, and how alike they are.
    func original(of signature: MinHashSignature) -> (mention: String, likeness: Double)? {
        var best: (mention: String, likeness: Double)?
        for known in signatures {
            let likeness = known.minHash.similarity(to: signature)
            if likeness >= NearDuplicates.likeness, likeness > best?.likeness ?? 0 { best = (known.mention, likeness) }
        }
        return best
    }

    func repeatsRefuted(_ signature: MinHashSignature) -> Bool {
        refuted.contains { $0.similarity(to: signature) >= NearDuplicates.likeness }
    }
}
