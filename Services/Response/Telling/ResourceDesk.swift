import Schemas

/// Takes in what became of resources that were asked for: their cost is part of the evaluation.
enum ResourceDesk {
    static func take(_ request: ResourceRequest, in file: inout CaseFile) {
        let index = file.row.resources.firstIndex { $0.requestID == request.id }
        let before = index.map { file.row.resources[$0].state }
        guard before != request.state.word else { return }
        var line = CostLine()
        line.requestID = request.id
        line.kind = request.kind
        line.quantity = request.quantity
        line.unit = request.unit
        // The request's own row has all of it.
        line.purpose = request.purpose.cut(toBytes: 300)
        line.cost = request.cost
        line.currency = request.currency
        line.requestedBy = request.requestedBy
        line.state = request.state.word
        if request.state == .approved {
            line.approvedBy = request.decidedBy
            line.approvedAt = request.decidedAt
        }
        let isDecided = request.state != .requested
        file.actor = isDecided ? request.decidedBy : request.requestedBy
        file.enter(
            isDecided ? .resourceDecided : .resourceRequested, about: request.id,
            [
                "kind": request.kind, "quantity": request.quantity.plain, "unit": request.unit,
                "purpose": request.purpose, "state": line.state, "cost": request.cost.plain,
                "currency": request.currency, "reason": request.reason,
            ])
        line.journalSequence = file.row.journalEntries
        if let index { file.row.resources[index] = line } else { file.row.resources.append(line) }
        EvaluationDesk.rewrite(in: &file)
    }
}
