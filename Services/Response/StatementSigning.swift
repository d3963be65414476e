import Plan
import Schemas

/// Sign-offs are of exactly one text, by its hash; any edit voids them. Only a text signed by every required role can be
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
    static func edit(_ edit: EditStatement, by person: String, in file: inout CaseFile) throws(Refusal) {
        guard !file.row.state.isOver else { throw Refusal("the case is over; open it again first") }
        guard !edit.statementID.isEmpty else { return try write(edit, by: person, in: &file) }
        let index = try index(of: edit.statementID, in: file)
        var statement = file.row.statements[index]
        guard statement.state == .draft || statement.state == .signed else {
            throw Refusal("statement \(statement.id) is \(statement.state.word); what is out is withdrawn, not edited")
        }
        if edit.title.isEmpty, edit.body.isEmpty {
            StatementDrafter.redraft(at: index, in: &file, unlessSigned: false)
            return
        }
        try set(edit, on: &statement, by: person, in: &file)
        file.row.statements[index] = statement
        requestSignOffs(for: statement, in: &file)
    }

    private static func write(_ edit: EditStatement, by person: String, in file: inout CaseFile) throws(Refusal) {
        guard file.plan.channel(edit.channel) != nil else {
            let channels = file.plan.channels.map(\.id).joined(separator: ", ")
            throw Refusal("channel \"\(edit.channel)\" is not in the plan; it has \(channels)")
        }
        guard let language = ResponsePlan.Language(rawValue: edit.language) else {
            throw Refusal("language \"\(edit.language)\" is none of zh-Hans, zh-Hant, en")
        }
        if edit.title.isEmpty, edit.body.isEmpty {
            guard StatementDrafter.draft(channel: edit.channel, language: language, in: &file) != nil else {
                throw Refusal("the plan has no template for \(edit.channel) in \(edit.language) under this strategy")
            }
            return
        }
        var statement = Statement()
        statement.id = StatementDrafter.nextID(channel: edit.channel, language: edit.language, in: file)
        statement.channel = edit.channel
        statement.language = edit.language
        statement.state = .draft
        statement.requiredRoles = file.plan.statements.requiredSignOffs(for: file.grade)
        try set(edit, on: &statement, by: person, in: &file)
        file.row.statements.append(statement)
        requestSignOffs(for: statement, in: &file)
    }

    private static func set(
        _ edit: EditStatement, on statement: inout Statement, by person: String, in file: inout CaseFile
    ) throws(Refusal) {
        guard !edit.title.isEmpty, !edit.body.isEmpty else { throw Refusal("a statement takes a title and a body") }
        let known = Set(
            file.row.incident.evidence.map(\.mentionID) + file.row.proposal.mentionIds
                + statement.facts.flatMap(\.mentionIds))
        let unknown = edit.factMentionIds.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw Refusal("mentions \(unknown.joined(separator: ", ")) are not among the incident's evidence")
        }
        statement.title = edit.title
        statement.body = edit.body
        // A fact whose sentence is gone from the text goes with it.
        statement.facts = statement.facts.filter { $0.name != "cited" && edit.body.contains($0.value) }
        if !edit.factMentionIds.isEmpty {
            var cited = Fact()
            cited.name = "cited"
            cited.mentionIds = edit.factMentionIds
            statement.facts.append(cited)
        }
        statement.version += 1
        statement.draftedBy = person
        statement.draftedAt = file.now
        let hash = statement.hashOfText
        if hash != statement.contentHash {
            statement.contentHash = hash
            void(&statement, why: "edited", in: &file)
        }
        file.enter(
            .statementEdited, about: statement.id,
            ["version": "\(statement.version)", "contentHash": hash, "facts": "\(statement.facts.count)"])
    }

    /// A person signs, or refuses to sign, the text they saw.
    static func sign(
        _ sign: SignStatement, by person: String, role asked: String, reason: String, in file: inout CaseFile
    ) throws(Refusal) {
        guard !file.row.state.isOver else { throw Refusal("the case is over; open it again first") }
        let index = try index(of: sign.statementID, in: file)
        var statement = file.row.statements[index]
        guard statement.state == .draft || statement.state == .signed else {
            throw Refusal("statement \(statement.id) is \(statement.state.word); only a draft is signed")
        }
        try check(hash: sign.contentHash, of: statement)
        let others = statement.signOffs.filter { $0.person != person }
        guard !statement.signOffs.contains(where: { $0.person == person && !$0.refused }) else {
            throw Refusal("\(person) has signed this text already; nobody signs for two roles")
        }
        let free = statement.requiredRoles.filter { role in
            file.plan.has(person, role: role) && !others.contains { $0.role == role && !$0.refused }
        }
        guard let role = free.first(where: { $0 == asked }) ?? free.first else {
            let missing = statement.missingRoles.joined(separator: ", ")
            throw Refusal("\(person) has none of the roles still to sign (\(missing))")
        }
        var signOff = SignOff()
        signOff.person = person
        signOff.role = role
        signOff.contentHash = statement.contentHash
        signOff.at = file.now
        signOff.refused = sign.refuse
        signOff.reason = reason
        signOff.decisionID = file.decisionID
        statement.signOffs = others + [signOff]
        review(&statement)
        file.row.statements[index] = statement
        file.enter(
            sign.refuse ? .signatureRefused : .statementSigned, about: statement.id,
            ["role": role, "contentHash": statement.contentHash, "reason": reason, "state": statement.state.word])
    }

    /// Lets a signed text out.
    static func release(_ release: ReleaseStatement, by person: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: release.statementID, in: file)
        var statement = file.row.statements[index]
        try check(hash: release.contentHash, of: statement)
        guard statement.state == .signed else {
            let missing = statement.missingRoles.joined(separator: ", ")
            throw Refusal("statement \(statement.id) is \(statement.state.word); sign-offs missing: \(missing)")
        }
        if let refused = statement.signOffs.first(where: { $0.refused }) {
            throw Refusal("\(refused.person) (\(refused.role)) refused to sign this text")
        }
        if file.grade.isAtLeastAsGrave(as: .two) {
            guard person != statement.draftedBy else {
                throw Refusal("grade \(file.grade.label): who drafted a statement does not release it")
            }
            guard Set(statement.signOffs.map(\.person)).count >= 2 else {
                throw Refusal("grade \(file.grade.label): a release takes the signatures of two persons")
            }
        }
        let within = Int64(file.plan.statements.nextWordWithin[file.grade]?.seconds ?? 0) * 1000
        // The plan's drafts name the time of the next word, counted from drafting.
        let counted = statement.draftedBy == StatementDrafter.draftedByPlan ? statement.draftedAt : file.now
        guard within == 0 || counted + within > file.now else {
            throw Refusal("the text promises the next word for a time that is past; draft it anew")
        }
        try file.advance(.statementReleased)
        statement.state = .released
        statement.releasedBy = person
        statement.releasedAt = file.now
        file.row.statements[index] = statement
        if file.row.firstWordAt == 0 { file.row.firstWordAt = file.now }
        file.row.nextWordAt = within == 0 ? 0 : counted + within
        file.enter(
            .statementReleased, about: statement.id,
            ["channel": statement.channel, "language": statement.language, "contentHash": statement.contentHash])
        ClockKeeper.statementReleased(in: &file)
        DirectiveDesk.settle(&file)
        NoticeWriter.write(
            .statementReleased, about: statement.id, occasion: statement.contentHash,
            title: file.wording.say("声明已发布：\(statement.title)", "Statement released: \(statement.title)"),
            text: statement.body, in: &file)
        Reports.executive(occasion: "released-\(statement.id)", in: &file)
    }

    static func withdraw(_ withdraw: WithdrawStatement, by person: String, in file: inout CaseFile) throws(Refusal) {
        let index = try index(of: withdraw.statementID, in: file)
        guard file.row.statements[index].state != .withdrawn else {
            throw Refusal("statement \(withdraw.statementID) is withdrawn already")
        }
        if file.row.statements[index].releasedAt > 0, withdraw.correction.isEmpty {
            throw Refusal("withdrawing what is out takes a correction")
        }
        file.row.statements[index].state = .withdrawn
        file.row.statements[index].withdrawnBy = person
        file.row.statements[index].correction = withdraw.correction
        file.enter(.statementWithdrawn, about: withdraw.statementID, ["correction": withdraw.correction])
    }

    /// After a change of grade: the roles its statements need.
    static func gradeChanged(in file: inout CaseFile) {
        let roles = file.plan.statements.requiredSignOffs(for: file.grade)
        for index in file.row.statements.indices where file.row.statements[index].releasedAt == 0 {
            file.row.statements[index].requiredRoles = roles
            review(&file.row.statements[index])
        }
    }

    /// After a change of strategy: no text signed under another one goes out.
    static func strategyChanged(in file: inout CaseFile) {
        for index in file.row.statements.indices {
            var statement = file.row.statements[index]
            guard statement.state == .draft || statement.state == .signed else { continue }
            void(&statement, why: "strategy changed", in: &file)
            file.row.statements[index] = statement
        }
    }

    /// Asks the roles that have to sign: for one statement, or for all drafts at once.
    static func requestSignOffs(for statement: Statement?, in file: inout CaseFile) {
        let roles = file.plan.statements.requiredSignOffs(for: file.grade)
        let drafts = statement.map { [$0] } ?? file.row.statements.filter { $0.state == .draft }
        guard !drafts.isEmpty, !roles.isEmpty else { return }
        let list = drafts.map { "\($0.channel)/\($0.language): \($0.title)" }.joined(separator: "\n")
        NoticeWriter.write(
            .signOffRequested, about: statement?.id ?? "", occasion: statement?.contentHash ?? "\(file.now)",
            title: file.wording.say("请会签：\(file.row.title)", "Please sign: \(file.row.title)"), text: list,
            concerned: roles.map { .role($0) }, in: &file)
    }

    private static func index(of id: String, in file: CaseFile) throws(Refusal) -> Int {
        guard let index = file.row.statements.firstIndex(where: { $0.id == id }) else {
            throw Refusal("the case has no statement \"\(id)\"")
        }
        return index
    }

    private static func check(hash: String, of statement: Statement) throws(Refusal) {
        guard hash == statement.contentHash else {
            throw Refusal(
                "the text changed: decided on \(hash.prefix(12)), it is \(statement.contentHash.prefix(12)) now")
        }
    }
}
