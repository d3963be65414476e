import Foundation
import Plan
import Schemas
import Testing

/// The steps of a case, each by who has the role for it.
struct CaseLife {
    let incident: String
    let browser: WebDriver
    let tokens: ConsoleClient
    let contents: LogContents
    let console: String
    let plan: ResponsePlan

    private var path: String { "/incidents/\(incident)" }

    /// The analyst sees the incident on the board, and notes what the branch says. In English.
    func report() async throws {
        let analyst = try await works("gu-zhenyu", "en")
        let link = "[data-test=open-incidents] a[href='\(path)']"
        try await analyst.finds(link, on: "/", "the incident on the board")
        try await browser.click(link)
        try await analyst.sees("[data-test=incident][data-incident='\(incident)']", "the incident's page")
        try await analyst.finds("[data-chart=spread]", on: path + "/mentions", "the spread by source")
        #expect(try await analyst.text.contains("Spread by source"))
        try await browser.open(console + path)
        #expect(try await !analyst.has("[data-test=regrade-form]"), "an analyst does not grade")
        #expect(try await !analyst.has("[data-test=strategy-form]"), "nor choose the strategy")
        try await analyst.decides(
            "[data-test=note-form]", on: incident, [("text", "The branch confirms a queue at two counters.")])
        try await analyst.finds("[data-test=journal] li", on: path + "/record", "the journal")
        try await eventually("the note in the journal", within: .seconds(60)) {
            try await browser.open(console + path + "/record")
            let journal: String = try await browser.script(
                "return document.querySelector('[data-test=journal]').textContent")
            return journal.contains("two counters")
        }
    }

    /// The head of compliance brings the case to grade II and confirms it: from here on nobody acts alone.
    func grade() async throws {
        let compliance = try await works("zhou-heng", "zh-Hans")
        if try await matter().grade.rawValue > Grade.ii.rawValue {
            try await compliance.decides(
                "[data-test=regrade-form]", on: incident, [("reason", "涉及资金安全，按Ⅱ级处置")],
                choosing: ["option[value='II']"])
            try await compliance.finds("[data-test=incident][data-grade=II]", on: path, "grade II")
        }
        try await until("the case at grade I or II") { $0.grade.rawValue <= Grade.ii.rawValue }
        try await compliance.finds("[data-test=tasks] [data-kind=confirmGrade]", on: "/tasks", "the task to confirm")
        try await compliance.decides("[data-test=confirm-grade-form]", on: incident)
        try await until("the grade confirmed") { $0.gradeConfirmed }
        #expect(try await compliance.text.contains("时限"))
    }

    /// The president takes the strategy that the advisor proposes.
    func strategy() async throws {
        let president = try await works("shen-qihang", "zh-Hans")
        try await president.finds("[data-test=tasks] [data-kind=strategy]", on: "/", "the task on the board")
        try await president.decides("[data-test=strategy-form]", on: incident)
        try await president.finds("[data-test=chosen-strategy]", on: path, "the strategy")
    }

    /// The response lead puts the website's statement into words of her own.
    /// - Returns: its id.
    func draft() async throws -> String {
        let matter = try await matter()
        let found = matter.statements.last {
            $0.channel == "website" && $0.language == "zh-Hans" && $0.state == .draft
        }
        let statement = try #require(found, "a draft for the website")
        let lead = try await works("fang-jing", "zh-Hans")
        let added = "本行将于今日18时前再次通报。"
        try await lead.decides(
            "[id='edit-\(statement.id)'] form[data-test=edit-form]", on: incident, page: "/statements",
            [("body", statement.body + "\n" + added)])
        try await until("the edited text") { matter in
            matter.statements.contains { $0.id == statement.id && $0.body.contains(added) }
        }
        let page = "\(path)/statements/\(statement.id)"
        try await lead.finds("[data-test=difference] ins", on: page, "what was added")
        let difference: String = try await browser.script(
            "return [...document.querySelectorAll('[data-test=difference] ins')].map(e => e.textContent).join('')")
        #expect(difference.contains("再次通报"))
        return statement.id
    }

    /// Everybody whose signature the grade asks for signs exactly that text, each in a language of their own.
    func sign(_ statement: String) async throws {
        let roles = try await self.statement(statement).requiredRoles
        #expect(roles.count >= 2)
        let languages = ["en", "zh-Hans", "zh-Hant"]
        for (index, role) in roles.enumerated() {
            let signer = try await works(try person(role), languages[index % 3])
            try await signer.finds(
                "[data-test=tasks] [data-kind=sign] a[href='/incidents/\(incident)/package']", on: "/tasks",
                "the task to sign")
            // Of the package this one alone: the others do not say yet what was added to it, and are not to be bound.
            try await signer.finds("form[data-test=sign-package]", on: path + "/package", "the package")
            let ticked: Int = try await browser.script(
                """
                const all = [...document.querySelectorAll('[form=sign-package][name=version_ids]')];
                all.forEach(box => { if (box.value !== '\(statement)') box.checked = false; });
                return all.filter(box => box.checked).length;
                """)
            #expect(ticked == 1)
            try await signer.sends("form[data-test=sign-package]", on: path, confirming: true)
            try await until("the signature of \(role)") { matter in
                matter.statements.contains { $0.id == statement && $0.signOffs.contains { $0.role == role } }
            }
        }
        try await until("every signature") { matter in
            matter.statements.contains { $0.id == statement && $0.state == .signed }
        }
    }

