import Foundation
import Hosting
import Testing

@testable import Fenghuo

@Suite struct SettingsTableTests {
    @Test func `The runbook has the table of settings as the catalogue has it`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let runbook = try String(
            contentsOf: root.appending(path: "Documentation/operations.md"), encoding: .utf8)
        for line in SettingsCommand.markdownTable.split(separator: "\n") {
            #expect(runbook.contains(line), "missing or otherwise; `fenghuo settings --markdown` prints the table")
        }
    }
}

@Suite struct MetricsTableTests {
    @Test func `The runbook has the table of metrics as the catalogue has it`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let runbook = try String(
            contentsOf: root.appending(path: "Documentation/operations.md"), encoding: .utf8)
        for line in MetricsCommand.markdownTable.split(separator: "\n") {
            #expect(runbook.contains(line), "missing or otherwise; `fenghuo metrics --markdown` prints the table")
        }
    }
}
