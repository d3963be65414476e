import Foundation
import Schemas
import SwiftProtobuf
import Testing

@testable import Archive

/// A process that fills is killed at any moment; SQLite as others have it counts what is there.
@Suite struct KillingTests {
    private static let keeper = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "ArchiveKeeper")
    private static let mentions = 6_000

    @Test(.timeLimit(.minutes(5))) func `Killed twenty times it has everything once`() async throws {
        let rig = try await ArchiveRig()
        try await rig.append(
            (0..<Self.mentions).map {
                ArchiveRig.mention("m\($0)", "手机银行第\($0)次宕机", at: ArchiveRig.now - Int64($0) * 100)
            })
        // Rows that change, so that entries and tokens are taken out and put in again.
        for round in 0..<40 {
            try await rig.append(
                .incidentAssessed,
                (0..<10).map { number in
                    (
                        "i\(number)",
                        Incident.with {
                            $0.id = "i\(number)"
                            $0.title = "第\(round)轮系统宕机"
                            $0.discoveredAt = ArchiveRig.now
                        }
                    )
                })
        }
        var killed = 0
        for round in 1...20 where try run(rig, killedAfter: 1 + round % 4) { killed += 1 }
        #expect(killed == 20)
        #expect(try run(rig, killedAfter: .max) == false)
        let file = rig.place.appending(path: "archive-\(ArchiveFile.currentVersion).sqlite").path
        #expect(try sqlite(file, "PRAGMA integrity_check") == "ok")
        #expect(try sqlite(file, "SELECT count(*), count(DISTINCT hash) FROM entries WHERE kind = 1") == "6000|6000")
        #expect(try sqlite(file, "SELECT count(*), count(DISTINCT hash) FROM entries WHERE kind = 2") == "10|10")
        #expect(try sqlite(file, "SELECT kind, entries FROM totals ORDER BY kind") == "1|6000\n2|10")
        // The index has every text once, and none that was.
        #expect(try sqlite(file, "SELECT count(*) FROM words WHERE words MATCH '\"宕机\"'") == "6010")
        #expect(try sqlite(file, "SELECT count(*) FROM words WHERE words MATCH '\"手机\"'") == "6000")
        #expect(try sqlite(file, "SELECT count(*) FROM words WHERE words MATCH '\"9轮\"'") == "0")
        #expect(
            try sqlite(
                file,
                "SELECT count(*) FROM entries WHERE id NOT IN (SELECT rowid FROM words WHERE words MATCH '\"宕机\"')")
                == "0")
        #expect(
            try sqlite(file, "SELECT next FROM offsets WHERE topic = 'fenghuo.mentions.v1'") == "\(Self.mentions)")
    }

    /// - Returns: whether it was killed before it had everything.
    private func run(_ rig: ArchiveRig, killedAfter count: Int) throws -> Bool {
        let process = Process()
        process.executableURL = Self.keeper
        process.arguments = [rig.folder.appending(path: "log.sqlite").path, rig.place.path, "40"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var lines = 0
        while lines < count {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            lines += more.count { $0 == UInt8(ascii: "\n") }
        }
        kill(process.processIdentifier, SIGKILL)
        let rest = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal && rest.count < 10_000
    }

    /// What the command line of SQLite says.
    private func sqlite(_ file: String, _ statement: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["sqlite3", file, statement]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(statement)")
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
