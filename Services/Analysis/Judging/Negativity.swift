/// How bad a mention is for its subject, 0…1: noisy-or of the negative cues in clauses of the subject (or of nobody
/// else), turned by negators, weighed down by praise, questions, contrast, quotation and refutation.
struct Negativity: Sendable {
    let lexicon: CueLexicon

    /// Beside what the subject is told of, what others are told of hardly counts: a peer's trouble is not ours.
    private static let elsewhere = 0.1
    private static let learntShare = 0.5
    /// Models may raise what cues say, and lower it so far: a cue is a reason that can be shown.
    private static let leastOfCues = 0.6
    /// Of what models do not see (mockery, praise that is denied), and of many cues at once.
    private static let leastOfSure = 0.92
    private static let sure = 0.97
    /// Scalars of a text that says hardly more than its cue.
    private static let short = 10
    private static let refuted = 0.6
    /// What is left of what is refuted, long past, or offered to everybody.
    private static let denied = 0.3
    private static let offered = 0.35
    private static let quoted = 0.7
    private static let asked = 0.75
    private static let beforeContrast = 0.6

    init(lexicon: CueLexicon) { self.lexicon = lexicon }

    /// Between what cues say and what models say.
    ///
    /// - Parameter learnt: that the text is negative for the subject, 0…1.
    func score(_ reading: MentionReading, learnt: Double) -> Double {
        let (cues, isPlain, refutes) = weigh(reading)
        let isSure = isPlain || cues >= Self.sure || reading.scalars.count <= Self.short
        // Without a cue of its own, what is refuted is told, not meant.
        let learnt = refutes && cues < 0.1 ? learnt * Self.refuted : learnt
        let mixed = (1 - Self.learntShare) * cues + Self.learntShare * learnt
        return min(max(mixed, (isSure ? Self.leastOfSure : Self.leastOfCues) * cues, 0), 1) * share(of: reading)
    }

    /// What is left of it by what the text is: a denial, an old story, an offer.
    private func share(of reading: MentionReading) -> Double {
        var (denies, isPast, offers, mocks, complains) = (false, false, false, false, false)
        for hit in reading.hits {
            lexicon.forEachRole(of: hit.phrase) { role in
                switch role {
                case .denial: denies = true
                case .past: isPast = true
                case .solicitation: offers = true
                case .irony: mocks = true
                case .complaint: complains = true
                default: break
                }
            }
        }
        if mocks { return 1 }
        return (denies || isPast ? Self.denied : 1) * (offers && !complains ? Self.offered : 1)
    }

    /// By cues alone.
    func score(_ reading: MentionReading) -> Double { weigh(reading).score }

    /// - Returns: the score; whether it rests on mockery or on praise that is denied; whether something is refuted.
    private func weigh(_ reading: MentionReading) -> (score: Double, isPlain: Bool, refutes: Bool) {
        var isPlain = false
        var good = 1.0
        var bad = 1.0
        var refutes = false
        var advertises = 0
        var mocks = false
        let contrasts = lastContrasts(in: reading)
        for (index, hit) in reading.hits.enumerated() {
            let clause = reading.clauses[hit.clause]
            var weight = clause.owner == .somebodyElse ? Self.elsewhere : 1
            if clause.isQuoted { weight *= Self.quoted }
            if clause.isQuestion { weight *= Self.asked }
            if let contrast = contrasts[clause.sentence], hit.range.upperBound <= contrast {
                weight *= Self.beforeContrast
            }
            lexicon.forEachRole(of: hit.phrase) { role in
                switch role {
                case .negative(let strength) where !hit.isCovered:
                    if isNegated(index, in: reading) {
                        good *= 1 - 0.2 * weight
                    } else {
                        bad *= 1 - Double(strength) * weight
                    }
                case .positive(let strength) where !hit.isCovered:
                    if isNegated(index, in: reading) {
                        bad *= 1 - 0.35 * weight
                        isPlain = true
                    } else {
                        good *= 1 - Double(strength) * weight
                    }
                case .irony:
                    mocks = true
                    bad *= 1 - 0.4 * weight
                case .refutation: if clause.owner != .somebodyElse || !clause.isQuoted { refutes = true }
                case .advertisement: advertises += 1
                default: break
                }
            }
        }
        let negative = 1 - bad
        // Praise that comes with mockery is mockery too.
        let relief = mocks ? 0 : 0.55 * (1 - good)
        var score = negative * (1 - relief)
        if refutes { score *= 0.6 }
        if advertises >= 2 && !mocks { score *= 0.5 }
        return (min(max(score, 0), 1), isPlain || mocks, refutes)
    }

    /// The end of the last contrast in each sentence.
    private func lastContrasts(in reading: MentionReading) -> [Int: Int] {
        var ends: [Int: Int] = [:]
        for hit in reading.hits where lexicon.entries[hit.phrase].traits.contains(.contrast) {
            ends[reading.clauses[hit.clause].sentence] = hit.range.upperBound
        }
        return ends
    }

    /// An odd number of negators stands closely before the cue in its clause: within four ideographs or some three
    /// words.
    private func isNegated(_ index: Int, in reading: MentionReading) -> Bool {
        let cue = reading.hits[index]
        let isSpaced = lexicon.entries[cue.phrase].traits.contains(.startsWordlike)
        let reach = isSpaced ? 18 : 4
        var negators = 0
        var edge = cue.range.lowerBound
        for earlier in reading.hits[..<index].reversed() {
            guard earlier.clause == cue.clause, cue.range.lowerBound - earlier.range.lowerBound <= reach + 4 else {
                break
            }
            guard lexicon.entries[earlier.phrase].traits.contains(.negator), !earlier.isCovered,
                earlier.range.upperBound <= edge,
                cue.range.lowerBound - earlier.range.upperBound <= reach
            else { continue }
            negators += 1
            edge = earlier.range.lowerBound
        }
        return negators % 2 == 1
    }
}
