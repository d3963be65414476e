import Foundation
import Schemas
import Text

/// Looks at an RSS or Atom feed: entries that were not there before become drafts.
struct FeedCollector: SourceCollector {
    /// Keys of entries that are remembered.
    static let maximumKeys = 500

    let address: String
    let fetch: FeedFetch

    func collect(from row: Source) async throws -> Harvest {
        let answer = try await fetch.fetch(address, etag: row.etag, lastModified: row.lastModified)
        var harvest = Harvest(row: row)
        harvest.row.etag = answer.etag
        harvest.row.lastModified = answer.lastModified
        if let moved = answer.movedTo {
            harvest.notice = "the feed \(address) has moved for good to \(moved); change its address in the plan"
        }
        guard case .document(let bytes, let charset) = answer.content else { return harvest }
        let feed = try Feed.read(try TextEncoding.utf8(bytes, httpCharset: charset))
        let known = Set(row.recentKeys)
        var keys: [String] = []
        var taken: Set<String> = []
        // Feeds have the newest first; take them in as they were written.
        for (place, entry) in feed.entries.enumerated().reversed() {
            let key = Self.key(entry)
            guard taken.insert(key).inserted else { continue }
            keys.append(key)
            guard !known.contains(key) else { continue }
            if entry.text.isEmpty {
                harvest.refused.append("entry \(place + 1): found neither text nor title")
                continue
            }
            harvest.drafts.append(("entry \(place + 1)", draft(of: entry, url: URL(string: answer.address.string))))
        }
        let older = row.recentKeys.filter { !taken.contains($0) }
        harvest.row.recentKeys = Array((older + keys).suffix(Self.maximumKeys))
        return harvest
    }

    private func draft(of entry: Feed.Entry, url: URL?) -> MentionDraft {
        let link = entry.link.isEmpty ? nil : URL(string: entry.link, relativeTo: url)?.absoluteURL
        let isWeb = link?.scheme == "http" || link?.scheme == "https"
        // A feed cannot be told that its clock is wrong: what claims to be from the future came in now.
        let isAhead = (entry.publishedAt ?? 0) > fetch.now() + MentionDraft.lead
        return MentionDraft(
            text: String(entry.text.prefix(MentionDraft.textCharacters / 2)),
            title: entry.title == entry.text ? nil : String(entry.title.prefix(500)),
            url: isWeb ? link?.absoluteString : nil, author: String(entry.author.prefix(200)),
            publishedAt: isAhead ? nil : entry.publishedAt.map { max(0, $0) },
            externalID: entry.id.isEmpty ? nil : String(entry.id.prefix(500)))
    }

    private static func key(_ entry: Feed.Entry) -> String {
        let identity =
            entry.id.isEmpty
            ? (entry.link.isEmpty ? [entry.title, entry.text] : ["link", entry.link]) : ["id", entry.id]
        return String(EventID.derive(["entry"] + identity).prefix(16))
    }
}
