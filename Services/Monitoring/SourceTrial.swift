public import Foundation
import Markup
import Schemas
import Text

/// What is made of one file as it would be read from a source, before anything is switched on.
public struct SourceTrial: Encodable, Sendable {
    /// One mention, before it is known whether it names a subject.
    public struct Item: Encodable, Sendable {
        /// `entry 3`, `line 7`.
        public var place: String
        public var title: String
        public var text: String
        public var url: String
        public var author: String
        /// RFC 3339; absent where no time could be read.
        public var publishedAt: String?
        public var externalId: String
        public var reach: Int64
        /// Ids of the plan's subjects it names; absent where no plan was asked.
        public var subjects: [String]?
    }
    /// One that cannot be taken.
    public struct Refusal: Encodable, Sendable {
        public var place: String
        public var mistake: String
    }

    /// Its path.
    public var file = ""
    /// Why it could not be read at all; absent where it could.
    public var failure: String?
    public var items: [Item] = []
    public var refused: [Refusal] = []
    /// What was wrong with the document, where it had to be mended.
    public var mistake: String?
    /// Fields of a file that were passed over.
    public var ignored: [String: Int] = [:]

    public init(failure: String) { self.failure = failure }

    /// Whether a file is one of mentions by its name, and no feed by its beginning.
    public static func isFile(_ path: String) -> Bool {
        guard MentionFile.format(ofName: path) != nil else { return false }
        guard let handle = FileHandle(forReadingAtPath: path), let head = try? handle.read(upToCount: 4_096) else {
            return true
        }
        let text = String(decoding: head.filter { $0 > 0x20 }, as: UTF8.self)
        return !text.contains("jsonfeed.org/version/") && !text.hasPrefix("<?xml") && !text.hasPrefix("<rss")
    }

    /// Reads a feed as it would be fetched.
    /// - Parameters:
    ///   - headers: of the answer, names in lower case.
    ///   - address: where it would be found.
    ///   - now: milliseconds since 1970.
    /// - Throws: `CustomStringConvertible` errors that say what was found.
    public init(
        feed body: [UInt8], headers: [String: String], address: String, zone: TimeZone, now: Int64
    ) throws {
        let encodings = (headers["content-encoding"] ?? "").split(separator: ",").map { $0.trimming(" ") }
        let bytes = try FeedFetch.unpacked(body, encodings: encodings)
        let charset = headers["content-type"].flatMap(TextEncoding.charset(ofContentType:))
        let feed = try Feed.read(TextEncoding.utf8(bytes, httpCharset: charset))
        mistake = feed.mistake
        let reading = FeedReading(address: try WebAddress(address), zone: zone, now: now)
        var keys: Set<String> = []
        for item in reading.items(of: feed, most: FeedCollector.maximumKeys) where keys.insert(item.key).inserted {
            add("entry \(item.place)", item.draft, now)
        }
    }

    /// Reads a file of mentions as it would be imported.
    public init(file: MentionFile, now: Int64) throws {
        var file = file
        while let item = try file.next() {
            switch item.result {
            case .success(let draft): add("line \(item.line)", draft, now)
            case .failure(let mistake): refused.append(.init(place: "line \(item.line)", mistake: "\(mistake)"))
            }
        }
        ignored = file.ignored
    }

    mutating func add(_ place: String, _ draft: MentionDraft, _ now: Int64) {
        do throws(DraftMistake) {
            try draft.check(now: now)
        } catch {
            refused.append(.init(place: place, mistake: "\(error)"))
            return
        }
        items.append(
            .init(
                place: place, title: draft.title ?? "", text: String(draft.text.prefix(MentionDraft.textCharacters)),
                url: draft.url ?? "", author: draft.author ?? "",
                publishedAt: draft.publishedAt.map(Timestamps.rfc3339), externalId: draft.externalID ?? "",
                reach: draft.reach))
    }
}
