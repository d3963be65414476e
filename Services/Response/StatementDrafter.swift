import Foundation
import Plan
import Schemas

/// Drafts statements from the plan's templates. Only what is evidenced is said: every fact names the mentions or the
/// decision it rests on; where there is none, the draft leaves the sentence out and says so.
enum StatementDrafter {
    static let draftedByPlan = "plan"

    /// The strategy drafts follow: what a person decided, else what is proposed.
    static func strategy(of row: Case) -> (main: ResponsePlan.Strategy.ID, supplement: ResponsePlan.Strategy.ID?)? {
        let decided = row.hasStrategy && !row.strategy.strategy.isEmpty
        let main = decided ? row.strategy.strategy : row.proposal.strategy
        let supplement = decided ? row.strategy.supplement : row.proposal.supplement
        guard let id = ResponsePlan.Strategy.ID(rawValue: main) else { return nil }
        return (id, ResponsePlan.Strategy.ID(rawValue: supplement))
    }

    /// Drafts every channel and language of the plan that has no statement under way, and drafts anew what the plan
    /// drafted and nobody has signed. What people wrote, signed or released stays.
    static func refresh(_ file: inout CaseFile) {
        guard strategy(of: file.row) != nil else { return }
        for channel in file.plan.channels {
            for language in file.plan.institution.languages {
                let index = file.row.statements.firstIndex {
                    $0.channel == channel.id && $0.language == language.rawValue && $0.state != .withdrawn
                }
                if let index {
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
        var statement = Statement()
        statement.id = nextID(channel: channel, language: language.rawValue, in: file)
        statement.channel = channel
        statement.language = language.rawValue
        statement.state = .draft
        statement.requiredRoles = file.plan.statements.requiredSignOffs(for: file.grade)
        guard fill(&statement, in: file) else { return nil }
        file.row.statements.append(statement)
        file.enter(
            .statementDrafted, about: statement.id,
            ["channel": channel, "language": language.rawValue, "contentHash": statement.contentHash])
        return statement.id
    }

    /// Drafts a statement of the plan's anew.
    static func redraft(at index: Int, in file: inout CaseFile, unlessSigned: Bool) {
        var statement = file.row.statements[index]
        guard statement.state == .draft || (!unlessSigned && statement.state == .signed) else { return }
        if unlessSigned, statement.draftedBy != draftedByPlan || !statement.signOffs.isEmpty { return }
        let before = statement.contentHash
        guard fill(&statement, in: file), statement.contentHash != before else { return }
        StatementSigning.void(&statement, why: "drafted anew", in: &file)
        file.row.statements[index] = statement
        file.enter(
            .statementDrafted, about: statement.id,
            ["channel": statement.channel, "version": "\(statement.version)", "contentHash": statement.contentHash])
    }

    /// Statement ids derive from their place, so that a replay gives the same.
    static func nextID(channel: String, language: String, in file: CaseFile) -> String {
        let earlier = file.row.statements.filter { $0.channel == channel && $0.language == language }.count
        return EventID.derive("statement", file.row.incidentID, channel, language, "\(earlier)")
    }

    private static func fill(_ statement: inout Statement, in file: CaseFile) -> Bool {
        let plan = file.plan
        guard let (main, supplement) = strategy(of: file.row),
            let language = ResponsePlan.Language(rawValue: statement.language),
            let template = plan.statements.template(strategy: main, channel: statement.channel, language: language),
            let strategy = plan.strategy(main)
        else { return false }
        let facts = facts(of: file, language: language)
        let wording = Wording(language: language)
        let zone = plan.institution.timeZone
        let separator = language == .english ? " " : ""
        let within = plan.statements.nextWordWithin[file.grade]
        let released = file.row.statements.filter { $0.releasedAt > 0 }.count
        var values = plan.statements.texts.mapValues { $0[language] }
        values["institution"] = plan.institution.names[language]
        values["subject"] = plan.subject(file.row.subject)?.names[language] ?? plan.institution.names[language]
        values["number"] = [
            plan.institution.id.uppercased(), Wording.digits(file.now, in: zone),
            String(file.row.incidentID.prefix(6)).uppercased(), "\(released + 1)",
        ].joined(separator: "-")
        values["asOf"] = wording.moment(file.now, in: zone)
        values["date"] = wording.day(file.now, in: zone)
        values["facts"] = facts.isEmpty ? wording.noFacts : facts.map(\.value).joined(separator: separator)
        values["attitude"] = [
            strategy.attitude[language], supplement.flatMap { plan.strategy($0)?.attitude[language] },
        ]
        .compactMap { $0 }.joined(separator: separator)
        values["nextStep"] = strategy.nextStep[language]
        let measures = measures(of: file, language: language)
        values["measures"] = measures.isEmpty ? wording.noMeasures : measures.joined(separator: separator)
        values["nextUpdate"] =
            within.map { wording.moment(file.now + Int64($0.seconds) * 1000, in: zone) } ?? wording.openEnd
        let filled = template.filled(with: values)
        statement.title = filled.title
        statement.body = filled.body
        statement.facts = facts
        statement.version += 1
        statement.draftedBy = draftedByPlan
        statement.draftedAt = file.now
        statement.contentHash = statement.hashOfText
        return true
    }

    /// What may be said, each with what it rests on.
    static func facts(of file: CaseFile, language: ResponsePlan.Language) -> [Fact] {
        let wording = Wording(language: language)
        let evidence = file.row.incident.evidence
        var facts: [Fact] = []
        if let first = evidence.min(by: { ($0.publishedAt, $0.mentionID) < ($1.publishedAt, $1.mentionID) }) {
            var fact = Fact()
            fact.name = "first-seen"
            fact.value = wording.firstSeen(wording.moment(first.publishedAt, in: file.plan.institution.timeZone))
            fact.mentionIds = [first.mentionID]
            facts.append(fact)
            var spread = Fact()
            spread.name = "spread"
            spread.value = wording.spread(
                mentions: file.row.incident.mentions, sources: file.row.incident.sources.count)
            spread.mentionIds = evidence.prefix(10).map(\.mentionID)
            if file.row.incident.mentions > 0 { facts.append(spread) }
        }
        // What people established counts as of their latest decision only.
        if let entry = file.journal.last(where: { $0.action == JournalAction.rumourStateSet.rawValue }),
            let sentence = wording.established(entry.details["state"] ?? "")
        {
            var fact = Fact()
            fact.name = "rumour-state"
            fact.value = sentence
            fact.decisionID = entry.decisionID
            fact.mentionIds = (entry.details["mentions"] ?? "").split(separator: " ").map(String.init)
            facts.append(fact)
        }
        return facts
    }

    /// The public wording of directives in force; waived ones and mere proposals are no measures.
    static func measures(of file: CaseFile, language: ResponsePlan.Language) -> [String] {
        file.row.directives.compactMap { directive in
            guard directive.state != .proposed, directive.state != .waived else { return nil }
            return DirectiveDesk.template(directive.playbookItem, in: file.plan)?.publicWording?[language]
        }
    }
}

extension Wording {
    var noFacts: String {
        say("目前尚无经核实、可供公布的事实。", "目前尚無經核實、可供公佈的事實。", "There are no verified facts to publish yet.")
    }
    var noMeasures: String {
        say("目前尚无可供公布的措施。", "目前尚無可供公佈的措施。", "There are no measures to publish yet.")
    }
    var openEnd: String { say("另行通知", "另行通知", "further notice") }

    func firstSeen(_ moment: String) -> String {
        say(
            "自\(moment)起，公开渠道出现有关信息。", "自\(moment)起，公開渠道出現有關信息。",
            "Public statements on the matter have appeared since \(moment).")
    }

    func spread(mentions: Int64, sources: Int) -> String {
        say(
            "目前监测到相关公开信息\(mentions)条，涉及\(sources)个信息来源。", "目前監測到相關公開信息\(mentions)條，涉及\(sources)個信息來源。",
            "We have counted \(mentions) public statements from \(sources) sources.")
    }

    /// What a person's decision on a rumour lets a statement say.
    func established(_ state: String) -> String? {
        switch state {
        case "refuted": say("经核实，相关传言与事实不符。", "經核實，相關傳言與事實不符。", "We have verified that the claims are not true.")
        case "confirmed": say("经核实，相关情况属实。", "經核實，相關情況屬實。", "We have verified that the reports are true.")
        default: nil
        }
    }
}
