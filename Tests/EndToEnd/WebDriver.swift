import Foundation

/// A browser driven by the W3C WebDriver protocol through chromedriver.
final class WebDriver {
    static let chromium = "/usr/bin/chromium"
    static let chromedriver = "/usr/bin/chromedriver"
    /// Debian's packages chromium and chromium-driver.
    static let isInstalled = [chromium, chromedriver].allSatisfy(FileManager.default.isExecutableFile(atPath:))

    struct Element: Sendable, Decodable {
        var id: String
        private enum CodingKeys: String, CodingKey { case id = "element-6066-11e4-a52e-4f735466cecf" }
    }

    struct Entry: Sendable, Decodable, CustomStringConvertible {
        var level: String
        var message: String
        var description: String { "\(level) \(message)" }
    }

    struct Failure: Error, CustomStringConvertible {
        var doing: String
        var found: String
        var description: String { "\(doing): \(found)" }
    }

    private struct Value<T: Decodable>: Decodable { var value: T }
    private struct Session: Decodable { var sessionId: String }

    private let process = Process()
    private let port: Int
    private let folder: URL
    private var session = ""

    /// - Parameter folder: the browser's own files go below it.
    init(port: Int, folder: URL) throws {
        self.port = port
        self.folder = folder
        process.executableURL = URL(filePath: Self.chromedriver)
        process.arguments = ["--port=\(port)", "--silent"]
        process.environment = ProcessInfo.processInfo.environment.merging(["HOME": folder.path]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { process.terminate() } }

    func begin(width: Int, height: Int) async throws {
        try await eventually("chromedriver to listen", within: .seconds(20)) {
            await HTTPCall.status("http://127.0.0.1:\(port)/status") == 200
        }
        let options: [String: Any] = [
            "binary": Self.chromium,
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
                "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", "--lang=zh-CN",
                "--window-size=\(width),\(height)", "--user-data-dir=\(folder.appending(path: "browser").path)",
            ],
        ]
        let wanted: [String: Any] = ["goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"]]
        let made: Session = try await ask(.POST, "/session", ["capabilities": ["alwaysMatch": wanted]])
        session = "/session/\(made.sessionId)"
    }

    func end() async {
        _ = try? await HTTPCall.send(.DELETE, "http://127.0.0.1:\(port)\(session)")
        process.terminate()
    }

    func open(_ url: String) async throws { try await tell("/url", ["url": url]) }

    var url: String { get async throws { try await ask(.GET, "\(session)/url") } }

    func find(_ selector: String) async throws -> [Element] {
        try await ask(.POST, "\(session)/elements", ["using": "css selector", "value": selector])
    }

    func click(_ selector: String) async throws {
        try await with(selector) { try await tell("/element/\($0.id)/click", [:]) }
    }

    func type(_ text: String, into selector: String) async throws {
        try await with(selector) { element in
            try await tell("/element/\(element.id)/clear", [:])
            try await tell("/element/\(element.id)/value", ["text": text])
        }
    }

    /// Forgets who is signed in, as another browser would not know.
    func forget() async throws { _ = try await send(.DELETE, session + "/cookie", nil) }

    /// A live page may be replaced between finding an element and using it: it is then found again.
    private func with(_ selector: String, _ use: (Element) async throws -> Void) async throws {
        for attempt in 1... {
            guard let element = try await find(selector).first else { throw await missing(selector) }
            do {
                return try await use(element)
            } catch let failure as Failure where failure.found.contains("stale element") && attempt < 10 {
                continue
            }
        }
    }

    /// The value of a script's `return`.
    func script<T: Decodable>(_ source: String, as type: T.Type = T.self) async throws -> T {
        try await ask(.POST, "\(session)/execute/sync", ["script": source, "args": [String]()])
    }

    /// What the browser's console said since it was last asked: script errors, and what the page's policy blocked.
    func console() async throws -> [Entry] {
        try await ask(.POST, "\(session)/se/log", ["type": "browser"])
    }

    /// A viewport of that many CSS pixels.
    func resize(width: Int, height: Int, isPhone: Bool) async throws {
        let metrics: [String: Any] = [
            "width": width, "height": height, "deviceScaleFactor": isPhone ? 2 : 1, "mobile": isPhone,
        ]
        try await tell("/goog/cdp/execute", ["cmd": "Emulation.setDeviceMetricsOverride", "params": metrics])
    }

    /// The whole page as PNG, however long.
    func screenshot() async throws -> Data {
        struct Shot: Decodable { var data: Data }
        let shot: Shot = try await ask(
            .POST, "\(session)/goog/cdp/execute",
            ["cmd": "Page.captureScreenshot", "params": ["format": "png", "captureBeyondViewport": true]])
        return shot.data
    }

    private func missing(_ selector: String) async -> Failure {
        let page: String? = try? await script("return location.href + ' ' + document.body.innerText.slice(0, 600)")
        return Failure(doing: "finding \(selector)", found: "nothing on \(page ?? "the page")")
    }

    private func tell(_ path: String, _ body: [String: Any]) async throws {
        let data = try JSONSerialization.data(withJSONObject: body)
        _ = try await send(.POST, session + path, data)
    }

    private func ask<T: Decodable>(_ method: HTTPCall.Method, _ path: String, _ body: [String: Any]? = nil) async throws
        -> T
    {
        let data = try body.map { try JSONSerialization.data(withJSONObject: $0) }
        return try JSONDecoder().decode(Value<T>.self, from: try await send(method, path, data)).value
    }

    private func send(_ method: HTTPCall.Method, _ path: String, _ body: Data?) async throws -> Data {
        let answer = try await HTTPCall.send(
            method, "http://127.0.0.1:\(port)\(path)", headers: ["content-type": "application/json"], body: body,
            within: 60)
        guard answer.status == 200 else {
            throw Failure(doing: "\(method) \(path)", found: "\(answer.status) \(answer.text.prefix(500))")
        }
        return answer.body
    }
}
