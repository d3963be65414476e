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
        0.45 * evidence.negativity + 0.2 * credibility.weight(ofTier: evidence.tier.rawValue)
            + 0.2 * min(1, log10(Double(max(0, evidence.reach)) + 1) / 6)
            + 0.15 * min(1, log10(Double(max(0, evidence.copies)) + 1) / 2)
    }

    func isBefore(_ a: Evidence, _ b: Evidence) -> Bool {
        let (left, right) = (weight(a), weight(b))
        if left != right { return left > right }
        if a.publishedAt != b.publishedAt { return a.publishedAt < b.publishedAt }
        return a.mentionID < b.mentionID
    }

    func insert(_ evidence: Evidence, into sample: inout [Evidence]) {
        if sample.count >= Self.maximum, let last = sample.last, !isBefore(evidence, last) { return }
        let position = sample.firstIndex { isBefore(evidence, $0) } ?? sample.count
        sample.insert(evidence, at: position)
        if sample.count > Self.maximum { sample.removeLast() }
    }

    func countCopy(of mentionID: String, in sample: inout [Evidence]) {
        guard let index = sample.firstIndex(where: { $0.mentionID == mentionID }) else { return }
        var copied = sample.remove(at: index)
        copied.copies += 1
        insert(copied, into: &sample)
    }

    static func evidence(of mention: Mention, negativity: Double, kind: MentionKind, at time: Int64) -> Evidence {
        Evidence.with {
            $0.mentionID = mention.id
            $0.source = mention.source
            $0.tier = mention.tier
            $0.title = SafeText.line(mention.title, maximumCharacters: 100)
            $0.excerpt = SafeText.line(mention.text, maximumCharacters: excerptCharacters)
            $0.url = mention.url
            $0.author = SafeText.line(mention.author, maximumCharacters: 60)
            $0.publishedAt = time
            $0.negativity = negativity
            $0.kind = kind
            $0.reach = max(0, mention.reach)
        }
    }

    /// What an incident is called by its evidence.
    static func title(of sample: [Evidence]) -> String {
        guard let first = sample.first else { return "" }
        return SafeText.line(first.title.isEmpty ? first.excerpt : first.title, maximumCharacters: 60)
    }
}
