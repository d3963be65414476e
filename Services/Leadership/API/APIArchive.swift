import Archive
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Synchronization

/// Looking things up: mentions, and whatever else is in the archive.
enum APIArchive {
    private static let text = APIParameter(
        name: "q", kind: .text(longest: 1_000),
        description: """
            Words that all have to be there, in quotation marks where they belong together; nothing else has a meaning. \
            The first 200 characters are looked for; ideographs anywhere, other words from their beginning.
            """)
    private static let until = APIParameter(
        name: "until", kind: .whole(0...253_402_300_799_999),
        description: "Only what was before this moment (milliseconds since 1970).")
    private static let after = APIParameter(
        name: "after", kind: .whole(1...Int64.max),
        description: "The `next` of the page before; from the newest otherwise.")
    private static let drill = APIParameter.choice(
        "drill", of: ArchiveQuery.Drills.allCases.map(\.rawValue),
        "Drills: without them (otherwise), only or also them.")
    private static let source = APIParameter(
        name: "source", kind: .text(longest: 200), description: "Only of this source of the plan.")
    private static let language = APIParameter.choice(
        "language", of: ["zh-Hans", "zh-Hant", "en"], "Only in this language.")
    private static let shared = [text, .subject, source, language, .since("published or written"), until, drill]
    private static let more = [
        APIParameter.choice("kind", of: ArchiveKind.allCases.map(\.word), "Only of this kind."),
        .choice("grade", of: Grade.self, "Only of this grade: incidents and cases."), .incident,
    ]

    static let routes = [
        APIRoute(
            path: "/api/v1/mentions", id: "listMentions", summary: "Mentions that the archive has, the newest first.",
            tag: "Archive", query: [APIParameter.limit, after] + shared, answer: .list(Mention.self), problems: [503]
        ) { call in
            var query = query(call)
            query.kinds = [.mention]
            let page = try await call.found(query)
            return try call.page(
                try page.entries.map { try Mention(serializedBytes: $0.data) }, next: page.next.map(String.init))
        },
        APIRoute(
            path: "/api/v1/mentions/{mention}", id: "getMention", summary: "A mention that the archive has.",
            tag: "Archive", answer: .one(Mention.self), problems: [404, 503]
        ) { call in
            let id = try call.capture("mention")
            guard let found = try await call.archived(.mention, id) else {
                throw Problem(.notFound, "there is no mention \"\(Refusals.shown(id))\" in the archive")
            }
            return try call.one(try Mention(serializedBytes: found.data))
        },
        APIRoute(
            path: "/api/v1/search", id: "searchArchive",
            summary: "What the archive has of every kind, the newest first.", tag: "Archive",
            query: [APIParameter.limit, after] + shared + more, answer: .found, problems: [503]
        ) { call in
            let page = try await call.found(query(call))
            let items = try page.entries.map { try ArchiveTable.json($0) }.joined(separator: ",")
            let next = page.next.map { ",\"next\":\"\($0)\"" } ?? ""
            return APICall.json(Array("{\"items\":[\(items)]\(next)}".utf8), status: .ok)
        },
        APIRoute(
            path: "/api/v1/export", id: "exportArchive",
            summary: "The same as a file, written as it is taken; the audit says who took what out.", tag: "Archive",
            query: [
                APIParameter(
                    name: "limit", kind: .whole(1...Int64(ArchiveExport.longest)),
                    description: "The most entries; \(ArchiveExport.longest) otherwise."),
                after,
                .choice(
                    "format", of: ArchiveExport.Format.allCases.map(\.rawValue), "How it is written; csv otherwise."),
            ] + shared + more, answer: .file, problems: [503]
        ) { try await export($0) },
    ]

    private static func query(_ call: APICall) -> ArchiveQuery {
        var query = ArchiveQuery()
        query.text = call["q"] ?? ""
        query.people = Naming(plan: call.plan, words: call.console.catalogue[.english]).peopleByName
        query.kinds = Set(call["kind"].flatMap { ArchiveKind(word: $0) }.map { [$0] } ?? [])
        query.subject = call["subject"]
        query.source = call["source"]
        query.language = call["language"]
        query.incident = call["incident"]
        query.grade = call.choice("grade", Grade.self).map { Int64($0.rawValue) }
        query.since = call.number("since")
        query.until = call.number("until")
        query.drills = call["drill"].flatMap { ArchiveQuery.Drills(rawValue: $0) } ?? .without
        query.after = call.number("after")
        query.limit = call.limit
        return query
    }

    private static func export(_ call: APICall) async throws -> Response {
        let console = call.console
        let visitor = try call.visitor
        let query = query(call)
        let export = ArchiveExport(
            archive: console.archive, query: query,
            format: call["format"].flatMap { ArchiveExport.Format(rawValue: $0) } ?? .csv,
            limit: min(call.number("limit").map { Int($0) } ?? ArchiveExport.longest, ArchiveExport.longest))
        let asked = Exported(
            person: visitor.person.id, means: visitor.proof.name, format: export.format.rawValue,
            filters: ArchiveExport.described(query), address: call.context.peer)
        // Whether anything can be looked up is known before the file begins.
        var first = query
        first.limit = 1
        _ = try await call.found(first)
        guard console.exports.begin() else {
            throw Problem(.busy, "\(ArchiveExport.mostAtOnce) files are being written; try again when one is done")
        }
        do { try await console.ledger.exported(asked) } catch {
            console.exports.end()
            throw error
        }
        let turn = ExportTurn(turns: console.exports)
        return Response(
            status: .ok,
            headers: [
                .contentType: export.format.contentType, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"archive.\(export.format.rawValue)\"",
            ],
            body: .init { [ledger = console.ledger] writer in
                defer { turn.end() }
                let count = try await export.write(to: &writer)
                try await writer.finish(nil)
                ledger.exported(asked, count: count)
            })
    }
}

/// A turn that is given back once, also when nobody ever takes the file.
final class ExportTurn: Sendable {
    private let turns: ExportTurns
    private let isOver = Mutex(false)

    init(turns: ExportTurns) { self.turns = turns }

    func end() {
        let isFirst = isOver.withLock { over in
            defer { over = true }
            return !over
        }
        if isFirst { turns.end() }
    }

    deinit { end() }
}

extension APICall {
    /// The entry of that key, `nil` where there is none, or why nothing can be looked up.
    func archived(_ kind: ArchiveKind, _ key: String) async throws -> ArchivedEntry? {
        do { return try await console.archive.entry(kind, key) } catch { throw Problem(error) }
    }

    /// A page of the archive, or why there is none.
    func found(_ query: ArchiveQuery) async throws -> ArchivePage {
        do { return try await console.archive.page(query) } catch { throw Problem(error) }
    }
}
