import Foundation
import Hummingbird
import Plan
import Schemas
import Synchronization
import Testing

@testable import Egress
@testable import Monitoring

@Suite("What a feed edits") struct FeedEditTests {
    private static func feed(_ texts: [String]) -> [UInt8] {
        let items = texts.enumerated().map {
            "<item><guid isPermaLink='false'>g\($0.offset)</guid><title>\($0.element)</title>"
                + "<pubDate>2026-03-02T07:00:00Z</pubDate></item>"
        }
        return Array("<rss><channel>\(items.joined())</channel></rss>".utf8)
    }

    /// Words that were put back were known already, and the edit before stayed the last word.
    @Test("an edit is told from an entry that is new, and words that are put back are told again")
    func edits() async throws {
        let clock = HandClock()
        let fetch = FeedFetch(
            egress: Egress(guardian: AddressGuard(allowHosts: ["127.0.0.1"])),
            turns: HostTurns(gap: 0, pace: clock.pace), now: { clock.now })
        let said = Mutex([["澜江银行停业"], ["已更正"], ["澜江银行停业"], ["澜江银行停业", "澜江银行开业"]])
        try await FeedServer().serving([
            "/f": { _ in FeedServer.document(Self.feed(said.withLock { $0.removeFirst() })) }
        ]) { base in
            let collector = FeedCollector(address: base + "/f", fetch: fetch)
            var row = Source()
            var found: [[String]] = []
            for _ in 0..<4 {
                let harvest = try await collector.collect(from: row)
                row = harvest.row
                row.lastSuccessAt = clock.now
                found.append(harvest.drafts.map { ($0.draft.isEdit ? "edit " : "new ") + $0.draft.text })
            }
            #expect(found == [["new 澜江银行停业"], ["edit 已更正"], ["edit 澜江银行停业"], ["new 澜江银行开业"]])
        }
    }

    @Test("an edit that names a subject no more is told to that subject, and one that still does to it once")
    func unnamed() throws {
        let plan = try Fixture.plan()
        let source = try Fixture.source("news-rss", kind: .rss, plan)
        func intakes(_ text: String, isEdit: Bool) throws -> [Intake] {
            var draft = MentionDraft(text: text, url: "http://x.example/1")
            draft.isEdit = isEdit
            return try Normaliser(plan: plan).intakes(of: draft, from: source, receivedAt: 1_772_438_400_000)
        }
        #expect(try intakes("别的事", isEdit: false).isEmpty)
        let edits = try intakes("别的事", isEdit: true)
        #expect(edits.map(\.mention.subject) == plan.subjects.map(\.id).sorted())
        #expect(edits.allSatisfy { $0.isEdit && $0.mention.matchedAliases.isEmpty })
        let named = try intakes("澜江银行停业", isEdit: true)
        #expect(Set(named.map(\.mention.subject)).count == named.count && named.contains { !$0.isEdit })
    }

    @Test("several requests go to one host at a time, and one that hangs holds its own place")
    func places() async throws {
        let clock = HandClock()
        let turns = HostTurns(gap: 0, places: 2, pace: clock.pace)
        let (hang, release) = AsyncStream<Void>.makeStream()
        async let hanging: Bool = turns.turn(at: "h") {
            for await _ in hang { break }
            return true
        }
        for number in 0..<3 { #expect(try await turns.turn(at: "h") { number } == number) }
        release.yield()
        #expect(try await hanging)
    }
}
