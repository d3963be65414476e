import Plan
import Schemas

extension Grade {
    /// Without a grade the least grave one is meant.
    var inPlan: ResponsePlan.Grade { ResponsePlan.Grade(rawValue: rawValue) ?? .four }
}

extension MentionKind {
    var inPlan: ResponsePlan.EventKind {
        switch self {
        case .complaint: .complaint
        case .news: .negativeNews
        case .rumour: .rumour
        case .other, .unspecified, .UNRECOGNIZED: .other
        }
    }
}
