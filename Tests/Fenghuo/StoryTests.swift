import Foundation
import Testing

@testable import Fenghuo

/// The demo's story is what its README says.
@Suite struct StoryTests {
    private let lines: [Story.Line]

    init() throws { lines = try Story.shipped().lines }

    @Test func `It tells 72 hours in order, each line with an id and an address of its own`() {
        #expect(lines.count == 623)
        let times = lines.map(\.offsetSeconds)
        #expect(times == times.sorted() && times.allSatisfy { (0...259_200).contains($0) })
        #expect(Set(lines.compactMap(\.externalId)).count == lines.count)
        #expect(Set(lines.compactMap(\.url)).count == lines.count)
        #expect(lines.compactMap(\.externalId) == lines.compactMap(\.externalId).sorted(), "numbered in order of time")
    }

    @Test(
        arguments: [
            ("chatter", 192), ("complaint", 179), ("rumour", 108), ("refuted", 51), ("noise", 44), ("false-alarm", 25),
            ("peer", 24),
        ])
    func `Each storyline has as many lines as told`(storyline: String, count: Int) {
        #expect(lines.count { $0.storyline == storyline } == count)
    }

    @Test(arguments: [("weibo-stream", 426), ("forum-push", 84), ("complaints-push", 57), ("media-push", 56)])
    func `Each source has as many lines as told`(source: String, count: Int) {
        #expect(lines.count { $0.source == source } == count)
    }

    @Test(arguments: [("zh-Hans", 485), ("zh-Hant", 81), ("en", 57)])
    func `Each language has as many lines as told`(language: String, count: Int) {
        #expect(lines.count { $0.language == language } == count)
    }

    @Test func `No text is empty, and every address is one of examples`() throws {
        for line in lines {
            #expect(!line.text.allSatisfy(\.isWhitespace) && (line.reach ?? 0) >= 1, "\(line.externalId)")
            let host = try #require(line.url.flatMap(URL.init(string:))?.host)
            #expect(host.hasSuffix(".example"), "\(line.externalId): \(host)")
        }
    }

    @Test(arguments: [
        ("complaint", 6.0, 50.0), ("rumour", 26.0, 43.0), ("refuted", 33.0, 44.0), ("false-alarm", 50.0, 53.2),
        ("peer", 2.0, 70.0),
    ])
    func `Each storyline keeps to its hours`(storyline: String, from: Double, to: Double) throws {
        let hours = lines.filter { $0.storyline == storyline }.map { Double($0.offsetSeconds) / 3600 }
        let (first, last) = (try #require(hours.min()), try #require(hours.max()))
        #expect(first >= from && last <= to, "from hour \(first) to hour \(last)")
    }

    /// 2026-01-05 was a Monday; the story begins at 16:00 in Shanghai, 08:00 UTC.
    @Test(
        arguments: [
            ("2026-01-08T08:00:00Z", "2026-01-05T08:00:00Z"), ("2026-01-08T07:59:59Z", "2025-12-29T08:00:00Z"),
            ("2026-01-15T07:59:59Z", "2026-01-05T08:00:00Z"), ("2026-03-01T00:00:00Z", "2026-02-23T08:00:00Z"),
        ])
    func `It begins on the last Monday from which 72 hours have gone by`(now: String, start: String) throws {
        let found = DemoRun.start(now: try Date(now, strategy: .iso8601))
        #expect(Date(timeIntervalSince1970: Double(found) / 1000) == (try Date(start, strategy: .iso8601)))
    }

    @Test func `The demo's clock runs from its start at its speed`() async throws {
        let clock = DemoClock(start: 1_000_000, speed: 3600)
        let before = clock.now
        #expect(before >= 1_000_000 && before < 1_000_000 + 3600 * 10_000)
        try await clock.sleep(until: before + 36_000)
        #expect(clock.now >= before + 36_000, "it sleeps until that moment of its own time")
        try await clock.sleep(until: 0)
    }
}
