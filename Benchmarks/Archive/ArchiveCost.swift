import Archive
import EventLog
import Foundation
import Schemas

/// Figures of the archive with many mentions: `ArchiveCost FOLDER COUNT` fills one with texts that do not repeat (or goes
/// on with the one that is there) and times lists and searches.
@main
struct ArchiveCost {
    let folder: URL
    let count: Int
    private static let batch = 5_000
    /// Milliseconds since 1970; the mentions stand a second apart before it.
    private static let now: Int64 = 1_790_000_000_000

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let count = Int(arguments[2]), count > 0 else {
            print("usage: ArchiveCost FOLDER COUNT")
            return
        }
        try await ArchiveCost(folder: URL(filePath: arguments[1]), count: count).run()
    }

    private func run() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = try ArchiveFile(folder.appending(path: "archive-\(ArchiveFile.currentVersion).sqlite"))
        let writer = ArchiveWriter(file)
        let place = TopicPartition(EventKind.mentionPublished.topic, 0)
        var next = try writer.offsets()[place] ?? 0
        var making = Duration.zero
        let begun = next
        let clock = ContinuousClock()
        let start = clock.now
        let cpu = Self.processorSeconds
        var said = clock.now
        while next < Int64(count) {
            var records: [LogRecord] = []
            making += try clock.measure {
                records = try (next..<min(next + Int64(Self.batch), Int64(count))).map { try Self.record($0, place) }
            }
            next += Int64(records.count)
            try writer.take(records, of: place, next: next)
            if clock.now - said > .seconds(20) {
                said = clock.now
                print("at \(next), \(file.size >> 20) MB, \(Self.rate(next - begun, said - start - making))/s")
            }
        }
        if next > begun {
            let taken = clock.now - start - making
            print(
                "filled \(next - begun) in \(taken), \(Self.rate(next - begun, taken))/s; making them took \(making);",
                "processor \(Self.processorSeconds - cpu) s in all; \(file.size >> 20) MB")
        }
        let merging = try clock.measure { while try writer.tidy(pages: 2_000) {} }
        print("bringing the index together: \(merging)")
        try await BenchQueries(file: file, count: count, now: Self.now).run()
    }

    private static func rate(_ count: Int64, _ time: Duration) -> Int {
        Int(Double(count) / max(time / .seconds(1), 1e-9))
    }

    /// Of the whole process.
    private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    private static func record(_ number: Int64, _ place: TopicPartition) throws -> LogRecord {
        let mention = BenchText.mention(number, at: now - number * 1_000)
        return LogRecord(
            topicPartition: place, offset: number, timestamp: now, key: Array(mention.id.utf8),
            value: try EventCodec.encode(mention, as: .protobuf), headers: [])
    }
}
