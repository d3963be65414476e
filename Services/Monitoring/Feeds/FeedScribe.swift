import Foundation
import Markup
import Text

/// Writes down a feed while it is read.
struct FeedScribe {
    private(set) var root = ""
    var feed = Feed()
    /// Whether the root is one of a feed's, or an entry was found.
    private(set) var isFeed = false

    private var path: [XMLReader.Name] = []
    private var bases: [String?] = []
    private var entry: FeedDraft?
    private var entryDepth = 0
    private var field: (kind: FeedField?, text: FieldText, depth: Int)?

    mutating func take(_ event: XMLReader.Event) {
        switch event {
        case .start(let name, let attributes):
            start(XMLReader.Name(space: name.space, local: name.local.lowercased()), attributes)
        case .text(let text):
            let isNested = path.count > (field?.depth ?? 0)
            field?.text.add(text, isNested: isNested)
        case .end: end()
        }
    }

    /// At the end of a document, wherever that came.
    mutating func finish() {
        while !path.isEmpty { end() }
    }

    private mutating func start(_ name: XMLReader.Name, _ attributes: [String: String]) {
        if path.isEmpty, root.isEmpty {
            root = name.local
            isFeed = ["rss", "rdf", "feed", "channel"].contains(name.local)
        }
        path.append(name)
        bases.append(attributes["xml:base"])
        if field != nil {
            field?.text.begin(name.local)
            return
        }
        guard let entry else {
            if name.local == "item" || name.local == "entry" {
                isFeed = true
                self.entry = FeedDraft(name: name, about: attributes["rdf:about"] ?? attributes["about"] ?? "")
                entryDepth = path.count
            } else if path.count <= 3, path.dropLast().last?.local != "image" {
                if name.local == "title" { begin(nil, attributes) }
                if name.local == "link", feed.link.isEmpty { channelLink(attributes) }
            }
            return
        }
        guard let kind = kind(of: name, in: entry.name) else { return }
        // Atom's authors have their names in an element of their own.
        if kind == .author, name.local == "author", entry.name.local == "entry" { return }
        if kind == .link, let address = attributes["href"] {
            let relation = (attributes["rel"] ?? "alternate").lowercased()
            if relation == "alternate" || relation.hasSuffix("/alternate"), entry.link.isEmpty {
                self.entry?.link = address
                self.entry?.bases = bases.compactMap { $0 }
            }
            return
        }
        if kind == .identifier { self.entry?.isPermanent = attributes["isPermaLink"]?.lowercased() != "false" }
        begin(kind, attributes)
    }

    /// Right below the entry, or in `media:group`; an author's name one below.
    private func kind(of name: XMLReader.Name, in entry: XMLReader.Name) -> FeedField? {
        let within = path.count - entryDepth
        if within == 2, name.local == "name", path.dropLast().last?.local == "author" { return .author }
        let isGrouped = within == 2 && path.dropLast().last?.local == "group"
        guard within == 1 || isGrouped, let kind = FeedField(name, in: entry) else { return nil }
        return isGrouped && kind != .otherTitle && kind != .otherSummary ? nil : kind
    }

    private mutating func channelLink(_ attributes: [String: String]) {
        if let address = attributes["href"] {
            if (attributes["rel"] ?? "alternate").lowercased() == "alternate" { feed.link = address }
        } else {
            begin(.link, attributes)
        }
    }

    private mutating func begin(_ kind: FeedField?, _ attributes: [String: String]) {
        field = (kind, FieldText(attributes), path.count)
    }

    private mutating func end() {
        guard !path.isEmpty else { return }
        defer {
            path.removeLast()
            bases.removeLast()
        }
        if let field {
            guard path.count == field.depth else {
                self.field?.text.end(path.last?.local ?? "")
                return
            }
            self.field = nil
            finish(field.kind, field.text)
        }
        if let done = entry, path.count == entryDepth {
            entry = nil
            if feed.entries.count < Feed.maximumEntries { feed.entries.append(done.entry) }
        }
    }

    private mutating func finish(_ kind: FeedField?, _ text: FieldText) {
        guard entry != nil else {
            if kind == .link {
                feed.link = text.raw
            } else if feed.title.isEmpty {
                feed.title = text.plain
            }
            return
        }
        if kind == .link, entry?.link.isEmpty == true, !text.raw.isEmpty {
            entry?.link = text.raw
            entry?.bases = bases.compactMap { $0 }
        } else if let kind {
            entry?.set(kind, text)
        }
    }
}

