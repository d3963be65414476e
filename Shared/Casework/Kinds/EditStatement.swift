public import Plan
public import Schemas

extension CaseFile {
    /// A new statement, or a new text of one that is not out. Without title and body it is drafted anew from the plan's
    /// template.
    func edit(_ edit: EditStatement) throws(Refusal) {
        let row = try openCase()
        let text = !edit.title.isEmpty || !edit.body.isEmpty
        guard !text || (!edit.title.isBlank && !edit.body.isBlank) else {
            throw .invalid("a statement takes a title and a body", edit.title.isBlank ? "title" : "body")
        }
        var facts: [Fact] = []
        if edit.statementID.isEmpty {
            let language = try place(edit)
            if !edit.corrects.isEmpty { try correct(edit, in: row) }
            if !text { try template(edit.channel, language, in: row) }
        } else {
            let statement = try statement(edit.statementID, in: row)
            guard statement.state == .draft || statement.state == .signed else {
                throw .conflict(
                    "statement \(statement.id) is \(statement.state.word); what is out is withdrawn or corrected, not "
                        + "edited")
            }
            if !text { try template(statement.channel, ResponsePlan.Language(rawValue: statement.language), in: row) }
            facts = statement.facts
        }
        guard text else { return }
        // The evidence is a sample that moves on: what the case already rests on stays good.
        let known = Set(
            row.incident.evidence.map(\.mentionID) + (incident.value?.evidence.map(\.mentionID) ?? [])
                + row.proposal.mentionIds + facts.flatMap(\.mentionIds))
        let unknown = edit.factMentionIds.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw .invalid(
                "mentions \(unknown.joined(separator: ", ")) are not among the incident's evidence", "factMentionIds")
        }
        guard edit.nextWordAt == 0 || edit.nextWordAt > now else {
            throw .invalid("the next word is promised for a time that is past", "nextWordAt")
        }
    }

    /// Where a new one stands: on a channel of the plan, in a language of the channel.
    private func place(_ edit: EditStatement) throws(Refusal) -> ResponsePlan.Language {
        guard let channel = plan.channel(edit.channel) else {
            let channels = plan.channels.map(\.id).joined(separator: ", ")
            throw .invalid("channel \"\(edit.channel)\" is not in the plan; it has \(channels)", "channel")
        }
        guard let language = ResponsePlan.Language(rawValue: edit.language), channel.languages.contains(language) else {
            let spoken = channel.languages.map(\.rawValue).joined(separator: ", ")
            throw .invalid("language \"\(edit.language)\" is none of those of \(channel.id): \(spoken)", "language")
        }
        return language
    }

    /// What is corrected is out, on the same channel and in the same language, and not corrected yet.
    private func correct(_ edit: EditStatement, in row: Case) throws(Refusal) {
        let statement = try statement(edit.corrects, in: row, "corrects")
        guard statement.releasedAt > 0 else {
            throw .conflict("statement \(statement.id) is \(statement.state.word); only what is out is corrected")
        }
        guard statement.channel == edit.channel, statement.language == edit.language else {
            throw .invalid(
                "statement \(statement.id) stands on \(statement.channel) in \(statement.language); it is corrected "
                    + "there", "corrects")
        }
        guard statement.correctedBy.isEmpty else {
            throw .conflict("statement \(statement.id) is corrected by \(statement.correctedBy) already")
        }
    }

    private func template(
        _ channel: String, _ language: ResponsePlan.Language?, in row: Case
    ) throws(Refusal) {
        guard let language, let strategy = row.followedStrategy?.main, plan.strategy(strategy) != nil,
            plan.statements.template(strategy: strategy, channel: channel, language: language) != nil
        else {
            throw .invalid(
                "the plan has no template for \(channel) in \(language?.rawValue ?? "no language") under this strategy; "
                    + "write a title and a body", "body")
        }
    }
}

extension Case {
    /// The strategy drafts follow: what a person decided, else what is proposed.
    public var followedStrategy: (main: ResponsePlan.Strategy.ID, supplement: ResponsePlan.Strategy.ID?)? {
        let decided = hasStrategy && !strategy.strategy.isEmpty
        let main = decided ? strategy.strategy : proposal.strategy
        let supplement = decided ? strategy.supplement : proposal.supplement
        guard let id = ResponsePlan.Strategy.ID(rawValue: main) else { return nil }
        return (id, ResponsePlan.Strategy.ID(rawValue: supplement))
    }
}
