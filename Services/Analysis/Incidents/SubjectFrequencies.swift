import Foundation
import Schemas
import SwiftProtobuf

/// In how many of a subject's mentions a term was met: what is said every day tells incidents least apart.
///
/// Learnt from every mention at first and later from one in eight, chosen by its id, so that the profile's row seldom
/// changes much; bounded by dropping the rarest.
struct SubjectFrequencies {
    static let maximumTerms = 1024
    private static let learnAll: Int64 = 256

    private(set) var counts: [UInt64: Float] = [:]
    private(set) var learnt: Float = 0

    init() {}

    init(_ profile: SubjectProfile) {
        for term in profile.documentFrequencies {
            if term.text.isEmpty { counts[term.hash] = term.weight } else { learnt = term.weight }
        }
    }

    static func isLearntFrom(mention hash: UInt64, after mentions: Int64) -> Bool {
        mentions <= learnAll || hash & 7 == 0
    }

    mutating func learn(_ terms: [UInt64]) {
        learnt += 1
        for term in terms { counts[term, default: 0] += 1 }
        guard counts.count > Self.maximumTerms * 2 else { return }
        let kept = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.maximumTerms)
        counts = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    /// Above 0: smoothed, so that the first mentions of a subject are comparable too.
    func inverse(of term: UInt64) -> Float {
        logf((learnt + 20) / ((counts[term] ?? 0) + 1))
    }

    var rows: [Term] {
        counts.sorted { $0.key < $1.key }.map { hash, weight in
            Term.with {
                $0.hash = hash
                $0.weight = weight
            }
        } + [
            Term.with {
                $0.text = "learnt"
                $0.weight = learnt
            }
        ]
    }
}
