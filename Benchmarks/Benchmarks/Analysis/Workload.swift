import Analysis
import EventLog
import Foundation
import Plan
import Processing
import Schemas

/// The real processor with so many open incidents, fed with encoded mentions and read as encoded records.
struct Workload {
    private var core: TaskCore<AnalysisProcessor>
    private var crowd: Crowd
    private let incidents: Int
    private var offset: Int64 = 0
    private static let start: Int64 = 1_767_600_000_000

    static func plan() throws -> ResponsePlan {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try ResponsePlan.load(file: root.appending(path: "Plans/commercial-bank.yaml").path)
    }

    init(incidents: Int) throws {
        core = TaskCore(AnalysisProcessor(plan: try Self.plan()), partition: 0, partitions: 1)
        core.restored()
        crowd = Crowd(incidents: incidents, seed: 1)
        self.incidents = incidents
    }

    static func mention(_ text: String, number: Int) -> Mention {
        var mention = Mention()
        mention.id = "mention-\(number)"
        mention.subject = "lanjiang-bank"
        mention.source = "weibo-stream"
        mention.tier = .personal
        mention.text = text
        mention.author = "user\(number % 40_000)"
        mention.url = "https://post.example/\(number)"
        mention.reach = Int64(number % 5_000)
        mention.publishedAt = start + Int64(number) * 100
        mention.receivedAt = mention.publishedAt + 1000
        return mention
    }

    mutating func open() throws {
        for batch in batches(of: 500, count: (incidents + 499) / 500) { try run(batch) }
    }

    mutating func batches(of size: Int, count: Int) -> [[InputEvent]] {
        (0..<count).map { _ in (0..<size).compactMap { _ in event() } }
    }

    private mutating func event() -> InputEvent? {
        guard let text = crowd.next()?.text else { return nil }
        let mention = Self.mention(text, number: Int(offset))
        offset += 1
        let kind = EventKind.mentionPublished
        return InputEvent(
            kind: kind,
            attributes: EventAttributes(
                id: mention.id, type: kind.type, source: "/fenghuo/monitoring", time: mention.receivedAt,
                subject: mention.id, partitionKey: mention.subject),
            partition: 0, offset: offset, timestamp: mention.receivedAt, key: mention.id,
            data: try? EventCodec.encode(mention, as: .protobuf))
    }

    /// One commit.
    mutating func run(_ batch: [InputEvent]) throws {
        for event in batch { try core.handle(event, now: event.timestamp) }
        _ = try core.takeCommit()
    }
}
