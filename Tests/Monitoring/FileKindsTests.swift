import Foundation
import Schemas
import Testing

@testable import Monitoring

@Suite("Files of further kinds") struct FileKindsTests {
    private static let moment: Int64 = 1_795_746_030_000

    private func read(_ bytes: [UInt8], _ name: String) throws -> [MentionFile.Item] {
        let url = try Fixture.folder().appending(path: name)
        try Data(bytes).write(to: url)
        var file = try MentionFile(
            path: url.path, zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt, now: Self.moment)
        var items: [MentionFile.Item] = []
        while let item = try file.next() { items.append(item) }
        return items
    }

    private func drafts(_ text: String, _ name: String) throws -> [MentionDraft] {
        try read(Array(text.utf8), name).compactMap { try? $0.result.get() }
    }

    @Test(
        "answers of interfaces, exports of databases and what crawlers print are read as the mentions in them",
        arguments: [
            #"{"code":0,"data":[{"text":"a"},{"text":"b"}]}"#,
            #"{"data":{"list":[{"content":"a"},{"content":"b"}],"total":2}}"#,
            "{\n \"weibo\": [\n  {\"text\": \"a\"},\n  {\"text\": \"b\"}\n ]\n}",
            #"{"hits":{"total":2,"hits":[{"_id":"1","_source":{"content":"a"}},{"_source":{"content":"b"}}]}}"#,
            "{\"text\":\"a\"}{\"text\":\"b\"}\n", "{\"text\":\"a\"},\n{\"text\":\"b\",},\n",
            "\u{1e}{\"text\":\"a\"}\n\u{1e}{\"text\":\"b\"}\n",
            "{'text': 'a', 'reach': None, 'x': True}\n{'text': 'b', 'x': False}\n",
            "{\"text\":\"a\",\"reach\":1e400}\n{\"text\":[\"b\"]}\n",
            #"{"text":{"rendered":"a"},"url":{"x":1}}"# + "\n" + #"{"text":"b"}"#,
            "[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c",
        ])
    func json(text: String) throws {
        #expect(try drafts(text, "m.json").map(\.text) == ["a", "b"])
    }

    @Test("a line end within a text that should have been escaped breaks no record, and hides none")
    func raw() throws {
        let text = "{\"text\":\"a\nb\"}\n{\"text\":\"c\"}\n{\"text\":\"d\n{\"text\":\"e\"}\n"
        let items = try read(Array(text.utf8), "m.jsonl")
        #expect(items.compactMap { try? $0.result.get().text } == ["a\nb", "c", "e"])
        #expect(items.count == 4 && items.map(\.line) == [1, 3, 4, 5])
    }

    @Test("one answer of several megabytes is read whole, and the cursor never stands within it")
    func long() async throws {
        let rows = (0..<40_000).map { #"{"text":"第\#($0)条","url":"http://x.example/\#($0)"}"# }
        let url = try Fixture.folder().appending(path: "long.json")
        try Data("{\"data\":[\(rows.joined(separator: ","))]}".utf8).write(to: url)
        let collector = FileCollector(path: url.path, format: nil, follows: false, now: { Self.moment })
        let harvest = try await collector.collect(from: .init())
        #expect(harvest.drafts.count == 40_000 && harvest.refused.isEmpty)
    }

    @Test("what a value is wrapped in is taken off")
    func wrapped() throws {
        let line =
            #"{"text":"a","publishedAt":{"$date":{"$numberLong":"1795746030000"}},"author":{"screen_name":"李"},"reach":{"$numberLong":"12"}}"#
        let draft = try #require(try drafts(line, "m.jsonl").first)
        #expect(draft.publishedAt == Self.moment && draft.author == "李" && draft.reach == 12)
        let cells = try #require(try drafts("text,externalId\na,=\"00123\"\n", "m.csv").first)
        #expect(cells.externalID == "00123")
    }

    @Test(
        "a header as people write it",
        arguments: [
            "新闻标题,新闻内容,发布时间(北京时间),阅读量（次）\nt,a,2026-11-27 10:20:30,约3万\n",
            "舆情导出表,,,\n\n标题,正文,时间,阅读量\nt,a,2026-11-27 10:20:30,30000\n",
            "标题,摘要,来源,时间,阅读数\nt,a,新浪,2026-11-27 10:20:30,3万次\n",
            "note_title,note_desc,create_date_time,view_count\nt,a,2026-11-27 10:20:30,30000\n",
            "标题\t內文\t發布時間\t閱讀數\t\t\nt\ta\t2026-11-27 10:20:30\t30000\t\t\n",
            "title,text,text,publishedAt,reach\nt,a,x,2026-11-27 10:20:30,30000+\n",
        ])
    func header(text: String) throws {
        let found = try drafts(text, "m.csv")
        #expect(found.map(\.text) == ["a"] && found.first?.title == "t")
        #expect(found.first?.publishedAt == Self.moment && found.first?.reach == 30_000)
    }

    @Test("a plain name of a field counts before one that may stand for it")
    func ranks() throws {
        let found = try drafts("摘要,评论内容,内容\ns,c,a\n", "m.csv")
        #expect(found.map(\.text) == ["a"])
        #expect(try drafts(#"{"summary":"s","content":"c","text":"a"}"#, "m.jsonl").map(\.text) == ["a"])
        #expect(try drafts(#"{"summary":"s","title":"t"}"#, "m.jsonl").map(\.text) == ["s"])
    }

    @Test("a file that was written in UTF-8 twice says what was meant")
    func twice() throws {
        let twice = "澜江银行被投诉".utf8.flatMap { Array(String(Character(Unicode.Scalar($0))).utf8) }
        let found = try read(Array("{\"text\":\"".utf8) + twice + Array("\"}\n".utf8), "m.jsonl")
        #expect(try found.first?.result.get().text == "澜江银行被投诉")
    }
}
