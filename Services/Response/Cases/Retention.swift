import Casework
import Plan
import Schemas

/// How long what is kept beside the audit record stays after a case is over, by the plan's `retention`. The journal
/// topic, the decisions and the evaluation stay: they are the record.
struct Retention {
    let plan: ResponsePlan

    /// When the private copy of the journal goes, ms since 1970; `nil` while the case is open.
    func copiesEnd(_ row: Case) -> Int64? { end(row, after: plan.retention.journalCopies) }

    /// When the row goes; `nil` while the case is open.
    func rowEnds(_ row: Case) -> Int64? { end(row, after: plan.retention.cases) }

    private func end(_ row: Case, after span: ResponsePlan.Span) -> Int64? {
        guard row.state.isOver, row.closedAt > 0 else { return nil }
        return row.closedAt + Int64(span.seconds) * 1000
    }
}
