import EmbeddedLog
import EventLog
import Foundation
import Hosting
import Monitoring
import Plan
import Processing
import Schemas
import Synchronization
import Testing

@testable import Fenghuo

@Suite struct DrillTests {
    /// A clock that only sleeping moves.
    private final class SleptClock: Sendable {
        private let time: Mutex<Int64>
        init(_ start: Int64) { time = Mutex(start) }
        var now: Int64 { time.withLock { $0 } }
        func sleep(until: Int64) { time.withLock { $0 = max($0, until) } }
    }

    private let folder = FileManager.default.temporaryDirectory.appending(path: "drill-\(UUID().uuidString)")
    private let start: Int64 = 1_790_000_000_000

    private func story(_ lines: [String]) throws -> Story {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "story.jsonl")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        return try Story(file: file)
    }

    private func plan() throws -> ResponsePlan {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try ResponsePlan.load(file: root.appending(path: "Plans/commercial-bank.yaml").path)
    }

    @Test func `A drill tells its story in its pace, every mention marked`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let story = try story([
            #"{"offsetSeconds": 600, "source": "weibo-stream", "text": "澜江银行取不出钱了？"}"#, "",
            #"{"offsetSeconds": 660, "source": "forum-push", "text": "听说澜江银行限额了", "author": "某甲", "reach": 5}"#,
            #"{"offsetSeconds": 1260, "source": "weibo-stream", "text": "澜江银行怎么回事", "url": "https://a.example/1"}"#,
        ])
        let log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        defer { log.close() }
        try await log.createTopics(CatalogueTopics.specifications(partitions: 1))
        let clock = SleptClock(start)
        let writer = IntakeWriter(
            plan: try plan(), producer: try await log.makeProducer(), partitions: 1, contentType: .protobuf,
            clock: { clock.now })
        let drill = try Drill(id: "d", story: story, plan: try plan(), writer: writer)
        var told: [Int] = []
        try await drill.tell(
            to: writer, speed: 60, now: { clock.now }, sleep: { clock.sleep(until: $0) }, told: { told.append($0) })

        let reader = try await log.makeReader()
        let read = try await reader.read(
            TopicPartition(EventKind.mentionTakenIn.topic, 0), from: 0, to: nil, limit: 10, wait: .zero)
        let mentions = try read.records.map {
            try EventCodec.decode(Intake.self, from: $0.value ?? [], contentType: .protobuf).mention
        }
        #expect(told == [1, 2, 3])
        #expect(mentions.map(\.drill) == [true, true, true])
        #expect(mentions.map(\.publishedAt) == [start, start + 1000, start + 11_000])
        #expect(mentions.map(\.source) == ["weibo-stream", "forum-push", "weibo-stream"])
        #expect(read.records.allSatisfy { $0.header("ce_drill") == "true" })
    }

    @Test(
        arguments: [
            (#"{"source": "weibo-stream", "text": "x"}"#, "line 2: offsetSeconds is missing"),
            (#"{"offsetSeconds": 1, "source": "weibo-stream", "text": 3}"#, "line 2: text"),
            (#"{"offsetSeconds": 4, "source": "weibo-stream", "text": "x"}"#, "line 2: offsetSeconds is 4, expected 5"),
            (#"{"offsetSeconds": 9999999, "source": "weibo-stream", "text": "x"}"#, "to 2592000"),
            ("nonsense", "line 2: found no JSON object"),
            (#"{"offsetSeconds": 6, "source": "nowhere", "text": "x"}"#, "mention 2: field source"),
            (#"{"offsetSeconds": 6, "source": "weibo-stream", "text": "x", "url": "/a"}"#, "mention 2: field url"),
        ])
    func `What is no story is named before anything is told`(line: String, mistake: String) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        defer { log.close() }
        try await log.createTopics(CatalogueTopics.specifications(partitions: 1))
        let writer = IntakeWriter(
            plan: try plan(), producer: try await log.makeProducer(), partitions: 1, contentType: .protobuf,
            clock: { start })
        let error = #expect(throws: StoryError.self) {
            let story = try story([#"{"offsetSeconds": 5, "source": "weibo-stream", "text": "澜江银行"}"#, line])
            _ = try Drill(id: "d", story: story, plan: try plan(), writer: writer)
        }
        #expect(error?.description.contains(mistake) == true, "\(error?.description ?? "")")
    }
}
