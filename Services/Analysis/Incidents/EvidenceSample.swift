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

    /// 0…0.85: how bad, how well founded, how widely seen.
    func ownWeight(negativity: Double, tier: SourceTier, reach: Int64) -> Double {
        0.45 * negativity + 0.2 * credibility.weight(ofTier: tier.rawValue)
            + 0.2 * min(1, log10(Double(max(0, reach)) + 1) / 6)
    }

    /// 0…0.15: how often copied.
    static func weight(copies: Int64) -> Double { 0.15 * min(1, log10(Double(max(0, copies)) + 1) / 2) }

    /// Takes a mention in if it tells more than what is there.
    func insert(_ judged: AnalysisProcessor.Judged, into row: IncidentRow) {
        if row.evidence.count >= Self.maximum, let last = row.evidence.last,
            ownWeight(negativity: judged.negativity, tier: judged.mention.tier, reach: judged.mention.reach)
                < last.weight
        {
            return
        }
        insert(Self.evidence(of: judged), into: row)
    }

    func insert(_ evidence: Evidence, into row: IncidentRow) {
        let kept = KeptEvidence(evidence, self)
        var at = row.evidence.count
        while at > 0, tellsMore(kept, row.evidence[at - 1]) { at -= 1 }
        guard at < Self.maximum else { return }
        row.evidence.insert(kept, at: at)
        if at == 0 { row.title(after: evidence) }
        if row.evidence.count > Self.maximum { row.evidence.removeLast() }
    }

    /// Of equal weight, the older one first.
    private func tellsMore(_ a: KeptEvidence, _ b: KeptEvidence) -> Bool {
        a.weight != b.weight ? a.weight > b.weight : (a.publishedAt, a.mentionID) < (b.publishedAt, b.mentionID)
    }

    func remove(_ mentions: Set<String>, from row: IncidentRow) {
        row.evidence.removeAll { mentions.contains($0.mentionID) }
    }

    func countCopy(of mentionID: String, in row: IncidentRow) {
        let hash = Hashing.stableHash(mentionID)
        guard var at = row.evidence.firstIndex(where: { $0.isOf(mentionID, hash) }) else { return }
        row.evidence[at].countCopy()
        while at > 0, tellsMore(row.evidence[at], row.evidence[at - 1]) {
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
            $0.title = SafeText.headline(mention.title, maximumCharacters: 100)
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
        SafeText.headline(first.title.isEmpty ? first.excerpt : first.title, maximumCharacters: 60)
    }
}
