public import Schemas

/// A decision that may be carried out. Only this room makes one; who carries it out takes it from here and can refuse no
/// more.
public struct Ruling: Sendable {
    public let decision: Decision
    public let kind: Decision.OneOf_Kind
    /// Whose roles count: who decided, or whom they stand in for.
    public let holder: String
    /// Of a signature: the role that is signed for.
    public internal(set) var role = ""
    /// Of a directive carried on: its assignee, where a deputy acts for them without saying so; else as the decision says.
    public internal(set) var principal = ""
    /// Of a release: the contradictions that it accepts with its reason.
    public internal(set) var accepted: [Contradiction] = []
    /// Of a strategy chosen: the case's from here on.
    public internal(set) var strategy = StrategyChoice()
    /// Of a directive that comes into force: as it will be, before it is.
    public internal(set) var directive = Directive()
    /// Of a request for a resource, or of a verdict: the request from here on.
    public internal(set) var request: ResourceRequest?

    public var person: ActingPerson { ActingPerson(decision.person, for: decision.deputyFor) }

    init(_ decision: Decision, _ kind: Decision.OneOf_Kind, holder: String) {
        self.decision = decision
        self.kind = kind
        self.holder = holder
        principal = decision.deputyFor
    }
}
