public import ArgumentParser
import Foundation
import Plan

/// How every executable starts and ends: argument-parser's own `main`, except that what it has to say is written so
/// that it cannot trap, that a mistyped command is told the nearest one, and that exit codes are the documented ones.
public enum CommandRun {
    /// EX_IOERR of sysexits.h: what was asked for could not be written.
    public static let exitOutput: Int32 = 74
    /// What a shell says of a program that SIGPIPE ended; without a word, as of every program whose reader has enough.
    public static let exitReaderGone: Int32 = 141

    public static func main<Root: AsyncParsableCommand>(_ root: Root.Type) async {
        StandardStream.prepare()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let typo = MistypedCommand(arguments, of: root) {
            try? StandardStream.error.write("\(typo)\n")
            Foundation.exit(ExitCode.validationFailure.rawValue)
        }
        do {
            var command = try await root.asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error, of: root)
        }
    }

    /// Prints what an error has to say, help and version among them, and exits.
    static func end<Root: ParsableCommand>(with error: any Error, of root: Root.Type) -> Never {
        if let failure = error as? StandardStream.Failure { end(withOutput: failure) }
        let code = exitCode(of: error, root)
        let text = root.fullMessage(for: error)
        guard !text.isEmpty else { Foundation.exit(code) }
        if code == 0 { print(text + "\n") } else { try? StandardStream.error.write(text + "\n") }
        Foundation.exit(code)
    }

    /// - Returns: 78 for settings and plans, argument-parser's for what it found, else 1.
    static func exitCode<Root: ParsableCommand>(of error: any Error, _ root: Root.Type) -> Int32 {
        switch error {
        case is SettingMistake, is SettingMistakes, is LogSettingsRefused, is PlanMistakes:
            ServiceHost.exitConfiguration
        default: root.exitCode(for: error).rawValue
        }
    }

    /// Writes a result to standard output; ends the process where that is not possible.
    public static func print(_ text: String) {
        do {
            try StandardStream.output.write(text)
        } catch {
            end(withOutput: error)
        }
    }

    private static func end(withOutput failure: StandardStream.Failure) -> Never {
        if failure.isReaderGone { Foundation.exit(exitReaderGone) }
        try? StandardStream.error.write("writing to standard output: \(failure)\n")
        Foundation.exit(exitOutput)
    }
}
