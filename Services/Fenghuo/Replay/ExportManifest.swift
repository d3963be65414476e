import Crypto
import EventLog
import Foundation
import Schemas

/// What an export holds: its topics as they were, and its files with what they have to be.
struct ExportManifest: Codable, Hashable, Sendable {
    struct Topic: Codable, Hashable, Sendable {
        /// By the catalogue's name.
        var name: String
        var partitions: Int32
        var isCompacted: Bool
        /// Milliseconds; nil: kept for ever, or compacted.
        var retention: Int64?

        init(_ topic: TopicSpecification, own name: String) {
            self.name = name
            partitions = topic.partitions
            switch topic.cleanup {
            case .compact: (isCompacted, retention) = (true, nil)
            case .delete(let milliseconds): (isCompacted, retention) = (false, milliseconds)
            }
        }

        var cleanup: CleanupPolicy { isCompacted ? .compact : .delete(retentionMilliseconds: retention) }
    }

    struct File: Codable, Hashable, Sendable {
        var file: String
        var topic: String
        var partition: Int32
        var records: Int64
        /// Of `records`, those without a value.
        var tombstones: Int64
        var bytes: Int64
        var sha256: String
    }

    static let name = "manifest.json"
    static let format = "fenghuo-export/1"
    /// A longer manifest is not read, in bytes.
    private static let longest = 64 << 20

    var format = Self.format
    /// Milliseconds since 1970: when the ends were frozen.
    var at: Int64
    /// The log that the offsets are of, where that is known.
    var log: String?
    var topics: [Topic]
    var files: [File]

    static func fileName(_ topic: String, _ partition: Int32) -> String { "\(topic)-\(partition).jsonl" }

    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try OutputFile.replace("\(folder)/\(Self.name)", with: Array(try encoder.encode(self)) + [10])
    }

    /// - Returns: the manifest, and the SHA-256 of its own bytes.
    /// - Throws: `EventLogError.refused` that says what is wrong with it.
    static func read(_ folder: String) throws -> (manifest: ExportManifest, digest: String) {
        let path = "\(folder)/\(name)"
        let doing = "reading the export \(folder)"
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: longest + 1)
        else {
            throw EventLogError.refused(
                doing: doing, found: "no \(name) that can be read", expected: "a folder that an export ended in")
        }
        guard data.count <= longest else {
            throw EventLogError.refused(doing: doing, found: "a \(name) beyond 64 MiB", expected: "a smaller one")
        }
        let manifest: ExportManifest
        do {
            manifest = try StrictDecoding.decode(ExportManifest.self, from: data, bytes: longest)
        } catch {
            throw EventLogError.refused(
                doing: doing, found: "a \(name) that cannot be read (\(error))", expected: "one of \(format)")
        }
        try manifest.check(doing)
        return (manifest, EventID.hex(SHA256.hash(data: data)))
    }

    private func check(_ doing: String) throws {
        func refuse(_ found: String, _ expected: String) -> EventLogError {
            .refused(doing: doing, found: found, expected: expected)
        }
        guard format == Self.format else { throw refuse("the format \(format)", Self.format) }
        var known: [String: Topic] = [:]
        for topic in topics {
            guard known.updateValue(topic, forKey: topic.name) == nil, topic.partitions > 0,
                (topic.retention ?? 0) >= 0,
                Namespace.standard.own(topic.name) != nil
            else {
                throw refuse(
                    "the topic \(Terminal.harmless(topic.name)) with \(topic.partitions) partitions",
                    "each topic once, named fenghuo.<things>.v1, with at least one partition")
            }
        }
        var names = Set<String>()
        for file in files {
            guard let topic = known[file.topic], (0..<topic.partitions).contains(file.partition),
                file.file == Self.fileName(file.topic, file.partition), names.insert(file.file).inserted,
                file.bytes >= 0
            else {
                throw refuse(
                    "the file \(Terminal.harmless(file.file))",
                    "each partition's file once, named <topic>-<partition>.jsonl")
            }
        }
    }
}
