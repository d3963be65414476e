import Casework
import Schemas

/// Takes in what logistics answered to people's decisions: it is entered as done only where logistics did it.
enum DecisionAnswers {
    /// - Parameter answers: not entered yet.
    static func enter(_ answers: [DecisionAnswer], about id: String, in file: inout CaseFile) {
        for answer in answers {
            act(by: answer, in: &file)
            if answer.refused {
                file.enter(
                    .refused, about: answer.kind, ["reason": answer.reason, "state": file.row.state.label])
            } else if answer.kind == Decision.OneOf_Kind.acknowledge(.init()).name {
                acknowledged(id, in: &file)
            } else if answer.kind == Decision.OneOf_Kind.retryDelivery(.init()).name {
                file.enter(.deliveryRetried, about: id)
            }
        }
        rest(&file)
    }

    /// From here on the file is changed by who decided.
    static func act(by answer: DecisionAnswer, in file: inout CaseFile) {
        file.actor = answer.person
        file.principal = answer.deputyFor
        file.decisionID = answer.decisionID
    }

    /// From here on by nobody.
    static func rest(_ file: inout CaseFile) {
        file.actor = "system"
        file.principal = ""
        file.decisionID = ""
    }

    private static func acknowledged(_ id: String, in file: inout CaseFile) {
        if !file.row.deliveryIdsAcknowledged.contains(id) {
            file.row.deliveryIdsAcknowledged.append(id)
            if file.row.deliveryIdsAcknowledged.count > CaseFile.mostAcknowledged {
                file.row.deliveryIdsAcknowledged.removeFirst()
            }
        }
        file.enter(.acknowledged, about: id)
    }
}
