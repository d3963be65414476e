import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas

/// What a sandbox is of: kept on a topic of its own beside the sandbox's, so that everybody on the log finds it, and that
/// nothing is ever deleted which is none.
struct SandboxDescription: Codable, Equatable {
    /// Begins its topics and groups, without the dot.
    var name: String
    /// The namespace it was copied from.
    var source: String
    /// What is compared, RFC 3339.
    var since: String
    var until: String
    /// Where the copied inputs begin; nil: all that were kept.
    var begins: String?
    /// When the newest record of the source was written then.
    var recordEnds: String
    var createdAt: String
    /// When it was last run to its end; nil: never.
    var ranAt: String?
    /// The build that ran it.
    var build: String?
    /// The plan it runs under, whole, and its SHA-256.
    var plan: String
    var planHash: String
    var partitions: Int32
    /// Records copied, by topic.
    var copied: [String: Int64]

    /// The catalogue's name of the topic; `NAME.sandbox.v1` on the log.
    static let topic = "fenghuo.sandbox.v1"

    /// - Throws: `ValidationError` for a name that could be taken for another's.
    static func namespace(_ name: String) throws -> Namespace {
        let legal = name.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
        }
        guard legal, (2...40).contains(name.utf8.count), name.utf8.first != 0x2d, name.utf8.last != 0x2d,
            name != Namespace.standard.clientID
        else {
            throw ValidationError(
                "sandbox \"\(Terminal.harmless(String(name.prefix(60))))\": expected 2 to 40 small letters, digits and hyphens, "
                    + "and not \(Namespace.standard.clientID), which is production")
        }
        do {
            return try Namespace(prefix: name + ".")
        } catch {
            throw ValidationError("sandbox \(name): found \(error.found), expected \(error.expected)")
        }
    }

    // MARK: On the log

    /// - Returns: nil where the namespace is no sandbox.
    static func read(from house: any EventLog) async throws -> SandboxDescription? {
        guard let scan = TopicScan(topic, in: try await house.describeTopics(), of: house) else { return nil }
        var found: SandboxDescription?
        try await scan.each { record in
            guard let value = record.value, record.key?.contains(UInt8(ascii: "/")) != true else { return }
            found = try StrictDecoding.decode(Self.self, from: value)
        }
        return found
    }

    func write(to house: any EventLog) async throws {
        try await Self.put(Array(try JSONEncoder.plain.encode(self)), under: name, to: house)
    }

    /// Keeps the difference for whoever reads it without running anything, the console among them: what matters most of
    /// it, in at most half a megabyte.
    func keep(_ difference: Difference, to house: any EventLog) async throws {
        var kept = KeptDifference(difference, most: 200)
        while true {
            let bytes = Array(try JSONEncoder.plain.encode(kept))
            guard bytes.count > KeptDifference.longest, kept.shorten() else {
                return try await Self.put(bytes, under: "\(name)/difference", to: house)
            }
        }
    }

    private static func put(_ value: [UInt8], under key: String, to house: any EventLog) async throws {
        try await house.createTopics([TopicSpecification(name: topic, partitions: 1, cleanup: .compact)])
        let producer = try await house.makeProducer()
        do {
            try await producer.append([
                ProducerRecord(
                    to: TopicPartition(topic, 0), key: Array(key.utf8), value: value,
                    headers: [RecordHeader("content-type", "application/json")], timestamp: ServiceHost.wallClock())
            ])
        } catch {
            await producer.close()
            throw error
        }
        await producer.close()
    }

    /// Every sandbox on the log, by name.
    static func all(on log: any EventLog) async throws -> [SandboxDescription] {
        let ending = String(topic.dropFirst(Namespace.standardPrefix.count))
        var found: [SandboxDescription] = []
        for topic in try await log.describeTopics().map(\.specification.name) where topic.hasSuffix("." + ending) {
            let name = String(topic.dropLast(ending.utf8.count + 1))
            guard let namespace = try? namespace(name) else { continue }
            if let sandbox = try await read(from: NamespacedLog(log, namespace: namespace)) { found.append(sandbox) }
        }
        return found.sorted { $0.name < $1.name }
    }

    /// The plan as it was when the sandbox was made.
    func loadPlan() throws -> ResponsePlan {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "\(name).yaml")
        try Data(plan.utf8).write(to: file)
        return try ResponsePlan.load(file: file.path)
    }
}
