import Plan
import Schemas

extension Grade {
    init(_ grade: ResponsePlan.Grade?) {
        switch grade {
        case .one: self = .i
        case .two: self = .ii
        case .three: self = .iii
        case .four: self = .iv
        case nil: self = .unspecified
        }
    }

    /// Nil for no grade.
    var planned: ResponsePlan.Grade? { ResponsePlan.Grade(rawValue: rawValue) }

    /// 4 for grade I down to 0 for none.
    var gravity: Int { planned.map { 5 - $0.rawValue } ?? 0 }

    func isGraver(than other: Grade) -> Bool { gravity > other.gravity }
}

extension MentionKind {
    var planned: ResponsePlan.EventKind {
        switch self {
        case .complaint: .complaint
        case .news: .negativeNews
        case .rumour: .rumour
        case .other, .unspecified, .UNRECOGNIZED: .other
        }
    }
}
