import Casework
import Foundation
import Plan
import Schemas

/// Drafts statements from the plan's templates. Only what is evidenced is said: every fact names the mentions or the
/// decision it rests on; where there is none, the draft leaves the sentence out and says so.
enum StatementDrafter {
    /// Drafts every channel and language of the plan that has no statement of this round under way, and drafts anew what
    /// the plan drafted and nobody has signed. What people wrote, signed or released stays.
    static func refresh(_ file: inout CaseFile) {
        guard file.row.followedStrategy != nil else { return }
        RoundWording.refresh(&file)
        for channel in file.plan.channels {
            for language in channel.languages {
                let index = file.row.statements.lastIndex {
                    $0.channel == channel.id && $0.language == language.rawValue && $0.state != .withdrawn
                }
                if let index, !isOut(file.row.statements[index], before: file.row.wording.round) {
                    redraft(at: index, in: &file, unlessSigned: true)
                } else {
                    draft(channel: channel.id, language: language, in: &file)
                }
            }
        }
    }

    /// A new draft from the template; `nil` where the plan has none for it.
    @discardableResult
    static func draft(channel: String, language: ResponsePlan.Language, in file: inout CaseFile) -> String? {
        var statement = blank(channel: channel, language: language, in: file)
        guard fill(&statement, in: file) else { return nil }
        file.row.statements.append(statement)
        file.enter(
            .statementDrafted, about: statement.id,
            [
                "channel": channel, "language": language.rawValue, "round": "\(statement.round)",
                "contentHash": statement.contentHash,
            ])
        return statement.id
    }

    /// A statement without a text, for one channel and language.
    static func blank(channel: String, language: ResponsePlan.Language, in file: CaseFile) -> Statement {
        var statement = Statement()
        statement.id = nextID(channel: channel, language: language.rawValue, in: file)
        statement.channel = channel
        statement.language = language.rawValue
        statement.state = .draft
        statement.ruleGrade = .graver(file.row.wording.gravestGrade, file.row.grade)
        statement.requiredRoles = GradeRule.requiredRoles(of: statement, in: file)
        statement.closedCircle = file.plan.channel(channel)?.audience == .closed
        return statement
    }

    /// Drafts a statement of the plan's anew.
    static func redraft(at index: Int, in file: inout CaseFile, unlessSigned: Bool) {
        var statement = file.row.statements[index]
        guard statement.state == .draft || (!unlessSigned && statement.state == .signed) else { return }
        if unlessSigned, statement.draftedBy != Statement.byPlan || !statement.signOffs.isEmpty { return }
        let before = statement.contentHash
        guard fill(&statement, in: file), statement.contentHash != before else { return }
        StatementSigning.void(&statement, why: "drafted anew", in: &file)
        file.row.statements[index] = statement
        file.enter(
            .statementDrafted, about: statement.id,
            [
                "channel": statement.channel, "language": statement.language, "version": "\(statement.version)",
                "contentHash": statement.contentHash,
            ])
    }

    private static func isOut(_ statement: Statement, before round: Int32) -> Bool {
        statement.releasedAt > 0 && statement.round < round
    }

    /// Statement ids derive from their place, so that a replay gives the same.
    static func nextID(channel: String, language: String, in file: CaseFile) -> String {
        let earlier = file.statements.filter { $0.channel == channel && $0.language == language }.count
        return EventID.derive("statement", file.row.incidentID, channel, language, "\(earlier)")
    }

    private static func fill(_ statement: inout Statement, in file: CaseFile) -> Bool {
        let plan = file.plan
        guard let (main, supplement) = file.row.followedStrategy,
            let language = ResponsePlan.Language(rawValue: statement.language),
            let template = plan.statements.template(strategy: main, channel: statement.channel, language: language),
            let strategy = plan.strategy(main)
        else { return false }
        let wording = file.row.wording
        let facts = RoundWording.facts(of: wording, language: language, plan: plan)
        let words = Wording(language: language)
        let zone = plan.institution.timeZone
        let separator = language == .english ? " " : ""
        let texts = plan.statements
        var values = texts.texts.mapValues { $0[language] }
        values["institution"] = plan.institution.names[language]
        values["subject"] = plan.subject(file.row.subject)?.names[language] ?? plan.institution.names[language]
        values["number"] = wording.number
        values["asOf"] = words.moment(wording.asOf, in: zone)
        values["date"] = words.day(wording.asOf, in: zone)
        values["facts"] =
            facts.isEmpty ? texts.say(.noFacts, in: language) : facts.map(\.value).joined(separator: separator)
        values["attitude"] = [
            strategy.attitude[language], supplement.flatMap { plan.strategy($0)?.attitude[language] },
        ]
        .compactMap { $0 }.joined(separator: separator)
        values["nextStep"] = strategy.nextStep[language]
        let measures = measures(of: file, language: language)
        values["measures"] =
            measures.isEmpty ? texts.say(.noMeasures, in: language) : measures.joined(separator: separator)
        values["nextUpdate"] =
            wording.nextWordAt > 0 ? words.moment(wording.nextWordAt, in: zone) : texts.say(.noNextWord, in: language)
        let filled = template.filled(with: values)
        statement.title = filled.title
        statement.body = filled.body
        statement.facts = facts
        statement.version += 1
        statement.draftedBy = Statement.byPlan
        statement.draftedFor = ""
        statement.draftedAt = file.now
        statement.asOf = wording.asOf
        statement.number = wording.number
        statement.nextWordAt = template.placeholders.contains("nextUpdate") ? wording.nextWordAt : 0
        if statement.round != wording.round {
            statement.round = wording.round
            statement.ruleGrade = .graver(wording.gravestGrade, file.row.grade)
            statement.requiredRoles = GradeRule.requiredRoles(of: statement, in: file)
        }
        statement.hashVersion = Statement.newestHashVersion
        statement.contentHash = statement.signedHash
        return true
    }

    /// The public wording of directives in force; waived ones and mere proposals are no measures.
    static func measures(of file: CaseFile, language: ResponsePlan.Language) -> [String] {
        file.row.directives.compactMap { directive in
            guard directive.state != .proposed, directive.state != .waived else { return nil }
            return file.plan.directiveTemplate(directive.playbookItem)?.publicWording?[language]
        }
    }
}
