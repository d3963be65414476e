import Foundation
import Testing

/// What the README shows works as it stands there: every `sh` block is run, in order, on services of this build.
@Suite(.serialized) struct ReadmeTests {
    struct Command: Sendable, CustomStringConvertible {
        var line: Int
        var text: String
        var description: String { "README.md:\(line): \(text)" }
    }

    @Test(.timeLimit(.minutes(4))) func `Each command of the README ends well`() async throws {
        let commands = try Self.commands()
        try #require(commands.count >= 8, "the README's first hour has its commands in `sh` blocks")
        let port = try Fleet.freePorts(1)[0]
        let outside = Outside(port: port, feed: "<rss version=\"2.0\"><channel/></rss>")
        outside.start()
        defer { outside.stop() }
        var secrets = ExamplePlan.secrets
        secrets["FENGHUO_KEY_WEIBO_STREAM"] = "change-me"
        let fleet = try Fleet(plan: try ExamplePlan.adapted(outside: port), extra: secrets)
        try FileManager.default.createSymbolicLink(
            at: fleet.folder.appending(path: "Plans"), withDestinationURL: Fleet.root.appending(path: "Plans"))
        try fleet.startAll()
        for name in Fleet.Name.allCases { try await fleet.ready(name) }
        for command in commands {
            let (code, output) = try Self.run(command, in: fleet)
            #expect(code == 0, "\(command)\nended with \(code) and said:\n\(output)")
        }
    }

    /// The commands of the README's `sh` blocks, continued lines joined.
    static func commands() throws -> [Command] {
        let text = try String(contentsOf: Fleet.root.appending(path: "README.md"), encoding: .utf8)
        var commands: [Command] = []
        var isInside = false
        var begun: Command?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("```") {
                isInside = line == "```sh"
                continue
            }
            guard isInside, !line.isEmpty, !line.hasPrefix("#") else { continue }
            var command = begun ?? Command(line: index + 1, text: "")
            let isContinued = line.hasSuffix("\\")
            command.text += isContinued ? line.dropLast() + " " : line
            begun = isContinued ? command : nil
            if !isContinued { commands.append(command) }
        }
        return commands
    }

    /// With this build's executables first on the path, this fleet's data and ports; what follows for ever is read once.
    private static func run(_ command: Command, in fleet: Fleet) throws -> (code: Int32, output: String) {
        let text = command.text.replacing("127.0.0.1:8081", with: "127.0.0.1:\(fleet.intakePort)")
            .replacing("127.0.0.1:8080", with: "127.0.0.1:\(fleet.consolePort)")
            .replacing("data/demo", with: fleet.folder.path).replacing(" --follow", with: "")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-o", "pipefail", "-c", text]
        process.currentDirectoryURL = fleet.folder
        let folder = Fleet.executable("fenghuo").deletingLastPathComponent().path
        process.environment = fleet.environment.merging(["PATH": "\(folder):/usr/local/bin:/usr/bin:/bin"]) { $1 }
        let out = Pipe()
        process.standardOutput = out
        process.standardError = out
        try process.run()
        let data = out.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data.suffix(4000), as: UTF8.self))
    }
}
