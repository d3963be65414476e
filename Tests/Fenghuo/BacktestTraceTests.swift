import Analysis
import Foundation
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Fenghuo

/// What a backtest over a file says of what happened, and when.
@Suite(.timeLimit(.minutes(2))) struct BacktestTraceTests {
    private static let hour: Int64 = 3_600_000
    private static let texts = [
        "听说澜江银行资金链断了，要限额取款", "网传澜江银行限额取款，资金链断裂", "澜江银行要倒闭了？资金链断裂，快去取钱",
        "据说澜江银行资金链断裂，排队取钱的人很多",
    ]

    private static func mention(_ number: Int, _ text: String, at hours: Double) -> Mention {
        Mention.with {
            $0.id = "m\(number)"
            $0.url = "https://x.example/\(number)"
            $0.subject = "lanjiang-bank"
            $0.source = number % 2 == 0 ? "weibo-stream" : "forum-push"
            $0.tier = .personal
            $0.author = "author \(number)"
            $0.text = text
            $0.publishedAt = 1_767_600_000_000 + Int64(hours * Double(hour))
            $0.receivedAt = $0.publishedAt
        }
    }

    private struct Line: Decodable {
        var mention: String?
        var incident: String?
        var negative: Bool?
        var copy: Bool?
        var graded: String?
        var grade: String?
        var `case`: String?
        var at: Int64
    }

    @Test func `Each mention, each change of a grade and each case is a line, in order`() throws {
        let plan = try RecordedHouse.plan()
        let path = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var run = BacktestRun(plan: plan, batch: 1000, withResponse: true, trace: try TraceFile(path: path))
        try run.take(Self.mention(0, "路过澜江银行，门口的石狮子戴了围巾", at: 0))
        for number in 1...12 {
            try run.take(Self.mention(number, Self.texts[number % 4] + "\(number)", at: Double(number) / 5))
        }
        try run.take(Self.mention(13, Self.texts[1] + "1", at: 3))
        try run.finish()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let read = try lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(read.compactMap(\.mention) == (0...13).map { "https://x.example/\($0)" })
        #expect(lines[0].contains(#""incident":null"#) && read[0].negative == false)
        #expect(read.last { $0.mention != nil }?.copy == true)
        #expect(read.compactMap(\.at) == read.compactMap(\.at).sorted())
        let opened = try #require(read.first { $0.case != nil })
        let graded = try #require(read.first { ["III", "II", "I"].contains($0.grade ?? "") })
        #expect(opened.case == graded.graded && graded.at <= opened.at)
        #expect(run.cases.keys.contains(try #require(opened.case)))
    }

    @Test func `Analysis alone reports what small commits report, though incidents begin and are retired in between`()
        throws
    {
        let plan = try RecordedHouse.plan()
        func run(_ batch: Int) throws -> Set<String> {
            var run = BacktestRun(plan: plan, batch: batch, withResponse: false)
            for day in 0..<40 {
                try run.take(
                    Self.mention(
                        day, "澜江银行第\(day)支行的\(["电梯", "空调", "叫号机", "玻璃门"][day % 4])坏了，太差，没人管", at: Double(day) * 24))
            }
            try run.finish()
            return Set(run.summaries.keys)
        }
        let (small, large) = (try run(1), try run(20_000))
        #expect(small.count >= 15)
        #expect(small == large)
    }

    @Test func `A trace that cannot be written is refused by name`() {
        #expect { _ = try TraceFile(path: "/nowhere/there/trace.jsonl") } throws: {
            "\($0)".contains("/nowhere/there/trace.jsonl")
        }
    }
}
