import Foundation
import Testing

/// What once did harm does none any more.
@Suite("Fuzzed doors")
struct CrasherTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Crashers")
    /// Built beside the tests' own binary.
    private static let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
        path: "Fuzzer")

    @Test("Every input kept under Crashers is taken or refused, within its time")
    func replay() throws {
        let (status, said) = try Self.run(["replay", Self.folder.path])
        #expect(status == 0, "\(said)")
        let doors = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { !$0.hasPrefix(".") }
        #expect(!doors.isEmpty)
        for door in doors { #expect(said.contains("\(door): "), "\(door) was not replayed") }
    }

    @Test("A trap, a hang and a broken promise are found, and the input is handed over")
    func found() throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let (status, said) = try Self.run([
            "run", "self-test", "--inputs", "4", "--seed", "1", "--processes", "1", "--most", "10", "--output",
            output.path,
        ])
        #expect(status == 1, "\(said)")
        for kind in ["trap", "hang", "finding"] { #expect(said.contains("  \(kind)"), "no \(kind) in: \(said)") }
        let inputs = try FileManager.default.contentsOfDirectory(
            at: output.appending(path: "self-test"), includingPropertiesForKeys: nil
        ).map { String(decoding: (try? Data(contentsOf: $0)) ?? Data(), as: UTF8.self) }
        // Made as small as what does the harm.
        #expect(Set(inputs).isSuperset(of: ["!", "?", "$"]), "\(inputs)")
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, said: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, said)
    }
}
