import Plan
import Schemas
import SwiftProtobuf

/// Deadlines as programs are told of them. On the topics a deadline that was dropped with its case is met and `dropped`;
/// nobody met it, so answers leave its state unset, and who counts what was met does not count it.
enum OutwardClocks {
    static func of(_ message: any Message) -> any Message {
        switch message {
        case var matter as Case:
            matter.clocks = matter.clocks.map(of)
            return matter
        case var evaluation as Evaluation:
            evaluation.clocks = evaluation.clocks.map(of)
            return evaluation
        case var view as ClockView:
            view.clock = of(view.clock)
            return view
        default: return message
        }
    }

    static func of(_ clock: CaseClock) -> CaseClock {
        guard clock.dropped else { return clock }
        var shown = clock
        shown.state = .unspecified
        return shown
    }
}

extension APICall {
    /// A title in a row that does not say by itself whether it is of a drill: marked, as the plan marks messages.
    func title(_ text: String, isDrill: Bool) -> String {
        let language = plan.institution.languages.first ?? .simplifiedChinese
        return Naming(plan: plan, words: console.catalogue[language]).marked(text, isDrill: isDrill)
    }
}
