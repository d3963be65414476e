/// What is added to margins before they are compared, so that a measure other than the solver's own is met best.
enum Offsets {
    private static let step: Float = 0.05
    /// Furthest offset tried, in steps to either side.
    private static let most = 12
    /// A measure on a grid is ragged: what counts is its mean over so many steps to either side.
    private static let around = 2
    /// A mean must be better by this than that of no offset: less is chance.
    private static let leastGain = 0.002

    /// By coordinate ascent on a grid over held-out margins; ties keep the smaller change.
    ///
    /// - Parameters:
    ///   - margins: for each row, one for each label, or with two labels one for the second.
    ///   - answers: for each row an index of a label.
    /// - Returns: the offsets, and the measure they give on these rows.
    static func tuned(
        _ margins: [[Float]], _ answers: [Int], labels: Int, _ objective: (Confusion) -> Double
    ) -> (offsets: [Float], score: Double) {
        func score(_ offsets: [Float]) -> Double {
            var confusion = Confusion(classes: labels)
            for (row, answer) in answers.enumerated() {
                confusion.add(answer, TextClassifier.decide(margins[row], offsets: offsets).label)
            }
            return objective(confusion)
        }
        var offsets = [Float](repeating: 0, count: margins.first?.count ?? 0)
        for _ in 0..<2 {
            for output in offsets.indices {
                let reach = most + around
                let scores = (-reach...reach).map { steps in
                    var candidate = offsets
                    candidate[output] = Float(steps) * step
                    return score(candidate)
                }
                func mean(_ steps: Int) -> Double {
                    let near = scores[(steps + reach - around)...(steps + reach + around)]
                    return near.reduce(0, +) / Double(near.count)
                }
                var best = (steps: 0, mean: mean(0) + leastGain)
                for steps in (1...most).flatMap({ [$0, -$0] }) where mean(steps) > best.mean + 1e-4 {
                    best = (steps, mean(steps))
                }
                offsets[output] = Float(best.steps) * step
            }
        }
        return (offsets, score(offsets))
    }
}
