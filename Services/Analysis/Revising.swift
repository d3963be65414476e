import Processing
import Schemas
import Text

/// What a source changed under an address that was a mention before.
extension AnalysisProcessor {
    /// What a mention is known by once it was taken; each of its revisions is another.
    static func hash(of mention: Mention) -> UInt64 {
        let hash = Hashing.stableHash(mention.id)
        return mention.revision > 0 ? Hashing.combine(hash, UInt64(mention.revision.magnitude)) : hash
    }

    /// What a mention is known by that was counted as a copy: it is no evidence, and its edit must not count once more.
    static func hash(copying mention: Mention) -> UInt64 {
        Hashing.combine(Hashing.stableHash(mention.id), Hashing.stableHash("copy"))
    }

    /// Whether a revision is heard with this, and nothing is to be counted of it.
    mutating func isHeardOut(_ mention: Mention, at time: Int64, _ subject: Subject) -> Bool {
        if isKnownOtherwise(mention, at: time, subject) {
            subject.recent.insert(Self.hash(of: mention))
            return true
        }
        // What names the subject no more is told to those who quote it, and is said of nobody.
        return mention.matchedAliases.isEmpty
    }

    /// The new words are shown beside the old ones where an incident quotes the mention, and are counted nowhere twice. Of
    /// a mention that no incident took they are heard as any other.
    /// - Returns: whether an incident has the mention.
    private mutating func isKnownOtherwise(_ mention: Mention, at time: Int64, _ subject: Subject) -> Bool {
        let hash = Hashing.stableHash(mention.id)
        for cluster in subject.clustering.clusters {
            guard let row = cluster.row,
                let index = row.evidence.firstIndex(where: { $0.isOf(mention.id, hash) })
            else { continue }
            row.evidence[index] = KeptEvidence(revised(row.evidence[index].message, by: mention), sample)
            row.facts.revision += 1
            incidents.touch(row)
            return true
        }
        // Counted, and not among the sample: the words it opened an incident with, or copies of them.
        if subject.recent.contains(Self.hash(copying: mention)) { return true }
        let opened = incidents.row(Self.incident(openedBy: mention)) != nil
        return opened || isCopy(judge(mention, at: time), subject)
    }

    private func isCopy(_ judged: Judged, _ subject: Subject) -> Bool {
        guard let signature = judged.signature else { return false }
        return subject.clustering.copied(signature, details: judged.terms.details, where: { _ in true }) != nil
    }

    private func revised(_ evidence: Evidence, by mention: Mention) -> Evidence {
        var evidence = evidence
        evidence.revisedTitle = SafeText.line(mention.title, maximumCharacters: 100)
        evidence.revisedExcerpt = SafeText.line(
            mention.text, maximumCharacters: EvidenceSample.excerptCharacters)
        evidence.revisedAt = max(evidence.revisedAt, mention.receivedAt)
        return evidence
    }
}
