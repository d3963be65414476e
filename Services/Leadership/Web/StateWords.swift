import Plan
import Schemas

/// Names of states as they stand in classes, data attributes and the catalogue.
extension CaseState {
    var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .reported: "reported"
        case .analysed: "analysed"
        case .strategyDecided: "strategyDecided"
        case .instructed: "instructed"
        case .communicating: "communicating"
        case .handling: "handling"
        case .followingUp: "followingUp"
        case .evaluated: "evaluated"
        case .closed: "closed"
        case .falseAlarm: "falseAlarm"
        }
    }
}

extension IncidentState {
    var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .open: "open"
        case .quiet: "quiet"
        case .falseAlarm: "falseAlarm"
        case .merged: "merged"
        case .closed: "closed"
        }
    }
}

extension DeliveryState {
    var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED: "none"
        case .pending: "pending"
        case .delivered: "delivered"
        case .acknowledged: "acknowledged"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }
}

extension MentionKind {
    var word: String {
        switch self {
        case .unspecified, .UNRECOGNIZED, .other: "other"
        case .complaint: "complaint"
        case .news: "news"
        case .rumour: "rumour"
        }
    }
}

extension Grade {
    var plan: ResponsePlan.Grade? { ResponsePlan.Grade(rawValue: rawValue) }
    /// `I` to `IV`; a dash where there is none yet.
    var label: String { plan?.label ?? "–" }
    /// `red`, `orange`, `yellow`, `blue`, `none`: for classes.
    var colour: String { plan?.colour ?? "none" }
    /// The worst first; what is not graded last.
    var order: Int { plan?.rawValue ?? 9 }
}
