import Foundation
import Testing

@testable import Monitoring

@Suite("Files as crawlers and spreadsheets write them") struct LenientFileTests {
    private func read(_ bytes: [UInt8], _ name: String, settled: Bool = false) throws -> [MentionFile.Item] {
        let url = try Fixture.folder().appending(path: name)
        try Data(bytes).write(to: url)
        var file = try MentionFile(
            path: url.path, takesPartialLastLine: !settled, isSettled: settled,
            zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt, now: 1_795_746_030_000)
        var items: [MentionFile.Item] = []
        while let item = try file.next() { items.append(item) }
        return items
    }

    private func texts(_ text: String, _ name: String = "m.csv") throws -> [String?] {
        try read(Array(text.utf8), name).map { try? $0.result.get().text }
    }

    @Test(
        "a quotation mark silences nothing",
        arguments: [
            ("text,author\na 55\"screen,x\nb,y\nc,z\n", ["a 55\"screen", "b", "c"]),
            ("text,author\nhe said \"no\" twice,x\nb,y\n", ["he said \"no\" twice", "b"]),
            ("text,author\n\"never closed,x\nb,y\nc,z\n", ["\"never closed", "b", "c"]),
            ("text,author\n\"never closed,x\nb,\"y\"\nc,z\n", ["\"never closed", "b", "c"]),
            ("text,author\n\"he said \"no\" twice\",x\nb,y\n", ["he said \"no\" twice", "b"]),
            ("text,author\n\"two\nlines\",x\nb,y\n", ["two\nlines", "b"]),
        ])
    func quotes(text: String, expected: [String]) throws {
        #expect(try texts(text) == expected)
    }

