import Casework
import Plan
import Schemas

/// Sign-offs are of exactly one text with its facts, promise and drafter, by their hash; any edit voids them. Only a text signed by every required role can be
/// released (one agreed wording, 統一口徑).
enum StatementSigning {
    /// Draft or signed, as the sign-offs have it; what is released stays.
    static func review(_ statement: inout Statement) {
        guard statement.state == .draft || statement.state == .signed else { return }
        statement.state = statement.missingRoles.isEmpty && !statement.signOffs.isEmpty ? .signed : .draft
    }

    /// Empties the sign-offs, and journals it where there were any.
    static func void(_ statement: inout Statement, why: String, in file: inout CaseFile) {
        if !statement.signOffs.isEmpty {
            let signers = statement.signOffs.map(\.person).joined(separator: " ")
            file.enter(.signaturesVoided, about: statement.id, ["why": why, "signers": signers])
        }
        statement.signOffs = []
        review(&statement)
    }

    /// A person edits a statement, or writes a new one where no id is given. Empty text takes the plan's template.
    static func edit(_ edit: EditStatement, in file: inout CaseFile) {
        guard !edit.statementID.isEmpty else { return write(edit, in: &file) }
        guard let index = index(of: edit.statementID, in: file) else { return }
        var statement = file.row.statements[index]
        if edit.title.isEmpty, edit.body.isEmpty {
            RoundWording.renew(&file)
            StatementDrafter.redraft(at: index, in: &file, unlessSigned: false)
            StatementDrafter.refresh(&file)
            return
        }
        set(edit, on: &statement, in: &file)
        file.row.statements[index] = statement
        RoundWording.freeze(&file)
        requestSignOffs(for: statement, in: &file)
    }

    /// A new version: of the next round where this channel and language have spoken in this one already.
    private static func write(_ edit: EditStatement, in file: inout CaseFile) {
        guard let language = ResponsePlan.Language(rawValue: edit.language) else { return }
        let newest = file.row.statements.last {
            $0.channel == edit.channel && $0.language == edit.language && $0.state != .withdrawn
        }
        if let newest, newest.releasedAt > 0, newest.round == file.row.wording.round { RoundWording.renew(&file) }
        var statement = StatementDrafter.blank(channel: edit.channel, language: language, in: file)
        if edit.title.isEmpty, edit.body.isEmpty {
            guard StatementDrafter.draft(channel: edit.channel, language: language, in: &file) != nil else { return }
            file.row.statements[file.row.statements.count - 1].corrects = edit.corrects
        } else {
            statement.corrects = edit.corrects
            statement.round = max(file.row.wording.round, 1)
            statement.asOf = file.now
            statement.number = file.row.wording.number
            set(edit, on: &statement, in: &file)
            file.row.statements.append(statement)
            RoundWording.freeze(&file)
            requestSignOffs(for: statement, in: &file)
        }
        // The other versions of a new round are drafted to say the same.
        if newest != nil { StatementDrafter.refresh(&file) }
    }

    private static func set(
        _ edit: EditStatement, on statement: inout Statement, in file: inout CaseFile
    ) {
        statement.title = edit.title
        statement.body = edit.body
        // A fact whose sentence is gone from the text goes with it.
        statement.facts = statement.facts.filter { $0.name != Fact.cited && edit.body.contains($0.value) }
        if !edit.factMentionIds.isEmpty {
            var cited = Fact()
            cited.name = Fact.cited
            cited.mentionIds = edit.factMentionIds
            statement.facts.append(cited)
        }
        statement.version += 1
        statement.draftedBy = file.actor
        statement.draftedFor = file.principal
        statement.draftedAt = file.now
        if statement.round == 0 { statement.round = max(file.row.wording.round, 1) }
        promise(edit, of: &statement, in: file)
        statement.hashVersion = Statement.newestHashVersion
        let hash = statement.signedHash
        if hash != statement.contentHash {
            statement.contentHash = hash
            void(&statement, why: "edited", in: &file)
        }
        file.enter(
            .statementEdited, about: statement.id,
            ["version": "\(statement.version)", "contentHash": hash, "facts": "\(statement.facts.count)"])
    }

    /// The next word that an edited text promises: as the editor says, else what stood before while the text still says
    /// it.
    private static func promise(
        _ edit: EditStatement, of statement: inout Statement, in file: CaseFile
    ) {
        if edit.nextWordAt > 0 {
            statement.nextWordAt = edit.nextWordAt
            return
        }
        let wording = Wording(language: ResponsePlan.Language(rawValue: statement.language) ?? file.language)
        let zone = file.plan.institution.timeZone
        if statement.nextWordAt > 0, !edit.body.contains(wording.moment(statement.nextWordAt, in: zone)) {
            statement.nextWordAt = 0
        }
    }

    /// A person signs, or refuses to sign, the text they saw.
    static func sign(_ sign: SignStatement, role: String, reason: String, in file: inout CaseFile) {
        guard let index = index(of: sign.statementID, in: file) else { return }
        var statement = file.row.statements[index]
        let others = statement.signOffs.filter { $0.person != file.actor }
        var signOff = SignOff()
        signOff.person = file.actor
        signOff.deputyFor = file.principal
        signOff.role = role
        signOff.contentHash = statement.contentHash
        signOff.at = file.now
        signOff.refused = sign.refuse
        signOff.reason = reason
        signOff.decisionID = file.decisionID
        // Who comes back signs in place of what a deputy refused for them.
        statement.signOffs = others.filter { !($0.refused && $0.deputyFor == file.actor) } + [signOff]
        review(&statement)
        file.row.statements[index] = statement
        file.enter(
            sign.refuse ? .signatureRefused : .statementSigned, about: statement.id,
            ["role": role, "contentHash": statement.contentHash, "reason": reason, "state": statement.state.word])
        if !sign.refuse { RoundWording.freeze(&file) }
    }

    /// After a change of strategy: no text signed under another one goes out.
    static func strategyChanged(in file: inout CaseFile) {
        for index in file.row.statements.indices {
            var statement = file.row.statements[index]
            guard statement.state == .draft || statement.state == .signed else { continue }
            void(&statement, why: "strategy changed", in: &file)
            file.row.statements[index] = statement
        }
        RoundWording.renew(&file)
    }

    /// Asks the roles that have to sign: for one statement, or for all drafts at once.
    static func requestSignOffs(for statement: Statement?, in file: inout CaseFile) {
        let drafts = statement.map { [$0] } ?? file.row.statements.filter { $0.state == .draft }
        var roles: [String] = []
        for role in drafts.flatMap(\.requiredRoles) where !roles.contains(role) { roles.append(role) }
        guard !drafts.isEmpty, !roles.isEmpty else { return }
        let list = drafts.map { "\($0.channel)/\($0.language): \($0.title)" }.joined(separator: "\n")
        NoticeWriter.write(
            .signOffRequested, about: statement?.id ?? "", occasion: statement?.contentHash ?? "\(file.now)",
            title: file.wording.say("请会签：\(file.row.title)", "Please sign: \(file.row.title)"), text: list,
            concerned: roles.map { .role($0) }, in: &file)
    }

    static func index(of id: String, in file: CaseFile) -> Int? { file.row.statements.firstIndex { $0.id == id } }
}
