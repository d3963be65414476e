import Markup
import Text

/// Reads JSON Feed, versions 1.0 and 1.1 (jsonfeed.org).
enum JSONFeed {
    /// - Parameter bytes: valid UTF-8.
    static func read(_ bytes: [UInt8]) throws(FeedMistake) -> Feed {
        let node: JSONNode
        do throws(StrictJSON.Mistake) {
            node = try StrictJSON.read(bytes, limits: .init(bytes: 32 << 20, values: 1_000_000, isLenient: true))
        } catch {
            throw FeedMistake(description: "reading the feed: \(error)")
        }
        guard case .object(let members) = node, case .array(let items)? = members["items"] else {
            throw FeedMistake(description: "reading the feed: found JSON without items, expected a JSON Feed")
        }
        var feed = Feed()
        feed.title = node.string("title") ?? ""
        feed.link = node.string("home_page_url") ?? ""
        for item in items.prefix(Feed.maximumEntries) {
            guard case .object(let fields) = item else { continue }
            feed.entries.append(entry(item, fields))
        }
        return feed
    }

    private static func entry(_ item: JSONNode, _ fields: [String: JSONNode]) -> Feed.Entry {
        var entry = Feed.Entry()
        switch fields["id"] {
        case .string(let text)?: entry.id = text
        case .integer(let number)?: entry.id = String(number)
        default: break
        }
        entry.link = item.string("url") ?? item.string("external_url") ?? ""
        if entry.link.isEmpty, entry.id.hasPrefix("http") { entry.link = entry.id }
        entry.title = HTMLText.plain(item.string("title") ?? "")
        let html = item.string("content_html").map(HTMLText.plain) ?? ""
        entry.text =
            [html, item.string("content_text") ?? "", item.string("summary") ?? "", entry.title]
            .first { !$0.isEmpty } ?? ""
        entry.author = author(fields["author"]) ?? ""
        if case .array(let authors)? = fields["authors"], let first = authors.first {
            entry.author = author(first) ?? ""
        }
        entry.times = ["date_published", "date_modified"].compactMap { item.string($0) }
        return entry
    }

    private static func author(_ node: JSONNode?) -> String? { node?.string("name") }
}
