/// Which permission of the plan a kind of decision asks for, and how the kind is named in journals and refusals.
///
/// One table for all: the console shows only what a person may decide, the services refuse the rest.
public enum DecisionPolicy {
    /// The raw value of `ResponsePlan.Permission` that the person's roles have to give.
    public static func permission(for kind: Decision.OneOf_Kind) -> String { row(for: kind).permission }

    /// The kind's name: `choose-strategy`.
    public static func name(of kind: Decision.OneOf_Kind) -> String { row(for: kind).name }

    private static func row(for kind: Decision.OneOf_Kind) -> (name: String, permission: String) {
        switch kind {
        case .regrade: ("regrade", "regrade")
        case .confirmGrade: ("confirm-grade", "regrade")
        case .falseAlarm: ("false-alarm", "regrade")
        case .rumour: ("set-rumour-state", "regrade")
        case .merge: ("merge-incidents", "mergeSplit")
        case .split: ("split-incident", "mergeSplit")
        case .openCase: ("open-case", "regrade")
        case .strategy: ("choose-strategy", "instruct")
        case .editStatement: ("edit-statement", "draft")
        case .sign: ("sign-statement", "sign")
        case .release: ("release-statement", "release")
        case .withdraw: ("withdraw-statement", "release")
        case .issueDirective: ("issue-directive", "instruct")
        case .updateDirective: ("update-directive", "report")
        case .waiveDirective: ("waive-directive", "instruct")
        case .meetClock: ("meet-clock", "report")
        case .explainClock: ("explain-clock", "report")
        case .close: ("close-case", "close")
        case .reopen: ("reopen-case", "close")
        case .note: ("add-note", "report")
        case .acknowledge: ("acknowledge", "read")
        case .requestResource: ("request-resource", "report")
        case .decideResource: ("decide-resource", "allocate")
        case .retryDelivery: ("retry-delivery", "report")
        case .extendClock: ("extend-clock", "report")
        case .requestReport: ("request-report", "report")
        case .writeEvaluation: ("write-evaluation", "report")
        }
    }
}
