import Foundation
import Testing

@testable import Hosting

/// Where the embedded log is looked for, and what is made there.
@Suite struct LogPlaceTests {
    private let base = FileManager.default.temporaryDirectory.appending(path: "place-\(UUID().uuidString)")

    @Test func `Who only looks makes nothing, and is told where there is no log`() throws {
        let folder = base.appending(path: "typo")
        let mistake = try #require(throws: SettingMistake.self) {
            try LogPlace(folder: folder).check(creating: false)
        }
        #expect(mistake.key == "fenghuo.data" && mistake.found.contains(folder.path))
        #expect(!FileManager.default.fileExists(atPath: base.path))
    }

    @Test func `Who writes makes the folder`() throws {
        defer { try? FileManager.default.removeItem(at: base) }
        try LogPlace(folder: base).check(creating: true)
        #expect(FileManager.default.fileExists(atPath: base.path))
        #expect(!FileManager.default.fileExists(atPath: LogPlace(folder: base).file.path))
    }

    @Test func `A folder that cannot be made is said as what it is`() throws {
        let mistake = try #require(throws: SettingMistake.self) {
            try LogPlace(folder: URL(filePath: "/proc/nowhere/data")).check(creating: true)
        }
        #expect(mistake.found.contains("/proc/nowhere/data") && mistake.expected.contains("may write"))
    }

    @Test func `A file where the folder should be is said as what it is`() throws {
        try Data().write(to: base)
        defer { try? FileManager.default.removeItem(at: base) }
        let mistake = try #require(throws: SettingMistake.self) {
            try LogPlace(folder: base.appending(path: "data")).check(creating: true)
        }
        #expect(mistake.found.contains("cannot be made"))
    }
}
