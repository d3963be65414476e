import ArgumentParser
import Hosting

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Lists every setting: variable, default, who reads it, what it does.")
    @Flag(help: "As the table in Documentation/operations.md.") var markdown = false
    @OptionGroup var output: OutputOptions

    /// As `--json` prints it.
    struct Row: Encodable {
        var key: String
        /// The variables of the environment that say it.
        var variables: [String]
        var standard: String
        var meaning: String
        /// Empty for what every executable reads.
        var readers: [String]
        var isSecret: Bool
    }

    func run() async throws {
        let rows = SettingCatalogue.all.map {
            Row(
                key: $0.key, variables: $0.variables, standard: $0.standard, meaning: $0.meaning,
                readers: $0.readers.map(\.rawValue), isSecret: $0.isSecret)
        }
        try output.print(rows, text: markdown ? Self.markdownTable : Self.plainTable)
    }

    static var markdownTable: String {
        let rows = SettingCatalogue.all.map { setting in
            let names = setting.variables.map { "`\($0)`" }.joined(separator: " or ")
            return "| \(names) | \(setting.standard) | \(setting.meaning)\(readers(setting)) |"
        }
        return (["| Setting | Default | Meaning |", "|---|---|---|"] + rows).joined(separator: "\n")
    }

    private static var plainTable: String {
        table(
            [["VARIABLE", "DEFAULT", "MEANING"]]
                + SettingCatalogue.all.map { setting in
                    [
                        setting.variable + (setting.isSecret ? " (or _FILE)" : ""), setting.standard,
                        setting.meaning + readers(setting),
                    ]
                })
    }

    private static func readers(_ setting: KnownSetting) -> String {
        setting.readers.isEmpty ? "" : " Read by \(setting.readers.map(\.rawValue).joined(separator: ", "))."
    }
}
