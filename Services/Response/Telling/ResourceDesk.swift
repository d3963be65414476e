import Casework
import Schemas

/// Takes in what became of resources that were asked for: their cost is part of the evaluation.
enum ResourceDesk {
    /// - Parameter answers: of logistics to decisions about the request, not entered yet.
    static func take(_ request: ResourceRequest, answers: [DecisionAnswer], in file: inout CaseFile) {
        DecisionAnswers.enter(answers.filter(\.refused), about: request.id, in: &file)
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
        enter(request, answers.filter { !$0.refused }, in: &file)
        line.journalSequence = file.row.journalEntries
        if let index { file.row.resources[index] = line } else { file.row.resources.append(line) }
        EvaluationDesk.rewrite(in: &file)
        DecisionAnswers.rest(&file)
    }

    /// What was carried out, each by its decision; of a request whose row says no answers, what it says of itself.
    private static func enter(_ request: ResourceRequest, _ answers: [DecisionAnswer], in file: inout CaseFile) {
        let isDecided = request.state != .requested
        for answer in answers {
            DecisionAnswers.act(by: answer, in: &file)
            let isVerdict = answer.kind == Decision.OneOf_Kind.decideResource(.init()).name
            step(isVerdict ? .resourceDecided : .resourceRequested, request, in: &file)
        }
        guard answers.isEmpty, request.answers.isEmpty else { return }
        file.actor = isDecided ? request.decidedBy : request.requestedBy
        step(isDecided ? .resourceDecided : .resourceRequested, request, in: &file)
    }

    private static func step(_ action: JournalAction, _ request: ResourceRequest, in file: inout CaseFile) {
        let state = action == .resourceDecided ? request.state : .requested
        file.enter(
            action, about: request.id,
            [
                "kind": request.kind, "quantity": request.quantity.plain, "unit": request.unit,
                "purpose": request.purpose, "state": state.word, "cost": request.cost.plain,
                "currency": request.currency, "reason": action == .resourceDecided ? request.reason : "",
            ])
    }
}
