import EmbeddedLog
import EventLog
import Foundation
import Testing

@testable import Fenghuo

/// Processes that copy, killed at any point and started again.
@Suite(.serialized, .timeLimit(.minutes(5))) struct KilledReplayTests {
    /// Built beside the tests' own binary.
    private static let fenghuo = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "fenghuo")
    private static let topic = "fenghuo.mentions.v1"
    private static let copied = "sandbox.mentions.v1"
    private static let count = 24_000

    private static func start(_ arguments: [String], _ rig: ReplayRig) throws -> Process {
        let process = Process()
        process.executableURL = fenghuo
        process.arguments = arguments + ["--data", rig.folder.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func written(_ rig: ReplayRig) async throws -> Int64 {
        try await rig.log.describeTopics().first { $0.specification.name == copied }?.ranges
            .reduce(0) { $0 + $1.high } ?? 0
    }

    /// Kills the command ten times, each time further on, then lets it end.
    private static func killTenTimes(_ arguments: [String], _ rig: ReplayRig) async throws {
        var kills = 0
        for round in 1...10 {
            let process = try start(arguments, rig)
            let point = Int64(count * round / 16 + Int.random(in: 0...1000))
            while process.isRunning, try await written(rig) < point { try await Task.sleep(for: .milliseconds(1)) }
            if process.isRunning {
                kill(process.processIdentifier, SIGKILL)
                kills += 1
            }
            process.waitUntilExit()
        }
        #expect(kills == 10)
        let last = try start(arguments, rig)
        while last.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        #expect(last.terminationStatus == 0)
    }

    private static func filled() async throws -> ReplayRig {
        let rig = try await ReplayRig()
        try await rig.create(topic, partitions: 24)
        for start in stride(from: 0, to: count, by: 4000) {
            try await rig.append((start..<(start + 4000)).map { ReplayRig.record($0, partitions: 24, subjects: 97) })
        }
        return rig
    }

    private static func compare(_ rig: ReplayRig) async throws {
        let (records, copies) = (try await rig.records(topic), try await rig.records(copied))
        #expect(copies.count == count)
        #expect(copies.map(Kept.init) == records.map(Kept.init))
    }

    @Test func `A replay killed ten times loses no record and doubles none`() async throws {
        let rig = try await Self.filled()
        try await Self.killTenTimes(
            ["replay", "mentions", "--into", "sandbox.", "--run", "killed", "--execute"], rig)
        try await Self.compare(rig)
    }

    @Test func `An import killed ten times loses no record and doubles none`() async throws {
        let rig = try await Self.filled()
        let export = try Self.start(["topics", "export", "mentions", "--output", rig.path("export")], rig)
        while export.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        #expect(export.terminationStatus == 0)
        try await Self.killTenTimes(
            ["topics", "import", rig.path("export"), "--prefix", "sandbox.", "--execute"], rig)
        try await Self.compare(rig)
    }
}
