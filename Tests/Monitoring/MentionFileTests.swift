import EmbeddedLog
import Foundation
import Logging
import Plan
import Schemas
import Testing

@testable import Monitoring

@Suite("Files of mentions") struct MentionFileTests {
    private func write(_ text: String, _ name: String) throws -> String {
        let url = try Fixture.folder().appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private func read(_ path: String, from position: Int64 = 0, partial: Bool = true) throws -> [MentionFile.Item] {
        var file = try MentionFile(path: path, from: position, takesPartialLastLine: partial, now: Fixture.start)
        var items: [MentionFile.Item] = []
        while let item = try file.next() { items.append(item) }
        return items
    }

    @Test(
        "CSV as RFC 4180 has it",
        arguments: [
            ("text,author\na,b\n", ["a"]), ("\u{feff}text\r\n\"a,b\"\r\n", ["a,b"]),
            ("author,text\nx,\"a\nb\"\ny,c\n", ["a\nb", "c"]), ("text\n\"say \"\"hi\"\"\"\n", ["say \"hi\""]),
            ("text,reach\na,\nb,5", ["a", "b"]), ("text\n\n\na\n", ["a"]),
        ])
    func csv(text: String, expected: [String]) throws {
        let items = try read(try write(text, "m.csv"))
        #expect(try items.map { try $0.result.get().text } == expected)
    }

    @Test(
        "a CSV file with a wrong header is refused, with the column's name",
        arguments: [("text,txet\na,b\n", "txet"), ("author\nb\n", "text"), ("text,text\na,b\n", "text")])
    func header(text: String, column: String) throws {
        let path = try write(text, "m.csv")
        let error = #expect(throws: MentionFileMistake.self) {
            try MentionFile(path: path, unknownFields: .refuse, now: Fixture.start)
        }
        #expect(error?.line == 1)
        #expect(error?.description.contains(column) == true)
    }

    @Test("bad lines are named by their number, and reading goes on")
    func badLines() throws {
        let path = try write("{\"text\":\"a\"}\n\nnonsense\n{\"text\":\"b\",\"x\":1}\n{\"text\":\"c\"}\n", "m.jsonl")
        let items = try read(path)
        #expect(items.map(\.line) == [1, 3, 4, 5])
        #expect(items.map { (try? $0.result.get())?.text } == ["a", nil, "b", "c"])
        let csv = try read(try write("text,reach\n\"a\nb\",1\nc\nd,many\ne,2\n", "m.csv"))
        #expect(csv.map(\.line) == [2, 4, 5, 6])
        #expect(csv.map { (try? $0.result.get())?.text } == ["a\nb", "c", "d", "e"])
    }

    @Test("reading goes on where it ended, with the file's own line numbers")
    func resumed() throws {
        for (name, text) in [("m.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n"), ("m.csv", "text\na\nb\n")] {
            let path = try write(text, name)
            let all = try read(path)
            let rest = try read(path, from: try #require(all.first).end)
            #expect(rest.map(\.line) == [all[1].line])
            #expect(try rest.map { try $0.result.get().text } == ["b"])
            #expect(try read(path, from: all[1].end).isEmpty)
        }
    }

    @Test("a line of more than a mebibyte is passed over, in constant memory")
    func tooLong() throws {
        let long = "{\"text\":\"" + String(repeating: "x", count: 3 << 20) + "\"}\n"
        let items = try read(try write(long + "{\"text\":\"b\"}\n", "m.jsonl"))
        #expect(items.map(\.line) == [1, 2])
        #expect((try? items[0].result.get()) == nil)
        #expect(try items[1].result.get().text == "b")
    }

    @Test("a partial last line waits, growth is read, a cut or replaced file is read anew")
    func followed() async throws {
        let path = try write("{\"text\":\"a\"}\n{\"te", "m.jsonl")
        let collector = FileCollector(path: path, format: nil, follows: true, now: { Fixture.start })
        var harvest = try await collector.collect(from: Source())
        #expect(harvest.drafts.map(\.draft.text) == ["a"])
        try Data("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}".utf8).write(to: URL(filePath: path))
        harvest = try await collector.collect(from: harvest.row)
        #expect(harvest.drafts.map(\.draft.text) == ["b"])
        #expect(harvest.notice == nil)
        try Data("{\"text\":\"d\"}\n".utf8).write(to: URL(filePath: path))
        harvest = try await collector.collect(from: harvest.row)
        #expect(harvest.drafts.map(\.draft.text) == ["d"])
        #expect(harvest.notice?.contains("cut") == true)
        try Data("{\"text\":\"e\"}\n{\"text\":\"f\"}\n".utf8).write(to: URL(filePath: path))
        harvest = try await collector.collect(from: harvest.row)
        #expect(harvest.drafts.map(\.draft.text) == ["e", "f"])
    }

    @Test("an import interrupted at any commit and begun again takes each line once")
    func exactlyOnce() async throws {
        let plan = try Fixture.plan()
        let folder = try Fixture.folder()
        let log = try await Fixture.log(in: folder)
        let lines = (0..<25).map { #"{"text":"澜江银行第\#($0)条","author":"甲\#($0)"}"# } + ["broken"]
        let path = try write(lines.joined(separator: "\n"), "m.jsonl")
        var source = try Fixture.source("complaints", kind: .file, plan)
        source.address = path
        source.follow = false
        let clock = HandClock()
        let ledger = SourceLedger(log: log, partitions: Fixture.partitions)
        let watch = SourceWatch(
            source: source,
            collector: FileCollector(
                path: path, format: nil, follows: false, batch: 4, now: { Fixture.start }),
            normaliser: Normaliser(plan: plan), pace: clock.pace, logger: Logger(label: "test"))
        let records = IntakeRecords(partitions: Fixture.partitions, contentType: .protobuf)
        var outcome = SourceWatch.Outcome.again
        while outcome == .again {
            // A new instance each time, as after a crash; the old one is fenced.
            var commits = try await SourceCommits(source: source, log: log, ledger: ledger, records: records)
            outcome = try await watch.look(&commits)
        }
        let intakes = try await Fixture.all(.mentionTakenIn, Intake.self, in: log)
        #expect(intakes.count == 25)
        #expect(Set(intakes.map(\.mention.id)).count == 25)
        let row = try #require(try await ledger.row("complaints"))
        #expect(row.received == 25 && row.matched == 25 && row.refused == 1)
        #expect(row.lastError.contains("line 26"))
        log.close()
    }
}
