import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Archive
@testable import Leadership

@Suite("Looking things up")
struct LookupTests {
    /// An archive of these mentions in a folder of its own, as long as this is held.
    final class Folder {
        let file: ArchiveFile
        private let folder: URL

        init(mentions: [Mention]) throws {
            folder = URL(filePath: NSTemporaryDirectory()).appending(path: "lookup-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            file = try ArchiveFile(folder.appending(path: "archive.sqlite"))
            let place = TopicPartition(EventKind.mentionPublished.topic, 0)
            try ArchiveWriter(file).take(
                mentions.enumerated().map { offset, mention in
                    LogRecord(
                        topicPartition: place, offset: Int64(offset), timestamp: 0, key: Array(mention.id.utf8),
                        value: try EventCodec.encode(mention, as: .protobuf), headers: [])
                }, of: place, next: Int64(mentions.count))
        }

        deinit {
            file.close()
            try? FileManager.default.removeItem(at: folder)
        }
    }

    /// A console with an archive of these mentions, in a folder of its own.
    private func looking(
        in mentions: [Mention], _ body: (ConsoleFixture) async throws -> Void
    ) async throws {
        let archive = try Folder(mentions: mentions)
        let fixture = try await ConsoleFixture()
        fixture.console.archive.answer(from: archive.file)
        try await body(fixture)
    }

    static func mention(_ id: String, _ text: String, at time: Int64 = Samples.now) -> Mention {
        .with {
            $0.id = id
            $0.subject = "lanjiang-bank"
            $0.source = "weibo-stream"
            $0.text = text
            $0.publishedAt = time
            $0.author = "=HYPERLINK(\"http://a.example\")"
        }
    }

    private static let all: [Mention] =
        (0..<70).map { mention("m\($0)", "手机银行第\($0)次宕机", at: Samples.now - Int64($0) * 60_000) }
        + [
            .with {
                $0 = mention("drilled", "演练中的宕机")
                $0.drill = true
            }
        ]

