import ArgumentParser
import Hosting

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Lists every setting: variable, default, who reads it, what it does.")
    @Flag(help: "As the table in Documentation/operations.md.") var markdown = false

    func run() async throws {
        Terminal.print(markdown ? Self.markdownTable : Self.plainTable)
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
