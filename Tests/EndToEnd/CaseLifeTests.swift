import EmbeddedLog
import Foundation
import Plan
import Schemas
import Testing

/// The whole life of a case, carried by people of different roles on the console's own pages, in Chinese and English.
@Suite(.serialized) struct CaseLifeTests {
    @Test(
        .enabled(
            if: WebDriver.isInstalled,
            "skipped: needs \(WebDriver.chromium) and \(WebDriver.chromedriver) (packages chromium, chromium-driver)"),
        .timeLimit(.minutes(8)))
    func `A case goes from its report to its evaluation by what people click`() async throws {
        let ports = try Fleet.freePorts(2)
        let story = Storyline(now: Date())
        let outside = Outside(port: ports[0], feed: story.rss)
        outside.start()
        defer { outside.stop() }
        let fleet = try Fleet(plan: try ExamplePlan.adapted(outside: ports[0]), extra: ExamplePlan.secrets)
        try fleet.startAll()
        for name in Fleet.Name.allCases { try await fleet.ready(name) }
        try await story.push(to: fleet)
        let contents = try await LogContents.open(fleet)
        defer { contents.log.close() }
        var incident = ""
        try await eventually("a case with a proposed strategy and drafts") {
            let cases = try await contents.latest(.caseAdvanced, Case.self).values
                .filter { !$0.proposal.strategy.isEmpty && !$0.statements.isEmpty && !$0.directives.isEmpty }
            incident =
                cases.min { ($0.grade.rawValue, $0.openedAt) < ($1.grade.rawValue, $1.openedAt) }?.incidentID ?? ""
            return !incident.isEmpty
        }
        let browser = try WebDriver(port: ports[1], folder: fleet.folder)
        try await browser.begin(width: 1366, height: 900)
        let life = CaseLife(
            incident: incident, browser: browser, tokens: ConsoleClient(fleet: fleet), contents: contents,
            console: "http://127.0.0.1:\(fleet.consolePort)",
            plan: try ResponsePlan.load(file: fleet.environment["FENGHUO_PLAN"] ?? ""))
        do {
            try await life.report()
            try await life.grade()
            try await life.strategy()
            let statement = try await life.draft()
            try await life.sign(statement)
            try await life.release(statement)
            try await life.instruct()
            try await life.file()
            try await life.close()
            try await life.evaluate()
        } catch {
            let place = FileManager.default.temporaryDirectory.appending(path: "fenghuo-case-life-failure.png")
            try? await browser.screenshot().write(to: place)
            await browser.end()
            throw error
        }
        let said = try await browser.console().filter {
            $0.level == "SEVERE" || $0.message.contains("Content Security")
        }
        #expect(said.isEmpty, "the browser's console: \(said)")
        await browser.end()
        _ = try await fleet.stopAll()
    }
}
