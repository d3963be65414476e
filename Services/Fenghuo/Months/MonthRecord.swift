import Analysis
import Schemas

/// Who is told of what happens in a backtest, in the order in which it happens; times in ms of event time.
protocol StepListener {
    mutating func write(_ step: AnalysisStep) throws
    mutating func write(caseOf incident: String, at: Int64) throws
    mutating func close() throws
}

/// What happened in a month, kept to be held against its labels.
final class MonthRecord: StepListener {
    enum Step {
        case analysis(AnalysisStep)
        case opened(String, at: Int64)
    }

    private(set) var steps: [Step] = []

    func write(_ step: AnalysisStep) { steps.append(.analysis(step)) }
    func write(caseOf incident: String, at: Int64) { steps.append(.opened(incident, at: at)) }
    func close() {}
}
