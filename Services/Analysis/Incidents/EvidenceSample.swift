import Foundation
import Plan
import Schemas
import SwiftProtobuf
import Text

/// The mentions a person should see first: at most 30, the most telling first, in an order that depends on nothing but
/// themselves.
struct EvidenceSample: Sendable {
    static let maximum = 30
    static let excerptCharacters = 160
    let credibility: ResponsePlan.Credibility

    /// 0…1: how bad, how well founded, how widely seen, how often copied.
    func weight(_ evidence: Evidence) -> Double {
        weight(
            negativity: evidence.negativity, tier: evidence.tier, reach: evidence.reach, copies: evidence.copies)
    }

    private func weight(negativity: Double, tier: SourceTier, reach: Int64, copies: Int64) -> Double {
        0.45 * negativity + 0.2 * credibility.weight(ofTier: tier.rawValue)
            + 0.2 * min(1, log10(Double(max(0, reach)) + 1) / 6)
            + 0.15 * min(1, log10(Double(max(0, copies)) + 1) / 2)
    }

    /// Takes a mention in if it tells more than what is there.
    func insert(_ judged: AnalysisProcessor.Judged, into row: IncidentRow) {
        let weight = weight(
            negativity: judged.negativity, tier: judged.mention.tier, reach: judged.mention.reach, copies: 0)
        if row.evidence.count >= Self.maximum, let last = row.evidence.last, weight < last.weight { return }
        insert(Self.evidence(of: judged), into: row)
    }

    func insert(_ evidence: Evidence, into row: IncidentRow) {
        let weight = weight(evidence)
        var at = row.evidence.count
        while at > 0 {
            let other = row.evidence[at - 1].weight
            guard other < weight || (other == weight && isEarlier(evidence, row.evidence[at - 1].message)) else {
                break
            }
            at -= 1
        }
        guard at < Self.maximum else { return }
        row.evidence.insert(KeptEvidence(evidence, weight: weight), at: at)
        if row.evidence.count > Self.maximum { row.evidence.removeLast() }
    }

    /// Of equal weight, the older one first.
    private func isEarlier(_ a: Evidence, _ b: Evidence) -> Bool {
        (a.publishedAt, a.mentionID) < (b.publishedAt, b.mentionID)
    }

    func remove(where isMeant: (Evidence) -> Bool, from row: IncidentRow) {
        row.evidence.removeAll { isMeant($0.message) }
    }

    func countCopy(of mentionID: String, in row: IncidentRow) {
        guard var at = row.evidence.firstIndex(where: { $0.message.mentionID == mentionID }) else { return }
        row.evidence[at].countCopy(weighing: weight)
        while at > 0 {
            let (other, own) = (row.evidence[at - 1], row.evidence[at])
            guard other.weight < own.weight || (other.weight == own.weight && isEarlier(own.message, other.message))
            else { return }
            row.evidence.swapAt(at, at - 1)
            at -= 1
        }
    }

    private static func evidence(of judged: AnalysisProcessor.Judged) -> Evidence {
        let mention = judged.mention
        return Evidence.with {
            $0.mentionID = mention.id
            $0.source = mention.source
            $0.tier = mention.tier
            $0.title = SafeText.line(mention.title, maximumCharacters: 100)
            $0.excerpt = SafeText.line(mention.text, maximumCharacters: excerptCharacters)
            $0.url = mention.url
            $0.author = SafeText.line(mention.author, maximumCharacters: 60)
            $0.publishedAt = judged.time
            $0.negativity = judged.negativity
            $0.kind = judged.judgement.kind
            $0.reach = max(0, mention.reach)
        }
    }

    /// What an incident is called by its most telling mention.
    static func title(of first: Evidence) -> String {
        SafeText.line(first.title.isEmpty ? first.excerpt : first.title, maximumCharacters: 60)
    }
}
