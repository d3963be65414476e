import Casework
import Schemas

/// How far a case has come, as the steps of the plan's procedure with the time each was reached.
struct CaseSteps {
    /// In the order of the procedure.
    static let order: [CaseState] = [
        .reported, .analysed, .strategyDecided, .instructed, .communicating, .handling, .followingUp, .evaluated,
        .closed,
    ]

    let matter: Case
    let journal: [JournalEntry]
    let naming: Naming

    var fields: Fields {
        let now = Self.order.firstIndex(of: matter.state)
        var reached: [String: Int64] = ["reported": matter.openedAt]
        for entry in journal where entry.action == "state-changed" {
            if let state = entry.details["to"] { reached[state] = entry.at }
        }
        let isFalseAlarm = matter.state == .falseAlarm
        return Fields([
            "list": Self.order.enumerated().map { index, state -> Fields in
                let isDone = now.map { index < $0 } ?? false
                let at = reached[state.label].flatMap { naming.time($0) }
                return Fields([
                    "stepName": naming.state(state), "isDone": isDone || (index == now && matter.state == .closed),
                    "isNow": index == now,
                    "stepAt": (index == now || isDone) ? at.map { String($0.dropFirst(5)) } : nil,
                ])
            },
            "aside": isFalseAlarm ? naming.state(CaseState.falseAlarm) : nil,
            "reopened": matter.reopened > 0 ? naming.words.filled("case_reopened", String(matter.reopened)) : nil,
        ])
    }
}

extension CaseState {
    /// As journals write it: `strategy-decided`.
    fileprivate var label: String {
        word.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
    }
}
