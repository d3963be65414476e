import Foundation
import Testing

/// A person's way through the console, in a browser.
struct ConsoleWalk {
    let browser: WebDriver
    /// `http://127.0.0.1:8080`.
    let console: String
    /// Where pictures go.
    let folder: URL

    func signIn(token: String) async throws {
        try await browser.open(console + "/")
        #expect(try await browser.url.hasSuffix("/sign-in"), "who is not signed in is asked to")
        try await browser.type("not a token", into: "[name=token]")
        try await browser.click("form[action='/sign-in'] button")
        try await eventually("the refusal", within: .seconds(40)) {
            try await !browser.find("[data-test=refused]").isEmpty
        }
        #expect(try await browser.console().allSatisfy { $0.message.contains("401") }, "only the refusal is noted")
        try await browser.type(token, into: "[name=token]")
        try await browser.click("form[action='/sign-in'] button")
        try await eventually("the board", within: .seconds(40)) { try await browser.url == console + "/" }
    }

    /// Opens the gravest incident from the board.
    /// - Returns: its id.
    func openIncident() async throws -> String {
        let link = "[data-test=open-incidents] a[href^='/incidents/']"
        try await eventually("an incident on the board", within: .seconds(20)) {
            try await browser.open(console + "/")
            return try await !browser.find(link).isEmpty
        }
        try await browser.click(link)
        try await eventually("the incident's page", within: .seconds(40)) {
            try await browser.url.contains("/incidents/")
        }
        return try await browser.script("return location.pathname.split('/')[2]")
    }

    /// Fills in the form on the incident's page and sends it.
    func setRumourState(of incident: String, reason: String) async throws {
        let form = "form[data-test=rumour-form]"
        try await browser.click("#form-rumour > summary")
        try await browser.click("\(form) option[value=refuted]")
        try await browser.type(reason, into: "\(form) textarea[name=reason]")
        try await browser.click("\(form) button[type=submit]")
        try await eventually("the page after the decision", within: .seconds(40)) {
            try await browser.script("return document.readyState") == "complete"
        }
        #expect(try await browser.find("[data-test=problem]").isEmpty, "the decision was taken")
    }

    /// The incident's page shows the new state and the reason given for it.
    func sees(_ reason: String, of incident: String) async throws {
        try await eventually("the decision on the page", within: .seconds(20)) {
            try await browser.open("\(console)/incidents/\(incident)")
            let state: String? = try await browser.script(
                "return document.querySelector('form[data-test=rumour-form] select')?.value ?? null")
            try await browser.open("\(console)/incidents/\(incident)/record")
            let text: String = try await browser.script("return document.body.textContent")
            return state == "refuted" && text.contains(reason)
        }
    }

    /// Every page the console's own links lead to, on a desk and on a phone, the longest too.
    func photographAll(incident: String) async throws {
        try await browser.open(console + "/")
        let links: [String] = try await browser.script(
            """
            return [...new Set([...document.querySelectorAll('header a[href], nav a[href], footer a[href]')]
                .map(a => new URL(a.href)).filter(u => u.origin === location.origin).map(u => u.pathname))]
            """)
        let parts = ["", "/mentions", "/statements", "/directives", "/clocks", "/messages", "/record", "/package"]
        let pages = Set(links + ["/"] + parts.map { "/incidents/\(incident)\($0)" }).filter { !$0.hasPrefix("/assets") }
            .sorted()
        #expect(pages.count >= 5, "\(pages)")
        for (width, height, device) in [(1280, 900, "desk"), (390, 844, "phone")] {
            try await browser.resize(width: width, height: height, isPhone: device == "phone")
            for page in pages {
                try await browser.open(console + page)
                #expect(try await browser.find("[data-test=problem]").isEmpty, "\(page) is there")
                let wide: Int = try await browser.script("return document.documentElement.scrollWidth")
                #expect(wide <= width, "\(page) fits a \(device): \(wide) of \(width) pixels")
                let names = page.split(separator: "/").map(String.init)
                let name = page == "/" ? "board" : names.count > 2 ? "incident-\(names[2])" : names.first ?? ""
                try await photograph("\(name)-\(device)")
            }
        }
    }

    func photograph(_ name: String) async throws {
        try await browser.screenshot().write(to: folder.appending(path: "\(name).png"))
    }
}
