import Foundation
import Hummingbird
import Plan
import Schemas
import Testing

@testable import Egress
@testable import Monitoring

@Suite("A first look at a feed") struct FirstLookTests {
    private func item(_ number: Int, _ date: String) -> String {
        "<item><guid>\(number)</guid><title>澜江银行转账失败\(number)</title><pubDate>\(date)</pubDate></item>"
    }

    /// Forty complaints of last year were news of this minute, opened two cases and sent 24 messages.
    @Test("what is old, or of nobody knows when, is no news; what is new is, and what comes later")
    func backlog() async throws {
        let clock = HandClock()
        let fetch = FeedFetch(
            egress: Egress(guardian: AddressGuard(allowHosts: ["127.0.0.1"])),
            turns: HostTurns(gap: 0, pace: clock.pace), now: { clock.now })
        let dates = [
            "昨晚", "", "2025年3月2日 10:20", "Sun, 02 Mar 2025 10:20:30 CST", "2026-03-02T07:00:00Z", "0000-00-00",
        ]
        let old = dates.enumerated().map { item($0.offset, $0.element) }.joined()
        let late = old + item(9, "昨晚")
        try await FeedServer().serving([
            "/a": { _ in FeedServer.document(Array("<rss><channel>\(old)</channel></rss>".utf8)) },
            "/b": { _ in FeedServer.document(Array("<rss><channel>\(late)</channel></rss>".utf8)) },
        ]) { base in
            let first = try await FeedCollector(address: base + "/a", fetch: fetch).collect(from: Source())
            let news = first.drafts.filter { !$0.draft.isBacklog }.map(\.draft.externalID)
            #expect(first.drafts.count == 6 && news == ["4"])
            #expect(first.notice?.contains("3 of 6") == true, "\(first.notice ?? "")")
            var row = first.row
            row.lastSuccessAt = clock.now
            let second = try await FeedCollector(address: base + "/b", fetch: fetch).collect(from: row)
            #expect(second.drafts.map(\.draft.externalID) == ["9"])
            #expect(second.drafts.allSatisfy { !$0.draft.isBacklog && $0.draft.publishedAt == nil })
            let mention = try Normaliser(plan: try Fixture.plan()).intakes(
                of: try #require(first.drafts.last).draft,
                from: try Fixture.source("news-rss", kind: .rss, try Fixture.plan()),
                receivedAt: clock.now
            ).first?.mention
            #expect(mention?.publishedUnknown == true && mention?.backlog == true && mention?.publishedAt == clock.now)
        }
    }
}
