import Casework
import Plan
import Schemas

/// Lets signed texts out, takes them back, and corrects them. What went out stays in the record as it was.
enum StatementRelease {
    /// - Parameter accepted: contradictions that it goes out in spite of.
    static func release(_ release: ReleaseStatement, accepting accepted: [Contradiction], in file: inout CaseFile) {
        guard let index = StatementSigning.index(of: release.statementID, in: file) else { return }
        var statement = file.row.statements[index]
        Consistency.accept(accepted, in: &file)
        let isPublic = !statement.closedCircle
        file.advance(isPublic ? .statementReleased : .versionReleased)
        statement.state = .released
        statement.releasedBy = file.actor
        statement.releasedFor = file.principal
        statement.releasedAt = file.now
        statement.releaseReason = file.reason
        file.row.statements[index] = statement
        file.enter(
            .statementReleased, about: statement.id,
            [
                "channel": statement.channel, "language": statement.language, "contentHash": statement.contentHash,
                "round": "\(statement.round)", "corrects": statement.corrects,
                "audience": file.plan.channel(statement.channel)?.audience.rawValue ?? "",
            ])
        RoundWording.freeze(&file)
        if !statement.corrects.isEmpty { replace(statement.corrects, with: statement, in: &file) }
        if isPublic { spoke(statement, in: &file) }
        DirectiveDesk.settle(&file)
        NoticeWriter.write(
            .statementReleased, about: statement.id, occasion: statement.contentHash,
            title: file.wording.say("声明已发布：\(statement.title)", "Statement released: \(statement.title)"),
            text: statement.body.cut(toBytes: 6_000), in: &file)
    }

    static func withdraw(_ withdraw: WithdrawStatement, reason: String, in file: inout CaseFile) {
        guard let index = StatementSigning.index(of: withdraw.statementID, in: file) else { return }
        let wasOut = file.row.statements[index].releasedAt > 0
        takeBack(index, reason: reason, correction: withdraw.correction, in: &file)
        guard wasOut else { return }
        let statement = file.row.statements[index]
        NoticeWriter.write(
            .statementWithdrawn, about: statement.id, occasion: statement.contentHash,
            title: file.wording.say("声明已撤回：\(statement.title)", "Statement withdrawn: \(statement.title)"),
            text: withdraw.correction, in: &file)
    }

    /// A public word is out: the first, and the promise of the next.
    private static func spoke(_ statement: Statement, in file: inout CaseFile) {
        if file.row.firstWordAt == 0 { file.row.firstWordAt = file.now }
        let within = file.plan.statements.nextWordWithin[file.grade].map { Int64($0.seconds) * 1000 }
        file.row.nextWordAt = statement.nextWordAt > 0 ? statement.nextWordAt : within.map { file.now + $0 } ?? 0
        ClockKeeper.statementReleased(statement, in: &file)
        ReportDesk.released(statement, in: &file)
    }

    private static func replace(_ id: String, with statement: Statement, in file: inout CaseFile) {
        guard let index = file.row.statements.firstIndex(where: { $0.id == id }) else { return }
        file.row.statements[index].correctedBy = statement.id
        file.enter(.statementCorrected, about: id, ["by": statement.id])
        if file.row.statements[index].state != .withdrawn {
            takeBack(index, reason: file.reason, correction: statement.title, in: &file)
        }
    }

    private static func takeBack(_ index: Int, reason: String, correction: String, in file: inout CaseFile) {
        file.row.statements[index].state = .withdrawn
        file.row.statements[index].withdrawnBy = file.actor
        file.row.statements[index].withdrawnAt = file.now
        file.row.statements[index].withdrawReason = reason
        file.row.statements[index].correction = correction
        file.enter(
            .statementWithdrawn, about: file.row.statements[index].id, ["correction": correction, "reason": reason])
    }
}
