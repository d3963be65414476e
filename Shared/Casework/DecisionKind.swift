public import Plan
public import Schemas

/// What every kind of decision is called and asks for, in one table. A new kind does not compile without its line here.
public struct DecisionKind: Hashable, Sendable {
    /// Who carries decisions of a kind out, and whose answer counts.
    public enum Owner: Hashable, Sendable { case analysis, response, logistics }

    /// As journals, addresses and refusals name it: `choose-strategy`.
    public var name: String
    /// One of these has to be given by the roles of who decides.
    public var permissions: [ResponsePlan.Permission]
    public var owner: Owner = .response
    /// A decision without a reason is refused.
    public var asksReason = false
    /// There is no way back: a console shows what will happen, and asks again.
    public var asksConfirmation = false

    /// The permissions, as a refusal names them.
    public var wanted: String { permissions.map(\.rawValue).joined(separator: " or ") }

    /// It is about the incident; otherwise about its case.
    public var isOfIncident: Bool { owner == .analysis || name == "open-case" }
}

extension Decision.OneOf_Kind {
    /// Its name: `choose-strategy`.
    public var name: String { row.name }

    public var row: DecisionKind {
        switch self {
        case .regrade: DecisionKind(name: "regrade", permissions: [.regrade], owner: .analysis, asksReason: true)
        case .confirmGrade: DecisionKind(name: "confirm-grade", permissions: [.regrade])
        case .falseAlarm: Self.final("false-alarm", .regrade, owner: .analysis)
        case .rumour:
            DecisionKind(name: "set-rumour-state", permissions: [.regrade], owner: .analysis, asksReason: true)
        case .merge: Self.final("merge-incidents", .mergeSplit, owner: .analysis)
        case .split: Self.final("split-incident", .mergeSplit, owner: .analysis)
        case .openCase: DecisionKind(name: "open-case", permissions: [.regrade])
        case .strategy: DecisionKind(name: "choose-strategy", permissions: [.instruct])
        case .editStatement: DecisionKind(name: "edit-statement", permissions: [.draft])
        case .sign: DecisionKind(name: "sign-statement", permissions: [.sign], asksConfirmation: true)
        case .release: DecisionKind(name: "release-statement", permissions: [.release], asksConfirmation: true)
        case .withdraw: Self.final("withdraw-statement", .release)
        case .issueDirective: DecisionKind(name: "issue-directive", permissions: [.instruct])
        case .updateDirective: DecisionKind(name: "update-directive", permissions: [.report])
        case .waiveDirective: Self.final("waive-directive", .instruct)
        case .meetClock: DecisionKind(name: "meet-clock", permissions: [.report], asksConfirmation: true)
        case .explainClock: DecisionKind(name: "explain-clock", permissions: [.report], asksReason: true)
        case .extendClock: Self.final("extend-clock", .report)
        case .close: Self.final("close-case", .close)
        case .reopen: Self.final("reopen-case", .close)
        case .note: DecisionKind(name: "add-note", permissions: [.report])
        case .requestReport: DecisionKind(name: "request-report", permissions: [.report])
        case .writeEvaluation: DecisionKind(name: "write-evaluation", permissions: [.report])
        case .acknowledge: DecisionKind(name: "acknowledge", permissions: [.read], owner: .logistics)
        case .requestResource: DecisionKind(name: "request-resource", permissions: [.report], owner: .logistics)
        case .decideResource: Self.final("decide-resource", .allocate, owner: .logistics)
        case .retryDelivery:
            // A message goes out once more: for those who keep the information flowing, who instruct and who publish.
            DecisionKind(
                name: "retry-delivery", permissions: [.allocate, .instruct, .release, .administer], owner: .logistics)
        }
    }

    private static func final(
        _ name: String, _ permission: ResponsePlan.Permission, owner: DecisionKind.Owner = .response
    ) -> DecisionKind {
        DecisionKind(name: name, permissions: [permission], owner: owner, asksReason: true, asksConfirmation: true)
    }
}
