import Foundation
import Plan
import Schemas
import Text

/// Which incident a mention belongs to.
///
/// Its likeness, 0…1, has two grounds: the terms it shares with the incident's mentions, and how far the incident is
/// about the matters it is about. A negative mention that says nothing of the matter leans towards what is being talked
/// about just then. The rule for opening an incident is another one: only trouble opens one, and chatter must fit better
/// than trouble to join.
extension Clustering {
    struct Joined {
        var cluster: OpenCluster?
        /// Like nothing that is open.
        var isNew: Bool
    }

    /// An incident hardly any of whose mentions is about a mention's matters is about others: what is left of a likeness
    /// in words.
    private static let leastShared: Float = 0.1
    private static let otherMatter: Float = 0.4
    /// What a negative mention without a matter leans by.
    private static let lean: Float = 0.08
    private static let leanHalfLife = 4.0 * 3_600_000
    /// What is mildly negative has to be more alike than trouble; everyday talk joins as a copy only.
    private static let mildFactor = 1.3
    private static let falseAlarmLikeness = 0.6
    /// A story is a first one below this likeness to all there are.
    private static let newBelow: Float = 0.1

    mutating func incident(
        for judged: AnalysisProcessor.Judged, _ vector: TermVector, rule: ResponsePlan.Clustering,
        where isMeant: (OpenCluster) -> Bool, names: MarkNames
    ) -> Joined {
        let measure = Likeness(terms: vector.distinct, isSpaced: vector.isSpaced)
        var candidates: [(cluster: OpenCluster, lexical: Float)] = []
        candidates.reserveCapacity(compared + Self.maximumLively)
        for (cluster, cosine) in nearest(vector, where: isMeant) {
            candidates.append((cluster, measure.value(cosine: cosine, gap: cluster.gap(to: judged.time), leans: false)))
        }
        for cluster in lively where isMeant(cluster) && !candidates.contains(where: { $0.cluster === cluster }) {
            candidates.append((cluster, 0))
        }
        let heat = heats(at: judged.time, where: isMeant)
        var best: (cluster: OpenCluster, rank: Float)?
        var highest: Float = 0
        for (cluster, lexical) in candidates {
            let warmth = heat.first { $0.cluster === cluster }?.share ?? 0
            var score = lexical
            if !judged.matters.isEmpty {
                let (shared, says) = shared(judged.matters, cluster, names, at: judged.time)
                // Alike in words, but about something else.
                if shared < Self.leastShared { score *= Self.otherMatter }
                // Of the same matter there is something every day: it says as much as the incident is in full swing.
                score = 1 - (1 - score) * (1 - says)
            } else if judged.isTrouble {
                score += Self.lean * warmth
            }
            highest = max(highest, score)
            var least = rule.similarity
            if cluster.isFalseAlarm { least = max(least, Self.falseAlarmLikeness) }
            if judged.isDenial {
                // It belongs to the rumour that it refutes, and to nothing else.
                guard Assessor.kind(of: cluster) == .rumour else { continue }
            } else if !judged.isTrouble {
                least = judged.isMild ? least * Self.mildFactor : 2
            }
            guard Double(score) >= least else { continue }
            // Where several would do, the livelier one: a happening should not fall into pieces.
            let rank = score + Self.lean * warmth
            if let known = best, (known.rank, cluster.id) > (rank, known.cluster.id) { continue }
            best = (cluster, rank)
        }
        return Joined(cluster: best?.cluster, isNew: highest < Self.newBelow)
    }

    /// How far an incident is about these matters, and how much that says for joining it just then, both 0…1.
    private func shared(
        _ matters: [Int], _ cluster: OpenCluster, _ names: MarkNames, at time: Int64
    ) -> (shared: Float, says: Float) {
        let texts = Float(max(1, cluster.distinct))
        let heat = cluster.centroid.mass * Float(exp2(-Double(abs(time - cluster.last)) / Self.leanHalfLife))
        var (weights, shared, says): (Float, Float, Float) = (0, 0, 0)
        for matter in matters {
            let weight = Lexicon.matters[matter].weight
            let own = weight * min(1, cluster.marks.mentions(names.number(ofMatter: matter)) / texts)
            let rule = Self.matterRule(weight: weight)
            weights += weight
            shared += own
            says += own * rule.power * heat / (heat + rule.halfSwing)
        }
        return weights > 0 ? (shared / weights, says / weights) : (0, 0)
    }

    /// Of a matter that is met every day there has to be much talk at the time before it says anything; of a rare one
    /// little.
    private static func matterRule(weight: Float) -> (power: Float, halfSwing: Float) {
        weight >= 3 ? (0.8, 1) : weight >= 2 ? (0.7, 3) : (0.5, 12)
    }

    /// Each lively incident's share of what is being talked about just then.
    private func heats(at time: Int64, where isMeant: (OpenCluster) -> Bool) -> [(cluster: OpenCluster, share: Float)] {
        var heats: [(cluster: OpenCluster, share: Float)] = []
        heats.reserveCapacity(lively.count)
        var sum: Float = 1
        for cluster in lively where isMeant(cluster) {
            let heat =
                cluster.centroid.mass * Float(exp2(-Double(abs(time - cluster.last)) / Self.leanHalfLife))
            heats.append((cluster, heat))
            sum += heat
        }
        for index in heats.indices { heats[index].share /= sum }
        return heats
    }
}

extension OpenCluster {
    /// Mentions that are no copies.
    var distinct: Int64 { kinds.wrappedSum() }
}
