import Text

/// What is ordinary for a subject: how often its negative mentions hit the plan's lists of sensitive terms, how many there
/// are, and which terms they are made of.
///
/// Of fees somebody complains every day; of early repayment hardly anybody. A few complaints are news where their words
/// are not what people complain in anyway.
struct Everyday {
    var lists = ListUse()
    /// Of negative mentions that are no copies, in how many each term was met.
    var terms = TermStatistics(capacity: capacity)

    /// Terms kept: those met most.
    static let capacity = 1024
    /// From this many mentions on, one in eight is learnt from.
    private static let learnAll: Float = 1024
    /// The heaviest terms say what an incident is about.
    private static let telling = 3
    /// Mentions that count as seen before the first, and as containing each term.
    private static let priorMentions: Float = 100
    private static let priorCount: Float = 1

    /// Counts a negative mention that is no copy, at an hour since 1970.
    /// - Parameter hash: of its id.
    mutating func count(_ hashes: [UInt64], mention hash: UInt64, at hour: Int64) -> Bool {
        lists.count([ListUse.any], at: hour)
        guard terms.learnt < Self.learnAll || hash & 7 == 0 else { return false }
        terms.learn(hashes)
        return true
    }

    /// How many negative mentions an hour meet one of the terms an incident is most about, whatever happens; nil before
    /// enough has been seen.
    func rate(of centroid: Centroid, at hour: Int64) -> Double? {
        guard let all = lists.rateOfAny(at: hour) else { return nil }
        var without: Float = 1
        for term in centroid.heaviest(few: Self.telling) {
            let share = (terms.counts[term] + Self.priorCount) / (terms.learnt + Self.priorMentions)
            without *= 1 - min(1, share)
        }
        return all * Double(1 - without)
    }
}
