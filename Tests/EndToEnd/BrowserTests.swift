import EmbeddedLog
import Foundation
import Schemas
import Testing

/// The console in a real browser. Where Debian's chromium and chromium-driver are not installed there is nothing to
/// drive, so the tests are skipped and say so.
@Suite(.serialized) struct BrowserTests {
    @Test(
        .enabled(
            if: WebDriver.isInstalled,
            "skipped: needs \(WebDriver.chromium) and \(WebDriver.chromedriver) (packages chromium, chromium-driver)"),
        .timeLimit(.minutes(3)))
    func `A person signs in, decides in a form and sees it take effect, with nothing blocked`() async throws {
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
        try await eventually("a case with a proposed strategy") {
            try await contents.latest(.caseAdvanced, Case.self).values.contains { !$0.proposal.strategy.isEmpty }
        }

        let browser = try WebDriver(port: ports[1], folder: fleet.folder)
        try await browser.begin(width: 1280, height: 900)
        let walk = ConsoleWalk(
            browser: browser, console: "http://127.0.0.1:\(fleet.consolePort)", folder: try Self.folder())
        do {
            try await walk.signIn(token: try ConsoleClient(fleet: fleet).link("fang-jing"))
            let incident = try await walk.openIncident()
            try await walk.setRumourState(of: incident, reason: "经核实，网传内容不实")
            try await eventually("the decision on the log") {
                try await contents.latest(.incidentAssessed, Incident.self)[incident]?.rumourState == .refuted
            }
            try await walk.sees("经核实，网传内容不实", of: incident)
            try await walk.photographAll(incident: incident)
        } catch {
            try? await walk.photograph("failure")
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

    /// Where the pictures go: `FENGHUO_SCREENSHOTS`, else a folder of its own.
    private static func folder() throws -> URL {
        let named = ProcessInfo.processInfo.environment["FENGHUO_SCREENSHOTS"].map { URL(filePath: $0) }
        let folder = named ?? FileManager.default.temporaryDirectory.appending(path: "fenghuo-screenshots")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
