import Foundation
import Markup
import Plan
import Schemas
import Text

/// Looks at a list that an interface gives as JSON: records that were not there before become drafts.
///
/// Pages are followed while they bring what is new, and only where they are the same host's: what is said to it is its own.
struct ListCollector: SourceCollector {
    static let maximumPages = 10

    let address: String
    let fetch: FeedFetch
    let list: ResponsePlan.Source.List
    /// Where times are told that name no zone.
    var zone: TimeZone = .gmt

    func collect(from row: Source) async throws -> Harvest {
        var fetch = fetch
        fetch.accepted = "application/json, application/x-ndjson, */*;q=0.1"
        var harvest = Harvest(row: row)
        let known = Set(row.recentKeys)
        var keys: [String] = []
        var taken: Set<String> = []
        var found: [(place: String, key: String, draft: MentionDraft)] = []
        var next: String? = address
        var page = 0
        while let at = next, page < Self.maximumPages {
            page += 1
            let isFirst = page == 1
            let answer = try await fetch.fetch(
                at, etag: isFirst ? row.etag : "", lastModified: isFirst ? row.lastModified : "")
            if isFirst { (harvest.row.etag, harvest.row.lastModified) = (answer.etag, answer.lastModified) }
            guard case .document(let bytes, let charset) = answer.content else { break }
            let root = try read(TextEncoding.utf8(bytes, httpCharset: charset))
            let before = found.count
            for (index, record) in try records(of: root).prefix(Feed.maximumEntries).enumerated() {
                let place = page == 1 ? "record \(index + 1)" : "page \(page), record \(index + 1)"
                switch draft(of: record, base: answer.address) {
                case .success(let draft):
                    let key = Self.key(of: draft)
                    guard taken.insert(key).inserted else { continue }
                    keys.append(key)
                    if !known.contains(key) { found.append((place, key, draft)) }
                case .failure(let mistake): harvest.refused.append("\(place): \(mistake)")
                }
            }
            next = found.count > before ? following(root, of: answer.address) : nil
        }
        harvest.drafts = drafts(found, since: row)
        let standing = Set(keys.map { $0.prefix(FeedReading.identityCharacters) })
        let older = row.recentKeys.filter { !standing.contains($0.prefix(FeedReading.identityCharacters)) }
        if page > 0, !keys.isEmpty {
            harvest.row.recentKeys = Array((older + keys.reversed()).suffix(FeedCollector.maximumKeys))
        }
        return harvest
    }

    /// The oldest first, as they were written.
    private func drafts(
        _ found: [(place: String, key: String, draft: MentionDraft)], since row: Source
    ) -> [(place: String, draft: MentionDraft)] {
        let entries = Set(row.recentKeys.map { $0.prefix(FeedReading.identityCharacters) })
        var links: [String: Int] = [:]
        for one in found { if let url = one.draft.url { links[url, default: 0] += 1 } }
        return found.reversed().map { one in
            var draft = one.draft
            draft.isBacklog =
                row.lastSuccessAt == 0 && (draft.publishedAt ?? .min) < fetch.now() - FeedCollector.news
            draft.isEdit = entries.contains(one.key.prefix(FeedReading.identityCharacters))
            // An address that several share tells nothing apart.
            if let url = draft.url, links[url, default: 0] > 1, let id = draft.externalID {
                draft.identity = ["id", id]
            }
            return (one.place, draft)
        }
    }

    // MARK: The answer

    private func read(_ bytes: [UInt8]) throws -> JSONNode {
        do {
            return try StrictJSON.read(
                bytes, limits: .init(bytes: fetch.maximumBytes * 3, values: 2_000_000, isLenient: true))
        } catch {
            // Lines of their own, too.
            let lines = bytes.split(separator: 0x0a).compactMap { line in
                try? StrictJSON.read(line, limits: .init(bytes: RecordScanner.maximumBytes, isLenient: true))
            }
            guard lines.count > 1 else {
                throw FetchFailure(description: "reading \(ListedSource.shown(address)): \(error)")
            }
            return .array(lines)
        }
    }

    private func records(of root: JSONNode) throws -> [JSONNode] {
        guard let pointer = list.records else {
            if case .array(let values) = root { return values }
            let found = JSONRecords.found(root).nodes
            return found == [root] ? [] : found
        }
        guard let node = JSONPointer(pointer).value(in: root), case .array(let values) = node else {
            let shown = JSONPointer(pointer).value(in: root)?.shown ?? "nothing"
            throw FetchFailure(
                description: "reading \(ListedSource.shown(address)): found \(shown) at \(pointer), expected a list")
        }
        return values
    }

    private func draft(of record: JSONNode, base: WebAddress) -> Result<MentionDraft, DraftMistake> {
        var node = record
        if !list.fields.isEmpty {
            node = .object(list.fields.compactMapValues { JSONPointer($0).value(in: record) })
        }
        node = Self.absolute(node, base)
        do throws(DraftMistake) {
            var draft = try LooseFields(zone: zone, now: fetch.now()).draft(node) { _ in }
            draft.text = Self.plain(draft.text)
            draft.title = draft.title.map(Self.plain)
            if draft.text.allSatisfy(\.isWhitespace) {
                throw DraftMistake(field: "text", found: "nothing", expected: "what was said")
            }
            return .success(draft)
        } catch {
            return .failure(error)
        }
    }

    /// With addresses that are relative to the page made whole.
    private static func absolute(_ node: JSONNode, _ base: WebAddress) -> JSONNode {
        guard case .object(var members) = node else { return node }
        for (name, value) in members where FieldNames.match(name)?.field == .url {
            guard let text = LooseValue.text(value, of: .url) else { continue }
            members[name] = LooseAddress.absolute(text, base: base).map { .string($0) } ?? .null
        }
        return .object(members)
    }

    /// HTML, as many interfaces give it, as text.
    private static func plain(_ text: String) -> String {
        text.contains("</") || text.contains("<br") || text.contains("/>") ? HTMLText.plain(text) : text
    }

    private static func key(of draft: MentionDraft) -> String {
        let told =
            draft.externalID.map { ["id", $0] } ?? draft.url.map { ["link", $0] } ?? [
                "said", draft.title ?? "", draft.text,
            ]
        return FeedReading.key(told)
            + FeedReading.key([draft.title ?? "", draft.text].map { $0.filter { !$0.isWhitespace } })
    }

    /// Where the next page is; nil where there is none.
    private func following(_ root: JSONNode, of page: WebAddress) -> String? {
        guard let pointer = list.next, let node = JSONPointer(pointer).value(in: root),
            let value = LooseValue.text(node, of: .externalId), !value.isEmpty, value != "false"
        else { return nil }
        guard let parameter = list.parameter else {
            guard let next = try? page.resolving(value), next.origin == page.origin else { return nil }
            return next.string
        }
        guard let first = try? WebAddress(address),
            let name = parameter.addingPercentEncoding(withAllowedCharacters: .alphanumerics),
            let cursor = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        else { return nil }
        return first.string + (first.query.isEmpty ? "?" : "&") + "\(name)=\(cursor)"
    }
}
