import Plan
import Schemas

/// The grade in force over time, as steps.
struct GradeChart {
    struct Step: Hashable {
        /// Milliseconds since 1970.
        var at: Int64
        var grade: ResponsePlan.Grade
    }

    let steps: [Step]
    let end: Int64
    let naming: Naming

    /// The steps that a case's journal tells of.
    static func steps(_ journal: [JournalEntry]) -> [Step] {
        var steps: [Step] = []
        for entry in journal {
            let label: String? =
                switch entry.action {
                case "case-opened": entry.details["grade"]
                case "grade-changed": entry.details["to"]
                default: nil
                }
            guard let label, let grade = ResponsePlan.Grade(label: label), steps.last?.grade != grade else { continue }
            steps.append(Step(at: entry.at, grade: grade))
        }
        return steps
    }

    /// `nil` when no grade is known.
    var chart: Chart? {
        guard let first = steps.first, let last = steps.last else { return nil }
        let words = naming.words
        let language = words.language
        let gravest = steps.map(\.grade).min() ?? last.grade
        return Chart(
            id: "grades", title: words["chart_grades"],
            description: words.filled(
                "chart_gradesText", first.grade.names[language], naming.time(first.at) ?? "", gravest.names[language],
                last.grade.names[language]),
            drawings: [ChartFrame.desk, .phone].map { frame in
                var low = frame
                low.left = 34
                return (frame, draw(low, first: first.at))
            },
            keys: [], head: [words["chart_time"], words["grade"]],
            rows: steps.map { [naming.time($0.at) ?? "", $0.grade.names[language]] })
    }

    private func draw(_ frame: ChartFrame, first: Int64) -> Drawing {
        var drawing = Drawing(width: frame.width, height: frame.height)
        let span = max(end - first, TimeScale.hour)
        let scale = frame.scale(first, first + span)
        let levels = ResponsePlan.Grade.allCases
        func fraction(_ grade: ResponsePlan.Grade) -> Double { Double(5 - grade.rawValue) / 4.5 }
        drawing.grid(frame, levels.map { (fraction($0), $0.label) })
        drawing.times(frame, scale, naming)
        for (index, step) in steps.enumerated() {
            let x = scale.x(step.at)
            let next = index + 1 < steps.count ? scale.x(steps[index + 1].at) : scale.x(first + span)
            let y = frame.y(fraction(step.grade))
            drawing.rect("grade-bar \(step.grade.colour)", x: x, y: y, width: max(next - x, 2), height: frame.base - y)
        }
        for (index, step) in steps.enumerated() {
            let x = scale.x(step.at)
            let next = index + 1 < steps.count ? scale.x(steps[index + 1].at) : scale.x(first + span)
            let y = frame.y(fraction(step.grade))
            drawing.line("grade-line", from: .init(x: x, y: y), to: .init(x: max(next, x + 2), y: y))
            if next - x >= Drawing.width(of: step.grade.label) + 8 {
                drawing.text("mark-number", step.grade.label, at: .init(x: x + 4, y: y - 5))
            }
        }
        return drawing
    }
}
