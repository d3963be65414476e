/// What is only mildly negative is a grumble where it stands alone, and opens nothing; said of what many are angry about it
/// is more of the same, and counts with it.
extension AnalysisProcessor {
    /// From this negativity on a mention counts in an incident that is trouble already.
    static let mildFrom = 0.1
    /// Of an incident's mentions, how many have to be negative, and how negative its distinct ones are in the mean: below
    /// that it is talk with a complaint in it, which mild words must not turn into trouble.
    private static let leastShare = 0.4
    private static let leastMean = 0.3

    /// Whether an incident's mentions are such that one alike that is mildly negative is to be read as they are.
    func isContext(_ row: IncidentRow) -> Bool {
        guard let cluster = row.cluster, row.facts.negative > 0 else { return false }
        return Double(row.facts.negative) >= Self.leastShare * Double(row.facts.mentions)
            && cluster.negativity >= Self.leastMean * Double(row.facts.distinct)
    }
}