    /// Who drafted it cannot release it; the president does.
    func release(_ statement: String) async throws {
        let form = "[data-statement='\(statement)'] form[data-test=release-form]"
        let lead = try await works("fang-jing", "en")
        try await lead.finds(
            "[data-statement='\(statement)'][data-state=signed]", on: path + "/statements", "the signed text")
        #expect(try await !lead.has(form), "nobody alone at grade II")
        #expect(try await lead.text.contains("nobody releases alone"))
        let president = try await works("shen-qihang", "zh-Hans")
        try await president.decides(form, on: incident, page: "/statements", confirming: true)
        try await until("the channel's word that it is out") { matter in
            matter.statements.contains { $0.id == statement && $0.state == .published }
        }
    }

    /// The president issues what the playbook proposes; each department accepts and reports it done.
    func instruct() async throws {
        let proposed = try await matter().directives.filter { $0.state == .proposed }
        #expect(!proposed.isEmpty)
        let president = try await works("shen-qihang", "zh-Hans")
        for directive in proposed {
            try await president.decides(
                "[data-directive='\(directive.id)'] form[data-test=issue-form]", on: incident, page: "/directives")
            try await until("\(directive.id) issued") { $0.directive(directive.id)?.issuedAt ?? 0 > 0 }
        }
        for (index, directive) in proposed.enumerated() {
            let head = try await works(
                try #require(plan.department(directive.department)?.head), index.isMultiple(of: 2) ? "en" : "zh-Hans")
            let article = "[data-directive='\(directive.id)']"
            try await head.decides("\(article) form[data-test=accept-form]", on: incident, page: "/directives")
            try await until("\(directive.id) accepted") { $0.directive(directive.id)?.acceptedAt ?? 0 > 0 }
            try await head.decides(
                "\(article) form[data-test=done-form]", on: incident, page: "/directives",
                directive.requiredFields.map { ("field.\($0)", "核实完毕") } + [("progress", "已完成")])
            try await until("\(directive.id) done") { $0.directive(directive.id)?.state == .done }
        }
    }

    /// Compliance enters the receipt of every report that is to be filed.
    func file() async throws {
        let filing = Set(plan.clocks.filter { $0.stop == .filing }.map(\.id))
        let compliance = try await works("zhou-heng", "en")
        for clock in try await matter().clocks where clock.state != .met && filing.contains(clock.id) {
            try await compliance.decides(
                "[data-clock='\(clock.id)'] form[data-test=meet-form]", on: incident, page: "/clocks",
                [
                    ("receipt_number", "2026-\(clock.id)"),
                    ("document_hash", EventID.hexSHA256(["report", incident, clock.id])),
                ], confirming: true)
            try await until("\(clock.id) filed") { matter in
                matter.clocks.contains { $0.id == clock.id && $0.metAt > 0 }
            }
        }
    }

    func close() async throws {
        try await until("its decline to last a second") { matter in
            matter.declineSince > 0 && matter.declineSince + 1_500 < Int64(Date().timeIntervalSince1970 * 1000)
        }
        let president = try await works("shen-qihang", "zh-Hans")
        try await president.decides(
            "[data-test=close-form]", on: incident, [("reason", "声量回落，指令全部办结")], confirming: true)
        try await president.finds("[data-test=case-state][data-state=closed]", on: path, "the closed case")
    }

    /// The report is there, with its charts, in Chinese and in English.
    func evaluate() async throws {
        for (language, heading) in [("zh-Hans", "措施效果"), ("en", "What our actions did")] {
            let reader = try await works("zhou-heng", language)
            try await reader.finds("[data-test=evaluation]", on: "\(path)/evaluation", "the evaluation")
            #expect(try await reader.text.contains(heading), "\(language)")
            let charts: [String] = try await browser.script(
                "return [...document.querySelectorAll('[data-test=chart]')].map(c => c.dataset.chart)")
            #expect(Set(charts).isSuperset(of: ["volume", "negativity", "grades"]), "\(charts)")
        }
    }

    // MARK: what they go by

    private func works(_ person: String, _ language: String) async throws -> PersonAtWork {
        let work = PersonAtWork(
            browser: browser, console: console, link: { try tokens.link(person) }, person: person, language: language)
        try await work.begin()
        return work
    }

    private func matter() async throws -> Case {
        try #require(try await contents.latest(.caseAdvanced, Case.self)[incident], "case \(incident)")
    }

    private func statement(_ id: String) async throws -> Statement {
        try #require(try await matter().statements.first { $0.id == id }, "statement \(id)")
    }

    private func until(_ what: String, _ condition: (Case) -> Bool) async throws {
        try await eventually("\(what) of case \(incident)", within: .seconds(60)) { condition(try await matter()) }
    }

    private func person(_ role: String) throws -> String {
        try #require(plan.people.first { $0.roles.contains(role) }?.id, "somebody who is \(role)")
    }
}

extension Case {
    fileprivate func directive(_ id: String) -> Directive? { directives.first { $0.id == id } }
}
