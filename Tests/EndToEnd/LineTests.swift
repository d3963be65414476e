import Foundation
import Testing

/// An open page when the console goes away and comes back.
@Suite(.serialized) struct LineTests {
    @Test(
        .enabled(
            if: WebDriver.isInstalled,
            "skipped: needs \(WebDriver.chromium) and \(WebDriver.chromedriver) (packages chromium, chromium-driver)"),
        .timeLimit(.minutes(2)))
    func `A page says that the line is down, and goes on by itself when it is back`() async throws {
        let ports = try Fleet.freePorts(2)
        let fleet = try Fleet(plan: try ExamplePlan.adapted(outside: ports[0]), extra: ExamplePlan.secrets)
        try fleet.start(.leadership)
        try await fleet.ready(.leadership)
        let browser = try WebDriver(port: ports[1], folder: fleet.folder)
        try await browser.begin(width: 1366, height: 900)
        do {
            let person = PersonAtWork(
                browser: browser, console: "http://127.0.0.1:\(fleet.consolePort)",
                link: { try ConsoleClient(fleet: fleet).link("lin-yue") }, person: "lin-yue", language: "zh-Hant")
            try await person.begin()
            try await person.sees("#line[hidden]", "nothing to be said of the line")
            let before: String = try await browser.script("return document.getElementById('main').dataset.now")
            try await fleet.kill9(.leadership)
            try await person.sees("#line:not([hidden])", "that the line is down")
            let said: String = try await browser.script("return document.getElementById('line').textContent")
            #expect(said.contains("連線已斷開"))
            try fleet.start(.leadership)
            try await fleet.ready(.leadership)
            try await person.sees("#line[hidden]", "that the line is back")
            // The events of another process mean nothing here: the page is told to read everything anew.
            try await eventually("a fresh page", within: .seconds(20)) {
                try await browser.script("return document.getElementById('main').dataset.now") != before
            }
        } catch {
            await browser.end()
            throw error
        }
        await browser.end()
        _ = try await fleet.stopAll()
    }
}
