import Casework
import Schemas

/// Takes in what analysis answered to people's decisions about the incident: the journal notes what was done, and what
/// was refused as refused.
enum IncidentAnswers {
    /// Enters them in their order, and carries on what they mean for the case; before the incident's change is followed.
    /// - Parameter seen: ids of decisions that were entered before.
    static func take(
        of incident: Incident, unless seen: Set<String>, likeCases: [String], in file: inout CaseFile
    ) {
        for answer in incident.answers where !seen.contains(answer.decisionID) {
            DecisionAnswers.act(by: answer, in: &file)
            if answer.refused {
                file.enter(.refused, about: answer.kind, ["reason": answer.reason, "state": file.row.state.label])
            } else if answer.kind == DecisionAnswer.falseAlarm, incident.state == .falseAlarm,
                file.row.state.endsByFalseAlarm
            {
                CaseDesk.falseAlarm(answer, in: &file)
            } else if answer.kind == rumour {
                setRumourState(incident.rumourState, answer, likeCases: likeCases, in: &file)
            } else {
                file.enter(.decisionNoted, about: answer.kind, answer.details)
            }
        }
        DecisionAnswers.rest(&file)
    }

    private static func setRumourState(
        _ state: RumourState, _ answer: DecisionAnswer, likeCases: [String], in file: inout CaseFile
    ) {
        file.enter(.rumourStateSet, answer.details)
        // A case that is over says nothing new, and one that was just opened knows it already.
        guard !file.row.state.isOver, file.row.incident.rumourState != state else { return }
        file.row.incident.rumourState = state
        if !file.row.hasStrategy { CaseDesk.propose(likeCases: likeCases, in: &file) }
        RoundWording.renew(&file)
        StatementDrafter.refresh(&file)
    }

    private static let rumour = Decision.OneOf_Kind.rumour(.init()).name
}

extension Incident {
    /// Who said last that it is none; `nil` where it does not tell.
    var falseAlarmSaid: DecisionAnswer? { answers.last { !$0.refused && $0.kind == DecisionAnswer.falseAlarm } }
}

extension CaseState {
    /// A case that is over, or evaluated, stays as it ended.
    var endsByFalseAlarm: Bool { !isOver && self != .evaluated }
}
