import Foundation
import Markup

/// What a feed says.
struct Feed: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var id = ""
        /// As it is written; relative to `bases`.
        var link = ""
        /// What `xml:base` says around the link, the outermost first; each may be relative to the one before.
        var bases: [String] = []
        var title = ""
        var text = ""
        var author = ""
        /// The times it names, as they are written, the weightiest first.
        var times: [String] = []
    }

    var title = ""
    /// Of the site it belongs to; may be empty.
    var link = ""
    var entries: [Entry] = []
    /// What was wrong with the document, where it had to be mended.
    var mistake: String?

    /// More entries than these, the first of the document, are not looked at.
    static let maximumEntries = 5_000
}

/// Not a feed.
struct FeedMistake: Error, Hashable, CustomStringConvertible {
    var description: String
}

extension Feed {
    /// Reads RSS of any version, RSS 1.0 (RDF), Atom 0.3 and 1.0 (RFC 4287) or JSON Feed; broken ones as far as they go.
    /// - Parameter bytes: valid UTF-8.
    static func read(_ bytes: [UInt8]) throws(FeedMistake) -> Feed { try read(bytes, isBegun: false) }

    /// - Parameter isBegun: what stood before the feed was left out already.
    private static func read(_ bytes: [UInt8], isBegun: Bool) throws(FeedMistake) -> Feed {
        if let first = bytes.first(where: { $0 > 0x20 }), first == 0x7b { return try JSONFeed.read(bytes) }
        guard !isCrowded(bytes) else {
            throw FeedMistake(
                description:
                    "reading the feed: found an element with more than \(mostAttributes) attributes, expected fewer")
        }
        let document = XMLDocument(bytes)
        var mistake: XMLMistake?
        do throws(XMLMistake) {
            if let reader = try document.asWritten() { return try read(reader).feed }
        } catch {
            mistake = error
        }
        // Mended as well as can be: what libxml2 will still not read ends it.
        var scribe = FeedScribe()
        do throws(XMLMistake) {
            let reader = document.mended()
            while let event = try reader.next() { scribe.take(event) }
        } catch {
            mistake = mistake ?? error
        }
        guard scribe.isFeed else {
            // A server's warnings stand before the feed: it begins where it begins.
            if !isBegun, let start = start(bytes) { return try read(Array(bytes[start...]), isBegun: true) }
            throw refusal(bytes, scribe.root, mistake)
        }
        scribe.finish()
        scribe.feed.mistake = mistake.map { "\($0)" }
        return scribe.feed
    }

    /// libxml2 compares each attribute of an element with all before it: 400 kB of them would hold a core for 20 s.
    private static let mostAttributes = 4_096

    private static func isCrowded(_ bytes: [UInt8]) -> Bool {
        var (isTag, count) = (false, 0)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "<"): (isTag, count) = (true, 0)
            case UInt8(ascii: ">"): isTag = false
            case UInt8(ascii: "=") where isTag:
                count += 1
                if count > mostAttributes { return true }
            default: break
            }
        }
        return false
    }

    /// Where a feed begins behind something else, within the first 64 kB.
    private static func start(_ bytes: [UInt8]) -> Int? {
        let head = bytes.prefix(65_536).dropFirst()
        return ["<?xml", "<rss", "<feed", "<rdf:RDF"].compactMap { head.firstRange(of: Array($0.utf8))?.lowerBound }
            .min()
    }

    private static func read(_ reader: XMLReader) throws(XMLMistake) -> FeedScribe {
        var scribe = FeedScribe()
        while let event = try reader.next() { scribe.take(event) }
        guard scribe.isFeed else { throw XMLMistake(line: 1, found: "<\(scribe.root)>") }
        return scribe
    }

    /// Says what it is instead.
    private static func refusal(_ bytes: [UInt8], _ root: String, _ mistake: XMLMistake?) -> FeedMistake {
        let head = String(decoding: bytes.prefix(4_096), as: UTF8.self).lowercased()
        let found: String
        if head.contains("just a moment") || head.contains("cf-chl")
            || head.contains("attention required! | cloudflare")
        {
            found = "a page of Cloudflare that asks for a browser"
        } else if root == "html" || head.contains("<html") || head.contains("<!doctype html") {
            found = "a page of HTML"
        } else if root.isEmpty {
            found = "no element" + (mistake.map { " (line \($0.line), \($0.found))" } ?? "")
        } else {
            found = "<\(root.prefix(60))>"
        }
        return FeedMistake(
            description: "reading the feed: found \(found), expected RSS, RDF, Atom or JSON Feed")
    }
}
