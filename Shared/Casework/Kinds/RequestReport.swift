import Plan
import Schemas

extension CaseFile {
    /// A report now, of a kind that the plan has.
    func requestReport(_ request: RequestReport) throws(Refusal) {
        guard !(try anyCase()).state.isOver else {
            throw .conflict("the case is over; its evaluation tells all there is")
        }
        guard plan.report(request.kind) != nil else {
            let kinds = plan.reports.map(\.kind.rawValue).joined(separator: ", ")
            throw .invalid("the plan has no report \"\(request.kind)\"; it has \(kinds)", "kind")
        }
    }
}