    @Test("every name of a column that is known stands in the document")
    func documented() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/sources.md")
        let text = try String(contentsOf: file, encoding: .utf8).lowercased()
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        for (name, field) in FieldNames.names {
            let row = rows.first { $0.hasPrefix("| `\(field.rawValue.lowercased())`") }
            #expect(row?.contains(name) == true, "\(name) of \(field)")
        }
    }

    /// Each line was once looked at two thousand times: found by a fuzzer.
    @Test("a file of nothing but open marks costs a few looks for each byte, and loses no line")
    func openMarks() {
        var scanner = RecordScanner(.csv(separator: 0x2c, columns: 2), line: 1)
        let bytes = Array(String(repeating: "\"open\n", count: 20_000).utf8)
        scanner.feed(bytes)
        var lines: [Int] = []
        scan: while true {
            switch scanner.next() {
            case .record(_, let line): lines.append(line)
            case .tooLong: Issue.record("a short line is too long")
            case .hungry: break scan
            }
        }
        while case .record(_, let line) = scanner.last() {
            lines.append(line)
            while case .record(_, let line) = scanner.next() { lines.append(line) }
        }
        #expect(lines == Array(1...20_000))
        #expect(scanner.looked < Int64(bytes.count) * 12, "\(scanner.looked) looks at \(bytes.count) bytes")
    }

    @Test("a followed file with an open mark is read on once it is settled, and counts add up")
    func settled() throws {
        let items = try read(Array("text,author\n\"open,x\nb,y\nc,z\n".utf8), "m.csv", settled: true)
        #expect(items.map(\.line) == [2, 3, 4])
        #expect(items.compactMap { try? $0.result.get().text } == ["\"open", "b", "c"])
    }

    @Test(
        "separators, headers, line ends and rows of any length",
        arguments: [
            "text;author\na;x\nb;y\n", "text\tauthor\na\tx\nb\ty\n", "sep=|\ntext|author\na|x\nb|y\n",
            "Text , AUTHOR\na,x\nb,y\n",
            "\u{feff}正文,作者\r\na,x\r\nb,y\r\n", "text,author\ra,x\rb,y\r", "text,author,,\na,x,,\nb,y,,\n,,,\n",
            "text,author,url\na\nb,y,z,extra,cells\n", "发布时间,作者,内容\n2026/11/27 10:20,x,a\n46353.43,y,b\n",
        ])
    func shapes(text: String) throws {
        #expect(try texts(text) == ["a", "b"])
    }

    @Test("encodings are found out, and half a character costs no more than itself")
    func encodings() throws {
        let gbk: [UInt8] = [0xc0, 0xbd, 0xbd, 0xad, 0xd2, 0xf8, 0xd0, 0xd0]
        var wide: [UInt8] = []
        for unit in "text\ta\n澜江银行\tx\n".utf16 { wide += [UInt8(unit & 0xff), UInt8(unit >> 8)] }
        var csv = Array("text,author\n".utf8)
        csv += gbk
        csv += Array(",x\n".utf8)
        var json = Array("{\"text\":\"".utf8)
        json += gbk
        json += Array("\"}\n".utf8)
        var marked: [UInt8] = [0xff, 0xfe]
        marked += wide
        let inputs: [([UInt8], String)] = [(csv, "m.csv"), (marked, "m.csv"), (wide, "m.csv"), (json, "m.jsonl")]
        for (bytes, name) in inputs {
            #expect(try read(bytes, name).map { try $0.result.get().text } == ["澜江银行"])
        }
        var cut = Array("text\n澜江银行半个".utf8)
        cut += [0xe5, 0x0a]
        let half = try read(cut, "m.csv")
        #expect(try half.map { try $0.result.get().text } == ["澜江银行半个\u{fffd}"])
    }

    @Test(
        "JSON of crawlers",
        arguments: [
            "[{\"text\":\"a\"},\n {\"text\":\"b\"}]", "[\n {\n  \"text\": \"a\"\n },\n {\n  \"text\": \"b\"\n }\n]\n",
            "{\n \"text\": \"a\"\n}\n{\n \"text\": \"b\"\n}\n",
            "{\"text\":\"a\",\"n\":NaN,\"more\":[1,{\"x\":2}]}\n{\"content\":\"b\",\"id\":5}\n",
            "{\"text\":\"a\",\"text\":\"a\",\"reach\":\"1.2万\"}\r\n{\"text\":\"b\",\"publishedAt\":1795746030}\r\n",
        ])
    func json(text: String) throws {
        #expect(try texts(text, "m.jsonl") == ["a", "b"])
    }

    @Test("what cannot be read of a field is lost, not the mention")
    func fields() throws {
        let line =
            #"{"text":"a \ud83d","url":"weixin://x","reach":"much","language":"??","publishedAt":"bald","externalId":7,"title":null}"#
        let draft = try #require(try read(Array(line.utf8), "m.jsonl").first).result.get()
        #expect(draft.text == "a \u{fffd}" && draft.url == nil && draft.reach == 0 && draft.language == nil)
        #expect(draft.publishedAt == nil && draft.externalID == "7")
        let numbers: [(String, Int64)] = [
            ("1,234", 1_234), ("1.2万", 12_000), ("100.0", 100), ("1.2E+04", 12_000), ("3.4k", 3_400), ("10万+", 100_000),
            ("1.5亿", 150_000_000), ("１２", 12),
        ]
        for (text, number) in numbers { #expect(LooseNumber.whole(text) == number) }
        #expect(LooseNumber.whole("many") == nil && LooseNumber.whole("1e400") == nil)
    }

    @Test("lines are numbered as the file has them, and refused ones say why")
    func lines() throws {
        let items = try read(
            Array("{\"text\":\"a\"}\n{broken\n\n[1]\n{\"text\":\"\"}\n{\"text\":\"b\"}\n".utf8), "m.jsonl")
        #expect(items.map(\.line) == [1, 2, 4, 5, 6])
        #expect(items.map { (try? $0.result.get()) != nil } == [true, false, false, true, true])
        #expect(items[1].excerpt == "{broken")
    }
}
