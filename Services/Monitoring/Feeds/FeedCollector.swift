import Foundation
import Markup
import Plan
import Schemas
import Text

/// Looks at a feed: entries that were not there before become drafts.
struct FeedCollector: SourceCollector {
    /// Keys of entries that are remembered; of more entries the newest are taken.
    static let maximumKeys = 500

    /// What is older than three days when a source is first looked at is no news, in milliseconds.
    static let news: Int64 = 259_200_000

    let address: String
    let fetch: FeedFetch
    /// Where times are told that name no zone.
    var zone: TimeZone = .gmt

    func collect(from row: Source) async throws -> Harvest {
        let answer = try await fetch.fetch(address, etag: row.etag, lastModified: row.lastModified)
        var harvest = Harvest(row: row)
        harvest.row.etag = answer.etag
        harvest.row.lastModified = answer.lastModified
        if let moved = answer.movedTo {
            harvest.notice =
                "the feed \(ListedSource.shown(address)) has moved for good to \(ListedSource.shown(moved)); change its "
                + "address in the plan"
        }
        guard case .document(let bytes, let charset) = answer.content else { return harvest }
        let reading = FeedReading(address: answer.address, zone: zone, now: fetch.now())
        let items = try await DocumentReading.apart {
            try reading.items(
                of: Feed.read(TextEncoding.utf8(bytes, httpCharset: charset)), most: Self.maximumKeys)
        }
        let known = Set(row.recentKeys)
        let entries = Set(row.recentKeys.map { $0.prefix(FeedReading.identityCharacters) })
        let isFirst = row.lastSuccessAt == 0
        // Nothing of it was ever seen: the feed is another one, or the keys are.
        let isStrange = isFirst || known.isDisjoint(with: items.map(\.key))
        var taken: Set<String> = []
        var undated = 0
        // Feeds have the newest first; take them in as they were written.
        for item in items.reversed() {
            guard taken.insert(item.key).inserted, !known.contains(item.key) else { continue }
            guard !item.draft.text.isEmpty else {
                harvest.refused.append("entry \(item.place): found neither text nor title")
                continue
            }
            var draft = item.draft
            // What stood there before we looked, and is old or of nobody knows when, is no news.
            let time = draft.publishedAt ?? (isFirst ? .min : .max)
            draft.isBacklog = isStrange && time < fetch.now() - Self.news
            draft.isEdit = entries.contains(item.key.prefix(FeedReading.identityCharacters))
            if draft.publishedAt == nil { undated += 1 }
            harvest.drafts.append(("entry \(item.place)", draft))
        }
        if isFirst, undated > 0 {
            harvest.notice =
                "\(undated) of \(items.count) entries have no time that can be read; they stood there when \(ListedSource.shown(address)) was first "
                + "looked at, and open no incident"
        }
        // Of what stands there only what it says now is remembered: words that are put back are news again.
        let standing = Set(items.map { $0.key.prefix(FeedReading.identityCharacters) })
        let older = row.recentKeys.filter { !standing.contains($0.prefix(FeedReading.identityCharacters)) }
        harvest.row.recentKeys = Array((older + items.reversed().map(\.key).uniqued()).suffix(Self.maximumKeys))
        return harvest
    }
}

extension Sequence where Element: Hashable {
    /// Each once, where it first stands.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
