import ArgumentParser
import EventLog
import Foundation
import Testing

@testable import Fenghuo
@testable import Hosting

/// How the command is spoken to.
@Suite struct CommandLineTests {
    /// Every command with its path, `fenghuo topics list`.
    private static func all(
        _ command: any ParsableCommand.Type = Fenghuo.self, _ path: [String] = []
    ) -> [(path: String, command: any ParsableCommand.Type)] {
        let path = path + [MistypedCommand.name(of: command)]
        return [(path.joined(separator: " "), command)]
            + command.configuration.subcommands.flatMap { all($0, path) }
    }

    @Test(
        arguments: [
            (["topcis"], "fenghuo: no command \"topcis\"; did you mean `fenghuo topics`?"),
            (["topics", "lst"], "fenghuo topics: no command \"lst\"; did you mean `fenghuo topics list`?"),
            (["jurnal", "verify"], "did you mean `fenghuo journal`?"), (["zzzzzzz"], "there are: "),
            (["ta\u{1b}[31mil"], "no command \"ta[31mil\""),
        ])
    func `A mistyped command is told the nearest one`(arguments: [String], said: String) throws {
        let typo = try #require(MistypedCommand(arguments, of: Fenghuo.self))
        #expect("\(typo)".contains(said))
    }

    @Test(arguments: [
        [], ["topics"], ["topics", "list", "x"], ["--help"], ["help", "x"], ["-x"], ["tail", "incidnets"],
    ])
    func `What is no command's name is argument-parser's to judge`(arguments: [String]) {
        #expect(MistypedCommand(arguments, of: Fenghuo.self) == nil)
    }

    @Test func `Called by a group's name it is that group, and otherwise the command`() {
        #expect(Fenghuo.groups.count == 5)
        for group in Fenghuo.groups {
            #expect(Fenghuo.group(calledAs: "/fenghuo/bin/\(group.service)") == group)
            #expect(Fenghuo.group(calledAs: group.service) == group)
        }
        for name in ["", "/", "fenghuo", "/usr/bin/fenghuo", "analysis/fenghuo", "analysis2", "Analysis"] {
            #expect(Fenghuo.group(calledAs: name) == nil)
        }
    }

    @Test func `Every command that prints takes --json`() throws {
        // AsyncAPI's document is YAML; who stands in for the outside has no result.
        let others = ["fenghuo asyncapi", "fenghuo outside"]
        for (path, command) in Self.all() where command.configuration.subcommands.isEmpty {
            #expect(command.helpMessage().contains("--json") != others.contains(path), "\(path)")
        }
        #expect(throws: (any Error).self) { try JournalCommands.Export.parse(["--format", "csv", "-o", "json"]) }
        #expect(try JournalCommands.Export.parse(["--json"]).output.json)
    }

    @Test func `Help is wrapped once: paragraphs are one line, and argument-parser breaks them`() {
        let all = Self.all()
        #expect(all.count > 20)
        for (path, command) in all {
            let lines = command.configuration.discussion.split(separator: "\n", omittingEmptySubsequences: false)
            for (line, next) in zip(lines, lines.dropFirst()) {
                let isBroken = [line, next].allSatisfy { !$0.isEmpty && !$0.hasPrefix(" ") }
                #expect(!isBroken, "\(path): \"\(line)\" is broken by hand; end the line with a backslash")
            }
        }
    }

    @Test func `Settings and plans that are refused end with 78, whatever the command`() {
        let mistake = SettingMistake(key: "fenghuo.data", found: "x", expected: "y")
        #expect(CommandRun.exitCode(of: mistake, Fenghuo.self) == 78)
        #expect(CommandRun.exitCode(of: SettingMistakes(mistakes: [mistake]), Fenghuo.self) == 78)
        let property = EventLogError.refused(doing: "setting a property", found: "x", expected: "y")
        #expect(CommandRun.exitCode(of: LogSettingsRefused(cause: property), Fenghuo.self) == 78)
        #expect(CommandRun.exitCode(of: ExitCode(3), Fenghuo.self) == 3)
    }

    @Test func `The version says the commit`() { #expect(Fenghuo.configuration.version.contains("(commit ")) }
}
