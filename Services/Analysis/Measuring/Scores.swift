/// How often each answer met each truth.
struct Confusion {
    let classes: Int
    /// Truth by answer.
    private var counts: [Double]
    private(set) var total = 0.0

    init(classes: Int) {
        self.classes = classes
        counts = [Double](repeating: 0, count: classes * classes)
    }

    init(classes: Int, truths: [Int], answers: [Int]) {
        self.init(classes: classes)
        for (truth, answer) in zip(truths, answers) { add(truth, answer) }
    }

    mutating func add(_ truth: Int, _ answer: Int) {
        counts[truth * classes + answer] += 1
        total += 1
    }

    func right(_ label: Int) -> Double { counts[label * classes + label] }
    func truths(_ label: Int) -> Double { (0..<classes).reduce(0) { $0 + counts[label * classes + $1] } }
    func answers(_ label: Int) -> Double { (0..<classes).reduce(0) { $0 + counts[$1 * classes + label] } }

    func precision(_ label: Int) -> Double { answers(label) > 0 ? right(label) / answers(label) : 0 }
    func recall(_ label: Int) -> Double { truths(label) > 0 ? right(label) / truths(label) : 0 }

    /// 0 where the class neither stands nor is answered.
    func f1(_ label: Int) -> Double {
        let sum = truths(label) + answers(label)
        return sum > 0 ? 2 * right(label) / sum : 0
    }

    var accuracy: Double { total > 0 ? (0..<classes).reduce(0) { $0 + right($1) } / total : 0 }

    /// Over the classes that stand or are answered.
    var macroF1: Double {
        let met = (0..<classes).filter { truths($0) + answers($0) > 0 }
        return met.isEmpty ? 0 : met.reduce(0) { $0 + f1($1) } / Double(met.count)
    }

    /// Cohen's kappa: agreement beyond that by chance.
    var kappa: Double {
        guard total > 0 else { return 0 }
        let chance = (0..<classes).reduce(0) { $0 + truths($1) * answers($1) } / (total * total)
        return chance < 1 ? (accuracy - chance) / (1 - chance) : 0
    }

    /// One line a class.
    func table(_ labels: [String]) -> TaskReport.Table {
        var rows = [["CLASS", "ROWS", "ANSWERED", "PRECISION", "RECALL", "F1"]]
        for (index, label) in labels.enumerated() {
            rows.append(
                [label, String(Int(truths(index))), String(Int(answers(index)))]
                    + [precision(index), recall(index), f1(index)].map(Self.rounded))
        }
        return TaskReport.Table(title: "By class", rows: rows)
    }

    static func rounded(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let digits = String(thousandths % 1000)
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
}
