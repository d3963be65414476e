import Schemas

/// What an action is called whose effect was measured, in the reader's language where the record says what it was.
struct ActionName {
    let evaluation: Evaluation
    let naming: Naming

    func name(of effect: ActionEffect) -> String {
        let words = naming.words
        if let statement = evaluation.statements.first(where: { $0.id == effect.about }) {
            let wasWithdrawn = statement.withdrawnAt > 0 && statement.withdrawnAt == effect.at
            return words.filled(wasWithdrawn ? "mark_withdrawn" : "mark_released", naming.channel(statement.channel))
        }
        if let directive = evaluation.directives.first(where: { $0.id == effect.about }) {
            return words.filled("mark_done", naming.directive(directive))
        }
        if effect.about.isEmpty, evaluation.hasStrategy, evaluation.strategy.decidedAt == effect.at {
            return words.filled("mark_strategy", naming.strategy(evaluation.strategy.strategy))
        }
        return effect.action
    }
}
