import Plan
import Schemas

/// What a message says when several notices go out in it: each with its own title, in the order they came.
extension Delivery {
    var wholeTitle: String { joined.isEmpty ? title : "\(title) (+\(joined.count))" }

    var wholeBody: String {
        guard !joined.isEmpty else { return body }
        return ([(title, body)] + joined.map { ($0.title, $0.text) }).map { "\($0)\n\($1)" }.joined(separator: "\n\n")
    }

    /// Ids of what it is about: the first notice, directive or statement, and the notices joined to it.
    var notices: [String] { [about] + joined.map(\.id) }
}

extension Delivery {
    /// `I` to `IV`, as the plan writes it; nil where the case had none.
    var gradeLabel: String? { ResponsePlan.Grade(rawValue: grade.rawValue)?.label }
}
