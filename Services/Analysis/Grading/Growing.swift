import Plan
import Schemas

/// What is more than usual is a case, and what is usual is none.
extension Assessor {
    /// The least mean negativity of what grows: each of the many matters of a month has its chance of growing.
    private static let leastMean = 0.33
    /// The same where nobody knows what is usual.
    static let leastUnknownGrowth = 6.0
    /// Of the surprise of a burst: an incident is looked at against what is usual of its own matter, and has to be of
    /// different people and negative besides.
    static let growthShare = 5.0 / 6
    /// So far above the least score of a case what is usual does not speak against it.
    private static let usualMargin = 10.0

    /// What grows faster than chance explains is a case, however little of it there is yet; and what people say every day is
    /// none while there is no more of it than usual.
    func raise(
        _ measured: inout Measured, _ row: IncidentRow, _ cluster: OpenCluster, _ usual: Everyday
    ) {
        let (incident, least, clock) = (row.facts, Int64(minimumMentions), measured.clock)
        let growing =
            incident.negativeAuthors >= least && cluster.negativity >= Self.leastMean * Double(incident.distinct)
        let wasNone = Grade(plan.grading.openCaseAt).isGraver(than: incident.highestGrade)
        let opening = wasNone && measured.total >= leastOfCase && measured.total < leastOfCase + Self.usualMargin
        guard growing || opening else { return }
        // What costs little to know comes first: this is asked of every mention.
        var growth = Growth(of: row.volume, clock: clock, atLeast: opening ? 1 : least, usual: 0)
        guard opening || growth.score >= leastGrowth else { return }
        let rate = usual.rate(of: cluster.centroid, at: clock / Volume.hour)
        growth = Growth(of: row.volume, clock: clock, atLeast: opening ? 1 : least, usual: rate)
        if growing, growth.observed >= Double(least), growth.score >= (rate == nil ? leastUnknownGrowth : leastGrowth) {
            measured.growth = growth
            measured.growth.isSurge = true
            measured.total = max(measured.total, leastOfCase)
        } else if opening, rate != nil, growth.score < leastGrowth {
            measured.total = leastOfCase.nextDown
        }
    }
}