    @Test func `A page has what was typed, leads to the next, and leaves drills out`() async throws {
        try await looking(in: Self.all) { fixture in
            let headers = fixture.browser("lin-yue").headers
            try await fixture.app().test(.router) { client in
                var address = "/archive?q=%E5%AE%95%E6%9C%BA"
                var seen: Set<String> = []
                for page in 1...3 {
                    let answer = try await client.execute(uri: address, method: .get, headers: headers)
                    #expect(answer.status == .ok)
                    let text = String(buffer: answer.body)
                    #expect(!text.contains("演练中的宕机"))
                    for match in text.matches(of: /\/archive\/mentions\/(m[0-9]+)"/) {
                        seen.insert(String(match.output.1))
                    }
                    guard let next = text.firstMatch(of: /href="([^"]+)" rel="next"/) else {
                        #expect(page == 3)
                        break
                    }
                    address = String(next.output.1).replacing("&amp;", with: "&")
                }
                #expect(seen.count == 70)
                let drills = try await client.execute(uri: "/archive?drill=only", method: .get, headers: headers)
                #expect(String(buffer: drills.body).contains("演练中的宕机"))
                let one = try await client.execute(uri: "/archive/mentions/m3", method: .get, headers: headers)
                #expect(String(buffer: one.body).contains("手机银行第3次宕机"))
                let none = try await client.execute(uri: "/archive/mentions/nobody", method: .get, headers: headers)
                #expect(none.status == .notFound)
            }
        }
    }

    @Test(arguments: [
        String(repeating: "a", count: 10_000), "a", "*", "\"", "%00", "AND%20OR%20NOT%20(", "%E2%80%AE%E2%80%8B",
        "%FF%FE",
        "x&kind=nothing", "x&since=2026-02-30", "x&until=0000-00-00", "x&after=-", "x&grade=V", "x&drill=maybe",
        "x&after=99999999999999999999", "x&after=-5", "x&incident=nobody&kind=mention", "x&source=%00",
        "x&since=9998-12-31&until=9998-12-31",
    ])
    func `Whatever is asked for, a page answers`(_ query: String) async throws {
        try await looking(in: Self.all) { fixture in
            let headers = fixture.browser("lin-yue").headers
            try await fixture.app().test(.router) { client in
                let answer = try await client.execute(uri: "/archive?q=\(query)", method: .get, headers: headers)
                #expect(answer.status == .ok)
                #expect(!String(buffer: answer.body).contains("⟦"))
            }
        }
    }

    @Test func `Without an archive the page says so, and the API refuses with 503`() async throws {
        let fixture = try await ConsoleFixture()
        let headers = fixture.browser("lin-yue").headers
        let token = try fixture.token("lin-yue")
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: "/archive?lang=en", method: .get, headers: headers)
            #expect(answer.status == .ok)
            #expect(String(buffer: answer.body).contains("Nothing can be looked up just now"))
            for path in ["mentions", "mentions/m1", "search?q=x", "export"] {
                let answer = try await client.execute(
                    uri: "/api/v1/\(path)", method: .get, headers: [.authorization: "Bearer \(token)"])
                #expect(answer.status == .serviceUnavailable, "\(path)")
            }
        }
    }

    @Test func `The API pages through mentions by cursor`() async throws {
        try await looking(in: Self.all) { fixture in
            let headers: HTTPFields = [.authorization: "Bearer \(try fixture.token("lin-yue"))"]
            try await fixture.app().test(.router) { client in
                for path in ["mentions?limit=9", "search?kind=mention&q=%E5%AE%95%E6%9C%BA&limit=9"] {
                    var seen: [String] = []
                    var after = ""
                    repeat {
                        let answer = try await client.execute(
                            uri: "/api/v1/\(path)\(after.isEmpty ? "" : "&after=\(after)")", method: .get,
                            headers: headers)
                        #expect(answer.status == .ok)
                        let body = try #require(
                            try JSONSerialization.jsonObject(with: Data(Array(buffer: answer.body))) as? [String: Any])
                        for item in try #require(body["items"] as? [[String: Any]]) {
                            let mention = item["mention"] as? [String: Any] ?? item
                            seen.append(mention["id"] as? String ?? "")
                        }
                        after = body["next"] as? String ?? ""
                    } while !after.isEmpty
                    #expect(seen == (0..<70).map { "m\($0)" }, "\(path)")
                }
                let one = try await client.execute(uri: "/api/v1/mentions/m7", method: .get, headers: headers)
                #expect(String(buffer: one.body).contains("第7次"))
                for wrong in [
                    "mentions?after=x", "mentions?after=0", "mentions?drill=true", "search?kind=source",
                    "mentions?kind=case",
                ] {
                    let answer = try await client.execute(uri: "/api/v1/\(wrong)", method: .get, headers: headers)
                    #expect(answer.status == .unprocessableContent, "\(wrong)")
                }
            }
        }
    }

    @Test func `An export has every line once, runs nothing, and is on the audit before it begins`() async throws {
        try await looking(in: Self.all) { fixture in
            let headers: HTTPFields = [.authorization: "Bearer \(try fixture.token("lin-yue"))"]
            try await fixture.app().test(.router) { client in
                let csv = try await client.execute(uri: "/api/v1/export?drill=also", method: .get, headers: headers)
                #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
                let lines = String(buffer: csv.body).components(separatedBy: "\r\n")
                #expect(lines.count == 73)
                #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("mention,") })
                #expect(lines.contains { $0.contains("\"'=HYPERLINK(\"\"http://a.example\"\")\"") })
                let jsonl = try await client.execute(
                    uri: "/api/v1/export?format=jsonl&limit=5", method: .get, headers: headers)
                let objects = String(buffer: jsonl.body).split(separator: "\n")
                #expect(objects.count == 5)
                for object in objects { _ = try JSONSerialization.jsonObject(with: Data(object.utf8)) }
            }
            await fixture.console.ledger.flush(all: true)
            let told = try fixture.accesses.filter { $0.kind == .exported }
            #expect(told.count == 4)
            #expect(told.allSatisfy { $0.person == "lin-yue" })
            #expect(Set(told.map { String($0.detail.prefix { $0 != " " }) }) == ["begins:", "71", "5"])
            fixture.log.failNext(10)
            try await fixture.app().test(.router) { client in
                let refused = try await client.execute(uri: "/api/v1/export", method: .get, headers: headers)
                #expect(refused.status == .serviceUnavailable)
            }
        }
    }

    @Test func `An incident leads to every mention of its subject in its time`() async throws {
        try await looking(in: Self.all) { fixture in
            let headers = fixture.browser("lin-yue").headers
            try await fixture.app().test(.router) { client in
                let incident = try await client.execute(uri: "/incidents/inc1/mentions", method: .get, headers: headers)
                let text = String(buffer: incident.body)
                let link = try #require(text.firstMatch(of: /<a href="([^"]+)" data-test="archive-evidence"/))
                let answer = try await client.execute(
                    uri: String(link.output.1).replacing("&amp;", with: "&"), method: .get, headers: headers)
                #expect(answer.status == .ok)
                #expect(String(buffer: answer.body).contains("data-test=\"of-incident\""))
            }
        }
    }
}
