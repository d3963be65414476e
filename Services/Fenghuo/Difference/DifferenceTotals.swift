/// The figures a plan owner decides by.
struct DifferenceTotals: Encodable, Equatable {
    struct Pair: Encodable, Equatable {
        var before: Double
        var after: Double
    }

    struct Shift: Encodable, Equatable {
        var cases = 0
        /// Minutes; 0 where there are none.
        var median = 0.0
        var most = 0.0

        init(_ minutes: [Double]) {
            let sorted = minutes.sorted()
            cases = sorted.count
            guard let last = sorted.last else { return }
            most = last
            let middle = sorted.count / 2
            median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        }
    }

    var days: Double
    /// Opened within the window.
    var cases: Pair
    /// In thirty days.
    var casesAMonth: Pair
    /// Of the cases, those that people's decisions called false alarms.
    var falseAlarms: Pair
    /// Cases that people acted on and that would not have been opened.
    var missed: Int
    var earlier: Shift
    var later: Shift
    /// Incidents by the gravest grade they had.
    var incidents: [String: Pair]
    /// Decisions of the window, and those of them that come out otherwise.
    var decisions: Int
    var misfits: Int
}
