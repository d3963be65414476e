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
            // Broken off, or one of its items: the others are read.
            let items = salvaged(bytes)
            guard !items.isEmpty else { throw FeedMistake(description: "reading the feed: \(error)") }
            var feed = read(items)
            feed.mistake = "\(error)"
            return feed
        }
        guard case .object(let members) = node, case .array(let items)? = members["items"] else {
            throw FeedMistake(description: "reading the feed: found JSON without items, expected a JSON Feed")
        }
        var feed = read(items)
        feed.title = node.string("title") ?? ""
        feed.link = node.string("home_page_url") ?? ""
        return feed
    }

    private static func read(_ items: [JSONNode]) -> Feed {
        var feed = Feed()
        for item in items.prefix(Feed.maximumEntries) {
            guard case .object(let fields) = item else { continue }
            feed.entries.append(entry(item, fields))
        }
        return feed
    }

    /// What can be read of the items, one by one.
    private static func salvaged(_ bytes: [UInt8]) -> [JSONNode] {
        guard let name = bytes.firstRange(of: Array("\"items\"".utf8)),
            let open = bytes[name.upperBound...].firstIndex(of: 0x5b)
        else { return [] }
        var scanner = RecordScanner(.values, line: 1)
        scanner.feed(bytes[open...])
        var items: [JSONNode] = []
        while case .record(let record, _) = scanner.next(), items.count < Feed.maximumEntries {
            let limits = StrictJSON.Limits(bytes: RecordScanner.maximumBytes, isLenient: true)
            if let item = try? StrictJSON.read(record, limits: limits) { items.append(item) }
        }
        return items
    }

    private static func entry(_ item: JSONNode, _ fields: [String: JSONNode]) -> Feed.Entry {
        var entry = Feed.Entry()
        entry.id = text(fields["id"]) ?? ""
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
        entry.times = ["date_published", "date_modified"].compactMap { text(fields[$0]) }
        return entry
    }

    /// A number where a text should stand, too.
    private static func text(_ node: JSONNode?) -> String? {
        switch node {
        case .string(let text)?: text
        case .integer(let number)?: String(number)
        case .number(let number)?: Int64(exactly: number).map { String($0) } ?? "\(number)"
        default: nil
        }
    }

    private static func author(_ node: JSONNode?) -> String? { node?.string("name") }
}
