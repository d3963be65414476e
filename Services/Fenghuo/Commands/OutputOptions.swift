import ArgumentParser
import Foundation

/// How a command prints its result: for people, or as JSON for programs. Every command that prints has these; what the
/// JSON holds is `Documentation/commands.schema.json`.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("text, or json for programs.", valueName: "format"))
    var output = Format.text

    @Flag(help: "The same as --output json.") var json = false

    var isJSON: Bool { json || output == .json }

    /// Prints one or the other to standard output.
    func print(_ value: some Encodable, text: @autoclosure () throws -> String) throws {
        Terminal.print(isJSON ? try Self.json(value) : try text())
    }

    /// On one line, keys in order.
    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.plain.encode(value), as: UTF8.self)
    }
}

/// The same for commands whose `--output` is where they write to: `-o json` and `--json`.
struct ShortOutputOptions: ParsableArguments {
    @Option(name: .customShort("o"), help: ArgumentHelp("text, or json for programs.", valueName: "format"))
    var chosen = OutputOptions.Format.text

    @Flag(help: "The same as -o json.") var json = false

    var isJSON: Bool { json || chosen == .json }

    /// Prints one or the other to standard output.
    func print(_ value: some Encodable, text: @autoclosure () throws -> String) throws {
        Terminal.print(isJSON ? try OutputOptions.json(value) : try text())
    }
}

/// For commands that print JSON in any case, one value a line: `-o json` and `--json` are taken as everywhere else.
struct JSONAnyway: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case json }

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("json, which is what is printed in any case.", valueName: "format"))
    var chosen: Format?

    @Flag(help: "The same as -o json.") var json = false

    /// - Throws: `ValidationError` where another format is asked for as well.
    func agree(with format: some RawRepresentable<String>, being other: Bool) throws {
        guard other, json || chosen != nil else { return }
        throw ValidationError("--format \(format.rawValue) and -o json: one of them")
    }
}
