import EmbeddedLog
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Leadership

@Suite struct SandboxPageTests {
    private static let made = """
        {"name":"trial","source":"fenghuo.","since":"2026-01-01T00:00:00.000Z","until":"2026-01-05T00:00:00.000Z",\
        "recordEnds":"2026-01-05T00:00:00.000Z","createdAt":"2026-01-05T01:00:00.000Z","plan":"institution: …",\
        "planHash":"0123456789abcdef0123","partitions":4,"copied":{}
        """
    private static let difference = """
        {"since":"","until":"","before":{"name":"live","plan":"a"},"after":{"name":"trial","plan":"b"},"totals":{"days":4,\
        "cases":{"before":3,"after":2},"casesAMonth":{"before":22.5,"after":15},"falseAlarms":{"before":1,"after":0},\
        "missed":0,"earlier":{"cases":0,"median":0,"most":0},"later":{"cases":1,"median":12.5,"most":12.5},\
        "incidents":{},"decisions":4,"misfits":1},"entries":[{"change":"removed","about":"case","incident":"inc9",\
        "subject":"bank","title":"Queues at <b>branches</b>","kind":"","before":{"incident":"inc9","grade":"II",\
        "highestGrade":"II","mentions":3,"caseOpenedAt":"2026-01-02T00:00:00.000Z","grades":[],"strategy":"",\
        "directives":[]},"changes":[{"what":"case","before":"opened 2026-01-02T00:00:00.000Z","after":""}],\
        "falseAlarm":true,"handled":false}],"misfits":[],"notCompared":0,"isEmpty":false,"leftOut":7}
        """

    /// With a log on which these stand, by key, on `trial.sandbox.v1`.
    private func withShelf(_ records: [(String, String)], _ body: (SandboxShelf) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        try await log.createTopics([
            TopicSpecification(name: "trial.sandbox.v1", partitions: 1, cleanup: .compact),
            TopicSpecification(name: "empty.sandbox.v1", partitions: 1, cleanup: .compact),
        ])
        let producer = try await log.makeProducer()
        try await producer.append(
            records.map {
                ProducerRecord(
                    to: TopicPartition("trial.sandbox.v1", 0), key: Array($0.utf8), value: Array($1.utf8), timestamp: 1)
            })
        try await body(SandboxShelf(NamespacedLog(log, namespace: .standard)))
        log.close()
    }

    private func page(_ shelf: SandboxShelf?, _ language: String) async throws -> String {
        var fixture = try await ConsoleFixture()
        fixture.console.sandboxes = shelf
        let headers = fixture.browser("lin-yue").headers
        return try await fixture.app().test(.router) { client in
            String(
                buffer: try await client.execute(uri: "/drills?lang=\(language)", method: .get, headers: headers).body)
        }
    }

    @Test(
        "The drills page shows a sandbox and what it found, in each language",
        arguments: [
            ("en", "No case", "7 more are not shown", "1, by 12.5 min (median)"),
            ("zh-Hans", "不再开立", "另有 7 项未显示", "1 件，中位数 12.5 分钟"),
            ("zh-Hant", "不再開立", "另有 7 項未顯示", "1 件，中位數 12.5 分鐘"),
        ]) func difference(_ language: String, _ gone: String, _ more: String, _ later: String) async throws
    {
        let ran = Self.made + ",\"ranAt\":\"2026-01-05T02:00:00.000Z\",\"build\":\"fenghuo 1\"}"
        try await withShelf([("trial", ran), ("trial/difference", Self.difference)]) { shelf in
            let page = try await page(shelf, language)
            for text in [
                "trial", "0123456789ab", "2026-01-05 10:00", gone, more, later, "Queues at &lt;b&gt;branches",
                "2026-01-02 08:00", "22.5",
            ] { #expect(page.contains(text), "\(text)") }
            #expect(!page.contains("⟦"))
        }
    }

    @Test("A sandbox that was not run says so, and a difference of before is not shown for it")
    func notRun() async throws {
        try await withShelf([("trial", Self.made + "}"), ("trial/difference", Self.difference)]) { shelf in
            let page = try await page(shelf, "en")
            #expect(page.contains("trial") && page.contains("not yet") && !page.contains("Queues at"))
        }
    }

    @Test("What cannot be read is passed over", arguments: ["", "{}", "[[[[", "{\"name\":\"other\"}"])
    func broken(_ text: String) async throws {
        try await withShelf([("trial", text), ("trial/difference", text)]) { shelf in
            #expect(await shelf.sandboxes() == [])
            let page = try await page(shelf, "en")
            #expect(page.contains("There is no sandbox."))
        }
    }

    @Test("Where there are none the page says so")
    func none() async throws {
        let page = try await page(SandboxShelf(RecordingLog()), "en")
        #expect(page.contains("There is no sandbox."))
    }
}
