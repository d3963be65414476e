/// What is added to margins before they are compared, so that a measure other than the solver's own is met best.
enum Offsets {
    private static let steps: [Float] = (1...12).flatMap { [Float($0) * 0.05, Float($0) * -0.05] }

    /// By coordinate ascent on a grid over held-out margins; ties keep the smaller change.
    ///
    /// - Parameters:
    ///   - margins: for each row, one for each label, or with two labels one for the second.
    ///   - answers: for each row an index of a label.
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
        var best = score(offsets)
        for _ in 0..<2 {
            for output in offsets.indices {
                let start = offsets
                for step in steps {
                    var candidate = start
                    candidate[output] = start[output] + step
                    let found = score(candidate)
                    if found > best + 1e-4 { (offsets, best) = (candidate, found) }
                }
            }
        }
        return (offsets, best)
    }
}
