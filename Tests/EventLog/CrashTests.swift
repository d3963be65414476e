import EmbeddedLog
import EventLog
import Foundation
import GRDB
import Testing

@Suite struct CrashTests {
    /// Built beside the tests' own binary.
    private static let writer = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "LogWriter")

    @Test(.timeLimit(.minutes(3))) func aWriterKilledAtAnyPointLosesNothingAcknowledgedAndLeavesNothingHalf()
        async throws
    {
        let scratch = Scratch()
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
        var acknowledged: [String: Int64] = [:]
        for round in 1...10 {
            let names = try Self.runAndKill(path: scratch.path, after: round * 3)
            #expect(names.count >= round * 3)
            for (index, name) in names.enumerated() { acknowledged[name] = Int64(index + 1) }
        }
        let log = try await EmbeddedLog(path: scratch.path)
        let reader = try await log.makeReader()
        var indices: [String: [Int]] = [:]
        for partition in Int32(0)..<2 {
            let place = TopicPartition("written", partition)
            let high = try await reader.range(of: place).high
            let (records, next) = try await reader.read(place, from: 0, to: high, limit: .max, wait: .zero)
            #expect(next == high)
            for record in records {
                let name = String(decoding: record.key ?? [], as: UTF8.self)
                indices[name, default: []].append(Int(String(decoding: record.value ?? [], as: UTF8.self)) ?? -1)
            }
        }
        for name in acknowledged.keys { #expect(indices[name] != nil, "\(name) was acknowledged") }
        for (name, found) in indices { #expect(found.sorted() == Array(0..<20), "\(name)") }
        // Each run's stored offset is that of its last committed batch: never behind one acknowledged.
        for group in try await log.describeGroups() {
            let run = group.name.dropFirst("run-".count)
            let batches = indices.keys.filter { $0.hasPrefix("\(run)-") }.count
            #expect(group.committed[TopicPartition("written", 0)] == Int64(batches))
        }
        log.close()
    }

    /// - Returns: the batches acknowledged up to the kill.
    private static func runAndKill(path: String, after count: Int) throws -> [String] {
        let process = Process()
        process.executableURL = writer
        process.arguments = [path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = Data()
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            text.append(more)
        }
        kill(process.processIdentifier, SIGKILL)
        text.append(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        // A line cut off was not yet wholly said: its batch may be there or not.
        let whole = text.prefix(through: text.lastIndex(of: UInt8(ascii: "\n")) ?? text.startIndex)
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aFileThatIsSomethingElseIsRefused() async throws {
        let scratch = Scratch()
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
        let garbage = Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) })
        try garbage.write(to: URL(fileURLWithPath: scratch.path))
        await expectFailure(\.isRefused, naming: [scratch.path, "no SQLite file"]) { _ = try await scratch.open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == garbage)
    }

    @Test func anotherProgramsFileIsRefusedAndLeftAlone() async throws {
        let scratch = Scratch()
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: scratch.path)
        try await queue.write { try $0.execute(sql: "CREATE TABLE theirs(x)") }
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        await expectFailure(\.isRefused, naming: [scratch.path, "another program"]) { _ = try await scratch.open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == before)
    }

    @Test func aFileOfANewerVersionIsRefused() async throws {
        let scratch = Scratch()
        try await scratch.open().close()
        let queue = try DatabaseQueue(path: scratch.path)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        try queue.close()
        await expectFailure(\.isRefused, naming: [scratch.path, "version 99"]) { _ = try await scratch.open() }
    }

    @Test func aFolderThatCannotBeMadeIsNamed() async throws {
        let error = await #expect(throws: (any Error).self) {
            _ = try await EmbeddedLog(path: "/proc/nowhere/log.sqlite")
        }
        #expect("\(try #require(error))".contains("/proc/nowhere"))
    }
}
