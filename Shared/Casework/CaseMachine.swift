public import Schemas

/// What can happen to a case, as far as its state is concerned.
public enum CaseEvent: CaseIterable, Hashable, Sendable {
    case proposalMade, strategyChosen, directiveIssued
    /// A public word is out.
    case statementReleased
    /// A version for a closed circle is out: the regulator or the client service may have to hear before the public.
    case versionReleased
    case directiveProgressed, directivesSettled
    case evaluationWritten, closed, falseAlarmDeclared, mergedAway, reopened
}

/// The states of a case and what every event does in every state. Pure: no clock, no plan.
public struct CaseMachine: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        case moved(to: CaseState)
        /// Allowed, and nothing changes.
        case stays
        case refused(String)
    }

    public private(set) var state: CaseState

    public init(state: CaseState) { self.state = state }

    /// Takes an event in; the state changes only with `.moved`.
    public mutating func take(_ event: CaseEvent) -> Step {
        let step = Self.step(from: state, on: event)
        if case .moved(let next) = step { state = next }
        return step
    }

    public static func step(from state: CaseState, on event: CaseEvent) -> Step {
        switch state {
        case .unspecified, .UNRECOGNIZED: .refused("the case is not open")
        case .reported: reported(event)
        case .analysed: analysed(event)
        case .strategyDecided, .instructed, .communicating, .handling, .followingUp: decided(state, event)
        case .evaluated: evaluated(event)
        case .closed: over(event, "the case is closed")
        case .falseAlarm: over(event, "the case was a false alarm")
        }
    }

    private static func reported(_ event: CaseEvent) -> Step {
        switch event {
        case .proposalMade: .moved(to: .analysed)
        case .strategyChosen: .moved(to: .strategyDecided)
        case .falseAlarmDeclared: .moved(to: .falseAlarm)
        case .mergedAway: .moved(to: .closed)
        case .directiveIssued, .statementReleased, .versionReleased, .directiveProgressed, .directivesSettled:
            .refused("the case is only reported; the incident has to be analysed first")
        case .evaluationWritten, .closed: .refused("a strategy has to be decided first, or a false alarm declared")
        case .reopened: .refused("the case is open")
        }
    }

    private static func analysed(_ event: CaseEvent) -> Step {
        switch event {
        case .strategyChosen: .moved(to: .strategyDecided)
        case .falseAlarmDeclared: .moved(to: .falseAlarm)
        case .mergedAway: .moved(to: .closed)
        // What cannot wait may be instructed before the strategy stands.
        case .proposalMade, .directiveIssued, .versionReleased, .directiveProgressed, .directivesSettled: .stays
        case .statementReleased: .refused("a strategy has to be decided before the first word")
        case .evaluationWritten, .closed: .refused("a strategy has to be decided first, or a false alarm declared")
        case .reopened: .refused("the case is open")
        }
    }

    private static func decided(_ state: CaseState, _ event: CaseEvent) -> Step {
        switch event {
        case .proposalMade, .strategyChosen, .versionReleased: .stays
        case .directiveIssued:
            switch state {
            case .strategyDecided: .moved(to: .instructed)
            case .communicating, .followingUp: .moved(to: .handling)
            default: .stays
            }
        case .statementReleased:
            switch state {
            case .strategyDecided, .instructed: .moved(to: .communicating)
            default: .stays
            }
        case .directiveProgressed: state == .communicating ? .moved(to: .handling) : .stays
        case .directivesSettled:
            switch state {
            case .strategyDecided, .followingUp: .stays
            default: .moved(to: .followingUp)
            }
        case .evaluationWritten: .moved(to: .evaluated)
        case .closed: .refused("the evaluation has to be written first")
        case .falseAlarmDeclared: .moved(to: .falseAlarm)
        case .mergedAway: .moved(to: .closed)
        case .reopened: .refused("the case is open")
        }
    }

    private static func evaluated(_ event: CaseEvent) -> Step {
        switch event {
        case .closed, .mergedAway: .moved(to: .closed)
        case .reopened: .moved(to: .reported)
        case .evaluationWritten: .stays
        case .proposalMade, .strategyChosen, .directiveIssued, .statementReleased, .versionReleased,
            .directiveProgressed, .directivesSettled, .falseAlarmDeclared:
            .refused("the case is evaluated")
        }
    }

    private static func over(_ event: CaseEvent, _ why: String) -> Step {
        switch event {
        case .reopened: .moved(to: .reported)
        case .proposalMade, .strategyChosen, .directiveIssued, .statementReleased, .versionReleased,
            .directiveProgressed, .directivesSettled, .evaluationWritten, .closed, .falseAlarmDeclared, .mergedAway:
            .refused(why)
        }
    }
}

extension CaseState {
    /// Whether the case is over until it is opened again.
    public var isOver: Bool { self == .closed || self == .falseAlarm }

    /// The state's name in journals: `following-up`.
    public var label: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .reported: "reported"
        case .analysed: "analysed"
        case .strategyDecided: "strategy-decided"
        case .instructed: "instructed"
        case .communicating: "communicating"
        case .handling: "handling"
        case .followingUp: "following-up"
        case .evaluated: "evaluated"
        case .closed: "closed"
        case .falseAlarm: "false-alarm"
        }
    }
}

extension IncidentState {
    /// Nothing more comes of it, unless a person decides otherwise.
    public var isOver: Bool { self == .falseAlarm || self == .merged || self == .closed }
}
