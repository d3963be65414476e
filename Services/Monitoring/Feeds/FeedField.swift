import Markup

/// What an element of an entry says.
enum FeedField: Hashable {
    case title, link, identifier, full, summary, author
    /// Of another vocabulary: counts where the entry's own says nothing.
    case otherTitle, otherSummary, otherAuthor
    /// The lower, the weightier.
    case time(weight: Int)

    /// - Parameters:
    ///   - name: of the element, in lower case.
    ///   - entry: the entry's own name.
    init?(_ name: XMLReader.Name, in entry: XMLReader.Name) {
        let found: FeedField? =
            switch Vocabulary(name.space, entry: entry.space) {
            case .own: Self.own(name.local)
            case .atom: Self.atom(name.local)
            case .content: name.local == "encoded" ? .full : nil
            case .dublinCore: Self.dublinCore(name.local)
            case .media: name.local == "title" ? .otherTitle : name.local == "description" ? .otherSummary : nil
            case .itunes: Self.itunes(name.local)
            case .xhtml: name.local == "body" ? .full : nil
            case .other: nil
            }
        guard let found else { return nil }
        self = found
    }

    private static func own(_ name: String) -> FeedField? {
        switch name {
        case "title": .title
        case "link": .link
        case "guid", "id": .identifier
        case "content", "encoded", "fulltext", "body": .full
        case "description", "summary", "tagline", "abstract": .summary
        case "author", "creator": .author
        case "pubdate", "published", "issued": .time(weight: 0)
        case "date": .time(weight: 1)
        case "created": .time(weight: 2)
        case "updated", "modified", "lastbuilddate": .time(weight: 3)
        default: nil
        }
    }

    /// Atom's within RSS.
    private static func atom(_ name: String) -> FeedField? {
        switch name {
        case "title": .otherTitle
        case "link": .link
        case "summary", "content": .otherSummary
        case "published": .time(weight: 1)
        case "updated": .time(weight: 3)
        default: nil
        }
    }

    private static func dublinCore(_ name: String) -> FeedField? {
        switch name {
        case "title": .otherTitle
        case "description", "abstract": .otherSummary
        case "creator": .author
        case "date", "issued", "available": .time(weight: 1)
        case "created": .time(weight: 2)
        case "modified": .time(weight: 3)
        default: nil
        }
    }

    private static func itunes(_ name: String) -> FeedField? {
        switch name {
        case "title": .otherTitle
        case "summary": .otherSummary
        case "author": .otherAuthor
        default: nil
        }
    }
}

/// Whose word an element is, by its namespace, or by its prefix where nobody declared it.
private enum Vocabulary {
    case own, atom, content, dublinCore, media, itunes, xhtml, other

    private static let atomSpaces = ["http://www.w3.org/2005/atom", "http://purl.org/atom/", "atom"]
    /// RSS has been given many.
    private static let rssSpaces = [
        "http://purl.org/rss/1.0", "http://purl.org/net/rss", "http://my.netscape.com/", "http://channel.netscape.com/",
        "http://backend.userland.com/", "http://blogs.law.harvard.edu/", "http://www.rssboard.org",
        "http://cyber.law.harvard",
        "rss",
    ]

    init(_ space: String, entry: String) {
        let space = space.lowercased()
        if space.contains("/modules/content") || space == "content" {
            self = .content
        } else if space.hasPrefix("http://purl.org/dc/") || space == "dc" || space == "dcterms" {
            self = .dublinCore
        } else if space.hasPrefix("http://search.yahoo.com/mrss") || space == "media" {
            self = .media
        } else if space.hasPrefix("http://www.itunes.com/") || space == "itunes" {
            self = .itunes
        } else if space == "http://www.w3.org/1999/xhtml" || space == "xhtml" {
            self = .xhtml
        } else if space.isEmpty || space == entry.lowercased() || Self.rssSpaces.contains(where: space.hasPrefix) {
            self = .own
        } else if Self.atomSpaces.contains(where: space.hasPrefix) {
            self = .atom
        } else {
            self = .other
        }
    }
}
