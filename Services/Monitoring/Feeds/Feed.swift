/// What a feed says.
struct Feed: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var id = ""
        var link = ""
        var title = ""
        var text = ""
        var author = ""
        /// Milliseconds since 1970.
        var publishedAt: Int64?
    }

    var title = ""
    var entries: [Entry] = []

    /// More entries than these, the first of the document, are not looked at.
    static let maximumEntries = 500
}

/// Not a feed, or a broken one.
struct FeedMistake: Error, Hashable, CustomStringConvertible {
    var description: String
}

extension Feed {
    static let atom = "http://www.w3.org/2005/Atom"
    static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    static let content = "http://purl.org/rss/1.0/modules/content/"
    static let dublinCore = "http://purl.org/dc/elements/1.1/"

    /// Reads RSS 2.0 (and its forerunners), RSS 1.0 (RDF) or Atom 1.0 (RFC 4287).
    /// - Parameter bytes: valid UTF-8.
    static func read(_ bytes: [UInt8]) throws(FeedMistake) -> Feed {
        var scribe = FeedScribe()
        var reader = XMLReader(bytes)
        do throws(XMLMistake) {
            while let event = try reader.next() {
                switch event {
                case .start(let name, let attributes):
                    if scribe.isAtRoot, !isRoot(name) {
                        throw XMLMistake(
                            line: 1, found: "<\(name.local)>",
                            expected: "an RSS, RDF or Atom feed: <rss>, <rdf:RDF>, <feed>")
                    }
                    scribe.start(name, attributes)
                case .end(let name): scribe.end(name)
                case .text(let text): scribe.text(text)
                }
            }
        } catch {
            throw FeedMistake(description: "reading the feed, \(error)")
        }
        return scribe.feed
    }

    private static func isRoot(_ name: XMLReader.Name) -> Bool {
        switch name.local {
        case "rss": true
        case "RDF": name.space == rdf
        case "feed": true
        default: false
        }
    }
}

/// Writes down a feed while it is read.
private struct FeedScribe {
    var feed = Feed()
    var isAtRoot: Bool { path.isEmpty }

    private var path: [XMLReader.Name] = []
    private var entry: Feed.Entry?
    private var entryDepth = 0
    /// Text of the field being read: an element right below the entry, or an author's name.
    private var field: String?
    private var fieldDepth = 0
    private var isHTML = true
    private var description = ""
    private var full = ""
    private var published: Int64?
    private var updated: Int64?
    private var isPermanentLink = true

    mutating func start(_ name: XMLReader.Name, _ attributes: [String: String]) {
        path.append(name)
        if entry == nil {
            if name.local == "item" || name.local == "entry" {
                entry = Feed.Entry()
                entryDepth = path.count
                (description, full, published, updated) = ("", "", nil, nil)
            } else if name.local == "title", path.count <= 3, path.dropLast().last?.local != "image" {
                begin()
            }
            return
        }
        if field != nil {
            // Markup within a field: XHTML of Atom, or stray HTML.
            if ["p", "br", "div", "li", "tr"].contains(name.local) { field? += "\n" }
            return
        }
        let isNested = path.count == entryDepth + 2 && name.local == "name" && path[path.count - 2].local == "author"
        guard path.count == entryDepth + 1 || isNested else { return }
        if name.local == "link", let href = attributes["href"] {
            let relation = attributes["rel"] ?? "alternate"
            if relation == "alternate", entry?.link.isEmpty == true { entry?.link = href }
            return
        }
        if name.local == "author", name.space == Feed.atom { return }
        if name.local == "guid" { isPermanentLink = attributes["isPermaLink"]?.lowercased() != "false" }
        isHTML = name.space == Feed.atom ? attributes["type"] == "html" : true
        begin()
    }

    mutating func text(_ text: String) {
        field? += text
    }

    mutating func end(_ name: XMLReader.Name) {
        defer { path.removeLast() }
        if field != nil, path.count == fieldDepth {
            finish(name)
            field = nil
        }
        guard var done = entry, path.count == entryDepth else { return }
        done.text = full.isEmpty ? description : full
        if done.text.isEmpty { done.text = done.title }
        done.publishedAt = published ?? updated
        if done.link.isEmpty, isPermanentLink, done.id.hasPrefix("http") { done.link = done.id }
        if feed.entries.count < Feed.maximumEntries { feed.entries.append(done) }
        entry = nil
        isPermanentLink = true
    }

    private mutating func begin() {
        field = ""
        fieldDepth = path.count
    }

    private mutating func finish(_ name: XMLReader.Name) {
        let raw = (field ?? "").trimming(" \t\r\n")
        guard entry != nil else {
            if feed.title.isEmpty { feed.title = HTMLText.plain(raw) }
            return
        }
        let plain = isHTML ? HTMLText.plain(raw) : raw
        switch (name.local, name.space) {
        case ("title", _): if entry?.title.isEmpty == true { entry?.title = plain }
        case ("link", _): if entry?.link.isEmpty == true { entry?.link = raw }
        case ("guid", _), ("id", _): entry?.id = raw
        case ("encoded", Feed.content), ("content", Feed.atom): full = plain
        case ("description", _), ("summary", _): description = plain
        case ("creator", Feed.dublinCore), ("author", _), ("name", _):
            if entry?.author.isEmpty == true { entry?.author = plain }
        case ("pubDate", _), ("published", _), ("issued", _): published = FeedDates.milliseconds(raw)
        case ("date", Feed.dublinCore): published = published ?? FeedDates.milliseconds(raw)
        case ("updated", _), ("modified", _): updated = FeedDates.milliseconds(raw)
        default: break
        }
    }
}
