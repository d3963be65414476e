import Foundation
import Testing

/// Somebody of the plan at the console, signed in as themselves, in a language of their own.
struct PersonAtWork {
    let browser: WebDriver
    /// `http://127.0.0.1:8080`.
    let console: String
    /// Makes what stands after the # of a link: each opens one session.
    let link: () throws -> String
    let person: String
    /// `zh-Hans`, `zh-Hant` or `en`.
    let language: String

    /// Signs in by the link that `fenghuo token link` prints.
    func begin() async throws {
        try await browser.forget()
        try await browser.open("\(console)/sign-in?lang=\(language)#\(try link())")
        try await sees("[data-test=sign-in-confirm]", "\(person) is asked whether to sign in")
        try await browser.click("[data-test=sign-in-confirm] button")
        try await sees("[data-test=visitor][data-person=\(person)]", "\(person) signed in")
        let spoken: String = try await browser.script("return document.documentElement.lang")
        #expect(spoken == language, "\(person) reads \(language)")
    }

    /// Opens a page again and again until it shows something.
    func finds(_ selector: String, on path: String, _ what: String) async throws {
        try await eventually("\(person): \(what) at \(path)", within: .seconds(60)) {
            try await browser.open(console + path)
            return try await !browser.find(selector).isEmpty
        }
    }

    /// Waits until the page that is open shows something.
    func sees(_ selector: String, _ what: String) async throws {
        try await eventually("\(person): \(what)", within: .seconds(60)) { try await !browser.find(selector).isEmpty }
    }

    /// Whether the page that is open has it.
    func has(_ selector: String) async throws -> Bool { try await !browser.find(selector).isEmpty }

    /// Fills in a form on an incident's page and sends it; where the console asks again, reads what will happen and
    /// confirms it.
    /// - Parameters:
    ///   - page: of the incident; empty for its own.
    ///   - fields: texts by the names of the fields.
    func decides(
        _ form: String, on incident: String, page: String = "", _ fields: [(name: String, text: String)] = [],
        choosing: [String] = [],
        confirming: Bool = false
    ) async throws {
        let path = "/incidents/\(incident)"
        try await finds(form, on: path + page, form)
        // What is folded is opened as a click on its summary would.
        let open: Int = try await browser.script(
            """
            let n = 0;
            for (let at = document.querySelector(\(Self.quoted(form))); at; at = at.parentElement)
                if (at.tagName === 'DETAILS' && !at.open) { at.open = true; n += 1; }
            return n;
            """)
        #expect(open <= 2, "two clicks to a decision")
        for option in choosing { try await browser.click("\(form) \(option)") }
        for field in fields { try await browser.type(field.text, into: "\(form) [name='\(field.name)']") }
        try await sends(form, on: path, confirming: confirming)
    }

    /// Sends a form of the page that is open, and confirms it where the console asks again.
    func sends(_ form: String, on path: String, confirming: Bool) async throws {
        try await browser.click("\(form) button[type=submit]")
        if confirming {
            try await sees("[data-test=confirm] .notice", "what will happen")
            try await browser.click("[data-test=confirm-form] button[type=submit]")
        }
        try await eventually("\(person): back on the incident after \(form)", within: .seconds(60)) {
            if try await has("[data-test=problem]") {
                throw WebDriver.Failure(doing: "\(person) at \(form)", found: try await text)
            }
            let url = try await browser.url
            let state: String = try await browser.script("return document.readyState")
            return url.hasPrefix(console + path) && !url.contains("/decisions/") && !url.contains("/package/")
                && state == "complete"
        }
    }

    /// What the page says.
    var text: String { get async throws { try await browser.script("return document.body.innerText") } }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
