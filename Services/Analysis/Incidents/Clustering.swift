import Foundation
import Plan
import Schemas
import Text

/// The open incidents of one subject, and which of them a mention belongs to. Derived from the tables.
///
/// Single-pass clustering over time. A mention's likeness to an incident, 0…1, has two grounds: the share of the
/// mention's terms, weighted by inverse document frequency, that the incident's mentions use as well (containment
/// rather than cosine, because a post of ten words is to be compared with hundreds of posts); and how far the incident
/// is about the matters the mention is about. A negative mention that says nothing of the matter leans towards what is
/// being talked about just then.
struct Clustering {
    let rule: ResponsePlan.Clustering
    private(set) var clusters: [String: OpenCluster] = [:]
    private var incidentsByTerm: [UInt64: [String]] = [:]
    private(set) var copies = NearDuplicates()
    var frequencies = SubjectFrequencies()

    init(rule: ResponsePlan.Clustering) { self.rule = rule }

    /// A term in this share of an incident's mentions belongs to it fully.
    private static let fullShare: Float = 0.2
    private static let matterPower: Float = 0.8
    /// What a negative mention without a matter leans by.
    private static let lean: Float = 0.3
    private static let leanHalfLife = 4.0 * 3_600_000
    /// Chatter must fit better than trouble.
    private static let chatterFactor = 1.5
    private static let falseAlarmLikeness = 0.6

    var idleAfter: Int64 { Int64(rule.idleAfter.seconds) * 1000 }

    mutating func put(_ cluster: OpenCluster) {
        if let old = clusters[cluster.id] {
            reindex(from: old.terms, to: cluster.terms, id: cluster.id)
            let kept = Set(cluster.signatures.flatMap(\.bands))
            for band in old.signatures.flatMap(\.bands) where !kept.contains(band) {
                copies.drop(band, incident: cluster.id)
            }
        } else {
            reindex(from: [], to: cluster.terms, id: cluster.id)
        }
        let known = clusters[cluster.id]?.signatures.count ?? -1
        if cluster.signatures.count != known || known == OpenCluster.maximumSignatures {
            for signature in cluster.signatures { copies.add(signature.bands, incident: cluster.id) }
        }
        for refuted in cluster.refuted { copies.add(refuted.bands(rows: OpenCluster.bandRows), incident: cluster.id) }
        clusters[cluster.id] = cluster
    }

    mutating func remove(_ id: String) {
        guard let old = clusters.removeValue(forKey: id) else { return }
        reindex(from: old.terms, to: [], id: id)
        copies.remove(old)
    }

    private mutating func reindex(from old: [UInt64], to new: [UInt64], id: String) {
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if right == new.count || (left < old.count && old[left] < new[right]) {
                var ids = incidentsByTerm[old[left]] ?? []
                ids.removeAll { $0 == id }
                incidentsByTerm[old[left]] = ids.isEmpty ? nil : ids
                left += 1
            } else if left == old.count || new[right] < old[left] {
                incidentsByTerm[new[right], default: []].append(id)
                right += 1
            } else {
                left += 1
                right += 1
            }
        }
    }

    func isOpen(_ cluster: OpenCluster, at time: Int64) -> Bool {
        let gap = time > cluster.last ? time - cluster.last : max(0, cluster.first - time)
        return gap <= idleAfter
    }

    /// The incident a mention repeats, with the mention it copies; empty where that is only known as refuted.
    func copied(
        _ reading: MentionReading, isDrill: Bool, at time: Int64
    ) -> (incident: String, mention: String, isRefuted: Bool)? {
        var best: (incident: String, mention: String, likeness: Double)?
        var refuted: String?
        for id in copies.candidates(for: reading.signature) {
            guard let cluster = clusters[id], cluster.isDrill == isDrill else { continue }
            if cluster.repeatsRefuted(reading.signature) { refuted = refuted ?? id }
            guard isOpen(cluster, at: time), let found = cluster.original(of: reading.signature),
                found.likeness > best?.likeness ?? 0
            else { continue }
            best = (id, found.mention, found.likeness)
        }
        if let refuted { return (refuted, best?.incident == refuted ? best?.mention ?? "" : "", true) }
        return best.map { ($0.incident, $0.mention, false) }
    }

    /// The incident a mention belongs to, if any.
    func incident(for reading: MentionReading, isDrill: Bool, isTrouble: Bool, at time: Int64) -> String? {
        var total: Float = 0
        var overlap: [String: Float] = [:]
        for term in reading.terms {
            let weight = frequencies.inverse(of: term)
            total += weight
            for id in incidentsByTerm[term] ?? [] {
                guard let cluster = clusters[id], cluster.mass > 0 else { continue }
                overlap[id, default: 0] += weight * min(1, cluster.weight(of: term) / cluster.mass / Self.fullShare)
            }
        }
        let candidates = clusters.values.filter { $0.isDrill == isDrill && isOpen($0, at: time) }
        let heat = heats(of: candidates, at: time)
        var best: (id: String, rank: Float)?
        for cluster in candidates {
            let lexical = total > 0 ? (overlap[cluster.id] ?? 0) / total : 0
            let score =
                reading.matters.isEmpty
                ? lexical + (isTrouble ? Self.lean * (heat[cluster.id] ?? 0) : 0)
                : 1 - (1 - lexical) * (1 - Self.matterPower * sharedMatter(reading.matters, cluster))
            var least = rule.similarity
            if cluster.isFalseAlarm { least = max(least, Self.falseAlarmLikeness) }
            if !isTrouble { least = min(1, least * Self.chatterFactor) }
            guard Double(score) >= least else { continue }
            // Where several would do, the livelier one: a happening should not fall into pieces.
            let rank = score + Self.lean * (heat[cluster.id] ?? 0)
            if let known = best, (known.rank, cluster.id) > (rank, known.id) { continue }
            best = (cluster.id, rank)
        }
        return best?.id
    }

    /// How far an incident is about these matters, 0…1.
    private func sharedMatter(_ matters: [UInt64], _ cluster: OpenCluster) -> Float {
        var weights: Float = 0
        var shared: Float = 0
        for matter in matters {
            let weight = MatterWeights.weight(of: matter)
            weights += weight
            shared += weight * min(1, cluster.weight(of: matter) / max(cluster.mass, 1e-6))
        }
        return weights > 0 ? shared / weights : 0
    }

    /// Each incident's share of what is being talked about just then.
    private func heats(of clusters: [OpenCluster], at time: Int64) -> [String: Float] {
        var heats: [String: Float] = [:]
        var sum: Float = 1
        for cluster in clusters.sorted(by: { $0.id < $1.id }) {
            let heat = cluster.mass * Float(exp2(-Double(abs(time - cluster.last)) / Self.leanHalfLife))
            heats[cluster.id] = heat
            sum += heat
        }
        return heats.mapValues { $0 / sum }
    }
}

private enum MatterWeights {
    private static let weights = Dictionary(
        uniqueKeysWithValues: Lexicon.matters.map { (Hashing.stableHash("matter/\($0.id)"), $0.weight) })

    static func weight(of matter: UInt64) -> Float { weights[matter] ?? 1 }
}