/// An entry while it is read.
struct FeedDraft {
    let name: XMLReader.Name
    var link = ""
    var bases: [String] = []
    var isPermanent = true
    private var identifier = ""
    private let about: String
    private var titles: [FeedField: String] = [:]
    private var times: [(weight: Int, text: String)] = []

    init(name: XMLReader.Name, about: String) { (self.name, self.about) = (name, about) }

    mutating func set(_ kind: FeedField, _ text: FieldText) {
        switch kind {
        case .identifier: if identifier.isEmpty { identifier = text.raw }
        case .time(let weight): if !text.raw.isEmpty, times.count < 16 { times.append((weight, text.raw)) }
        case .full, .summary:
            // Of two that say it the longer: a second one is a teaser.
            let plain = text.plain
            if plain.utf8.count > (titles[kind] ?? "").utf8.count { titles[kind] = plain }
        case .author, .otherAuthor: if (titles[kind] ?? "").isEmpty { titles[kind] = Self.name(text.plain) }
        default: if (titles[kind] ?? "").isEmpty { titles[kind] = text.plain }
        }
    }

    /// Of `mail@example.org (Name)`, as RSS has it, the name.
    private static func name(_ author: String) -> String {
        guard author.hasSuffix(")"), let open = author.firstIndex(of: "("), author[..<open].contains("@") else {
            return author
        }
        let name = author[author.index(after: open)...].dropLast().trimming(" ")
        return name.isEmpty ? author : name
    }

    var entry: Feed.Entry {
        func first(_ kinds: FeedField...) -> String { kinds.lazy.compactMap { titles[$0] }.first { !$0.isEmpty } ?? "" }
        var entry = Feed.Entry()
        entry.title = first(.title, .otherTitle)
        entry.text = first(.full, .summary, .otherSummary)
        if entry.text.isEmpty { entry.text = entry.title }
        entry.author = first(.author, .otherAuthor)
        entry.id = identifier.isEmpty ? about : identifier
        entry.link = link
        entry.bases = bases
        if entry.link.isEmpty, isPermanent, entry.id.lowercased().hasPrefix("http") { entry.link = entry.id }
        entry.times = times.enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
            .map(\.element.text)
        return entry
    }
}

/// The text of a field, with what markup there is in it.
struct FieldText {
    private var html = ""
    private var literal = ""
    private var hasMarkup = false
    private let type: String
    private let isBase64: Bool
    /// Fields longer than this are cut, in bytes.
    private static let longest = 4 << 20

    init(_ attributes: [String: String]) {
        type = (attributes["type"] ?? "").lowercased()
        isBase64 = attributes["mode"]?.lowercased() == "base64"
    }

    /// - Parameter isNested: within markup of its own: there a `<` is a character.
    mutating func add(_ text: String, isNested: Bool) {
        guard html.utf8.count < Self.longest else { return }
        literal += text
        html += isNested || type == "xhtml" ? Self.escaped(text) : text
    }

    mutating func begin(_ name: String) {
        guard html.utf8.count < Self.longest else { return }
        hasMarkup = true
        html += "<\(name)>"
    }

    mutating func end(_ name: String) {
        guard html.utf8.count < Self.longest else { return }
        html += "</\(name)>"
    }

    /// For addresses, ids and times.
    var raw: String { literal.trimming(" \t\r\n\u{a0}\u{3000}\u{feff}") }

    /// For people. What is said to be plain text, but is HTML, is read as HTML: readers show no tags.
    var plain: String {
        if isBase64 || isBinary, !hasMarkup {
            guard let data = Data(base64Encoded: raw.filter { !$0.isWhitespace }) else {
                return isBinary ? "" : HTMLText.plain(html)
            }
            // A picture says nothing to be read.
            guard !isBinary || String(validating: data, as: UTF8.self) != nil else { return "" }
            return HTMLText.plain(String(decoding: data, as: UTF8.self))
        }
        if !hasMarkup, type == "text" || type == "text/plain", !Self.looksLikeHTML(literal) {
            return HTMLText.plain(Self.escaped(literal))
        }
        return HTMLText.plain(html)
    }

    /// Of a type that is neither text nor XML (RFC 4287, 4.1.3.3): packed in Base64.
    private var isBinary: Bool {
        type.contains("/") && !type.hasPrefix("text/") && !type.hasSuffix("+xml") && !type.hasSuffix("/xml")
            && !type.contains("json") && !type.contains("html")
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3c || $0 == 0x3e }) else { return text }
        return text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
    }

    /// An end tag, or a tag that stands alone.
    private static func looksLikeHTML(_ text: String) -> Bool {
        text.contains("</") || text.contains("/>") || text.contains("<br>") || text.contains("<p>")
    }
}
