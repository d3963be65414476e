import ArgumentParser
import Foundation

/// How a difference is shown: as a table, as JSON, as a page.
struct DifferenceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write it as one self-contained HTML page too.", valueName: "file"))
    var html: String?
    @Option(help: "Show so many cases and incidents, what matters most first.") var top = 20

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top \(top): expected at least 1") }
    }

    func show(_ difference: Difference, in zone: TimeZone, _ output: OutputOptions) throws {
        if let html {
            let page = DifferencePage(difference: difference, zone: zone).html
            do {
                try Data(page.utf8).write(to: URL(filePath: html), options: .atomic)
            } catch {
                throw ValidationError("--html \(html): \(error.localizedDescription)")
            }
        }
        try output.print(difference, text: DifferenceText(difference: difference, zone: zone).text(most: top))
    }
}
