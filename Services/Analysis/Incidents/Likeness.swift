import Foundation

/// How a text's likeness to an incident becomes a number from 0 to 1 that the plan's `clustering.similarity` is held
/// against.
///
/// The measure is the cosine between a text's terms and an incident's, weighted by inverse document frequency (Miranda
/// et al., "Multilingual Clustering of Streaming News", EMNLP 2018, sections 3 and 4). Two short texts about one
/// happening share few words, two long ones many: what a cosine means depends on how many terms the text has, and in
/// spaced scripts, where words are whole, it lies higher. `neutral` is the cosine at which joining an incident and
/// opening one were equally right on news and posts read in development; it stands for a likeness of `even`.
struct Likeness: Sendable {
    /// What a plan is to set `similarity` to where it has no reason to do otherwise.
    static let even: Float = 0.3

    /// Two incidents at least this alike are one.
    static let twin: Float = 0.7

    let neutral: Float
    /// What an incident lively at that time gains: people talk of what is being talked about. Long texts say by
    /// themselves what they are about.
    let lean: Float

    static let shortNeutral: Float = 0.10
    static let longNeutral: Float = 0.14
    static let longSpacedNeutral: Float = 0.18
    static let shortLean: Float = 0.09
    /// Distinct terms of a text that is short, and of one that is long.
    static let short: Float = 30
    static let long: Float = 150

    /// ms.
    static let leanTime = 0.5 * 86_400_000.0
    static let fadingTime = 30.0 * 86_400_000.0

    init(terms: Int, isSpaced: Bool) {
        let length = Self.length(terms: terms)
        let long = isSpaced ? Self.longSpacedNeutral : Self.longNeutral
        neutral = Self.shortNeutral + length * (long - Self.shortNeutral)
        lean = Self.shortLean * (1 - length)
    }

    /// How long a text of so many distinct terms is, from 0 (a post) to 1 (a document).
    static func length(terms: Int) -> Float {
        let position = (logf(Float(max(terms, 1))) - logf(short)) / (logf(long) - logf(short))
        return min(max(position, 0), 1)
    }

    /// - Parameters:
    ///   - cosine: 0...1.
    ///   - gap: ms between the text and the incident's span; nil where times are not known.
    ///   - leans: towards what is lively; not where more is known of what the text is about.
    func value(cosine: Float, gap: Int64?, leans: Bool = true) -> Float {
        guard cosine > 0 else { return 0 }
        guard let gap else { return min(1, cosine / neutral * Self.even) }
        let fading = Float(exp(-Double(gap) / Self.fadingTime))
        let liveliness = leans ? Float(exp(-Double(gap) / Self.leanTime)) : 0
        return min(1, (cosine * fading + lean * liveliness) / neutral * Self.even)
    }
}
