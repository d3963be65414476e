import Foundation
import Plan
import Schemas

/// The people of the plan, carrying a case from its proposal to its evaluation by decisions alone.
struct LeadershipGroup {
    let plan: ResponsePlan
    let console: ConsoleClient
    let contents: LogContents

    func carryThrough(_ incident: String) async throws {
        let first = try await awaitCase(incident, "a proposed strategy") { !$0.proposal.strategy.isEmpty }
        try await confirm(first)
        try await chooseStrategy(first)
        try await instruct(incident)
        try await publish(incident)
        try await meetClocks(incident)
        try await close(incident)
    }

    private func confirm(_ matter: Case) async throws {
        guard let grade = ResponsePlan.Grade(rawValue: matter.grade.rawValue),
            let role = plan.grading.confirmation(of: grade)?.roles.first
        else { return }
        var confirm = ConfirmGrade()
        confirm.grade = matter.grade
        try await console.decide(
            "confirm", on: matter.incidentID, by: try person(role), reason: "证据充分", .confirmGrade(confirm))
        _ = try await awaitCase(matter.incidentID, "the grade confirmed") { $0.gradeConfirmed }
    }

    private func chooseStrategy(_ matter: Case) async throws {
        var choice = ChooseStrategy()
        choice.strategy = matter.proposal.strategy
        choice.responsibility = matter.proposal.responsibility
        try await console.decide(
            "strategy", on: matter.incidentID, by: try person("president"), reason: "按预案建议", .strategy(choice))
        _ = try await awaitCase(matter.incidentID, "the strategy decided") { !$0.strategy.strategy.isEmpty }
    }

    /// Issues every proposed directive; each department accepts and does it.
    private func instruct(_ incident: String) async throws {
        let matter = try await awaitCase(incident, "directives of a playbook") { !$0.directives.isEmpty }
        let president = try person("president")
        for directive in matter.directives where directive.state == .proposed {
            var issue = IssueDirective()
            issue.directiveID = directive.id
            try await console.decide("issue-\(directive.id)", on: incident, by: president, .issueDirective(issue))
            _ = try await awaitDirective(directive.id, of: incident, "issued") { $0.issuedAt > 0 }
            guard let head = plan.department(directive.department)?.head else {
                throw Unexpected(what: "directive \(directive.id) is for no department: \(directive.department)")
            }
            var accept = UpdateDirective()
            accept.directiveID = directive.id
            accept.step = .accept
            try await console.decide("accept-\(directive.id)", on: incident, by: head, .updateDirective(accept))
            _ = try await awaitDirective(directive.id, of: incident, "accepted") { $0.acceptedAt > 0 }
            var done = accept
            done.step = .done
            done.progress = "已完成"
            done.fields = Dictionary(
                uniqueKeysWithValues: directive.requiredFields.map { ($0, "核实完毕：\($0)") })
            try await console.decide("done-\(directive.id)", on: incident, by: head, .updateDirective(done))
            _ = try await awaitDirective(directive.id, of: incident, "done") { $0.state == .done }
        }
    }

    /// Has the website's statement signed by everybody it needs and releases exactly that text.
    private func publish(_ incident: String) async throws {
        func ofWebsite(_ matter: Case) -> Statement? {
            matter.statements.first { $0.channel == "website" && $0.language == "zh-Hans" && $0.state != .withdrawn }
        }
        let drafted = try await awaitCase(incident, "a statement for the website") { ofWebsite($0) != nil }
        guard let statement = ofWebsite(drafted) else { return }
        for role in statement.requiredRoles {
            var sign = SignStatement()
            sign.statementID = statement.id
            sign.contentHash = statement.contentHash
            try await console.decide("sign-as-\(role)", on: incident, by: try person(role), .sign(sign))
        }
        _ = try await awaitCase(incident, "every signature") { ofWebsite($0)?.state == .signed }
        var release = ReleaseStatement()
        release.statementID = statement.id
        release.contentHash = statement.contentHash
        try await console.decide("release", on: incident, by: try person("president"), .release(release))
        _ = try await awaitCase(incident, "the channel's word that it is out") { ofWebsite($0)?.state == .published }
    }

    /// Files every report whose clock runs.
    private func meetClocks(_ incident: String) async throws {
        let matter = try await awaitCase(incident, "its clocks") { _ in true }
        let filing = Set(plan.clocks.filter { $0.stop == .filing }.map(\.id))
        for clock in matter.clocks where clock.state != .met && filing.contains(clock.id) {
            var meet = MeetClock()
            meet.clockID = clock.id
            meet.receiptNumber = "收文 2026-\(clock.id)"
            meet.documentHash = EventID.hexSHA256(["report", incident, clock.id])
            try await console.decide(
                "file-\(clock.id)", on: incident, by: try person("compliance-head"), .meetClock(meet))
        }
        _ = try await awaitCase(incident, "the filings entered") { matter in
            matter.clocks.allSatisfy { !filing.contains($0.id) || $0.state == .met }
        }
    }

    private func close(_ incident: String) async throws {
        _ = try await awaitCase(incident, "its decline to last a second") { matter in
            matter.declineSince > 0 && matter.declineSince + 1_500 < Int64(Date().timeIntervalSince1970 * 1000)
        }
        try await console.decide(
            "close", on: incident, by: try person("president"), reason: "声量回落，指令全部办结", .close(CloseCase()))
        _ = try await awaitCase(incident, "its close") { $0.state == .closed }
    }

    // MARK: looking at the log

    private func awaitCase(
        _ incident: String, _ what: String, _ condition: (Case) -> Bool
    ) async throws -> Case {
        var seen = Case()
        do {
            try await eventually("\(what) of case \(incident)", within: .seconds(30)) {
                seen = try await contents.latest(.caseAdvanced, Case.self)[incident] ?? Case()
                return !seen.incidentID.isEmpty && condition(seen)
            }
        } catch let error as NeverCame {
            let journal = try await contents.events(.journalEntered, JournalEntry.self).filter { $0.key == incident }
            let steps = journal.suffix(12).map { "\($0.2.action) \($0.2.about) \($0.2.details)" }
            throw Unexpected(
                what: "\(error); the case is \(seen.state); its journal ends:\n\(steps.joined(separator: "\n"))")
        }
        return seen
    }

    private func awaitDirective(
        _ id: String, of incident: String, _ what: String, _ condition: (Directive) -> Bool
    ) async throws -> Case {
        try await awaitCase(incident, "directive \(id) \(what)") { matter in
            matter.directives.contains { $0.id == id && condition($0) }
        }
    }

    private func person(_ role: String) throws -> String {
        guard let person = plan.people.first(where: { $0.roles.contains(role) }) else {
            throw Unexpected(what: "nobody of the plan is \(role)")
        }
        return person.id
    }

    struct Unexpected: Error, CustomStringConvertible {
        var what: String
        var description: String { what }
    }
}
