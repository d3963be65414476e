import Foundation
import Schemas
import Text

/// What a feed's entries become: addresses made absolute, times read, each told from the others.
struct FeedReading {
    /// Where the document was found.
    let address: WebAddress
    /// Where times are told that name no zone.
    let zone: TimeZone
    /// Milliseconds since 1970.
    let now: Int64

    /// A clock may be ahead by so many milliseconds without being called wrong.
    private static let ahead: Int64 = 600_000

    struct Item {
        /// From 1, in the order of the document.
        var place: Int
        /// What is remembered of it.
        var key: String
        var draft: MentionDraft
    }

    /// In the order of the document.
    /// - Parameter most: of more entries the newest so many, where they say when they are of; else the first.
    func items(of feed: Feed, most: Int) -> [Item] {
        var entries = feed.entries.enumerated().map { place, entry in
            Read(place: place + 1, entry: entry, link: link(of: entry), time: time(of: entry))
        }
        if entries.count > most {
            let newest = entries.sorted { ($0.time ?? .min, $1.place) > ($1.time ?? .min, $0.place) }.prefix(most)
            entries = newest.sorted { $0.place < $1.place }
        }
        let home = LooseAddress.absolute(feed.link, base: address).flatMap { CanonicalURL($0)?.string }
        var (links, ids): ([String: Int], [String: Int]) = ([:], [:])
        for read in entries {
            if let page = read.page { links[page, default: 0] += 1 }
            if !read.entry.id.isEmpty { ids[read.entry.id, default: 0] += 1 }
        }
        return entries.map { read in
            // A link that several share, or that leads to the site's own page, tells nothing apart; nor does an id that several have.
            let isOwnPage = read.page.map { links[$0] == 1 && $0 != home && !Self.isRoot($0) } ?? false
            let isOwnID = ids[read.entry.id] == 1
            let said = [read.entry.title, read.entry.text]
            var told = isOwnID ? ["id", read.entry.id] : isOwnPage ? ["link", read.page ?? ""] : ["said"] + said
            if !isOwnID, !read.entry.id.isEmpty { told += ["id", read.entry.id] }
            return Item(
                place: read.place,
                // With its words: what is edited is handed on once more, as the same thing.
                key: Self.key(told) + Self.key(said.map { $0.filter { !$0.isWhitespace } }),
                draft: draft(of: read, identity: isOwnPage || read.page == nil && isOwnID ? nil : told))
        }
    }

    /// Characters of a key that tell the entry; those behind them tell its words.
    static let identityCharacters = 12

    static func key(_ parts: [String]) -> String {
        String(EventID.derive(["entry"] + parts).prefix(identityCharacters))
    }

    private struct Read {
        var place: Int
        var entry: Feed.Entry
        var link: String?
        var time: Int64?
        /// The link in the spelling that is compared.
        var page: String? { link.flatMap { CanonicalURL($0)?.string } }
    }

    private static func isRoot(_ page: String) -> Bool {
        guard let start = page.range(of: "://")?.upperBound else { return false }
        return page[start...].firstIndex(of: "/").map { page.index(after: $0) == page.endIndex } ?? true
    }

    private func link(of entry: Feed.Entry) -> String? {
        guard !entry.link.isEmpty else { return nil }
        var base = address
        for outer in entry.bases {
            if let next = try? WebAddress(LooseAddress.absolute(outer, base: base) ?? "") { base = next }
        }
        return LooseAddress.absolute(entry.link, base: base)
    }

    /// The first of its times that can be read. One from the future is the source's own time said to be Greenwich's, where
    /// that makes it the past; else it is no time.
    private func time(of entry: Feed.Entry) -> Int64? {
        let times = WrittenTime(zone: zone, now: now)
        guard let written = entry.times.lazy.compactMap({ times.milliseconds($0) }).first else { return nil }
        // To the second, as most write it: the same item by two ways is of one time.
        let time = written / 1_000 * 1_000
        if time <= now { return time }
        if time <= now + Self.ahead { return now }
        let offset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now) / 1_000))) * 1_000
        return offset > 0 && time - offset <= now + Self.ahead ? min(time - offset, now) : nil
    }

    private func draft(of read: Read, identity: [String]?) -> MentionDraft {
        let entry = read.entry
        var draft = MentionDraft(
            text: entry.text, title: entry.title == entry.text ? nil : String(entry.title.prefix(500)), url: read.link,
            author: String(entry.author.prefix(200)), publishedAt: read.time,
            externalID: entry.id.isEmpty ? nil : String(entry.id.prefix(500)))
        draft.identity = identity
        return draft.mended(now: now)
    }
}
