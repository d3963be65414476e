import Foundation
import GRDB

/// Looks a query up in one file.
struct ArchiveSearch {
    /// Candidates whose text is looked at for one page.
    static let mostLookedAt = 5_000

    let db: Database

    /// The newest first, by the row ids: a page costs what is on it, wherever it stands.
    func page(_ query: ArchiveQuery) throws -> ArchivePage {
        let terms = ArchiveSearchTerms(query.text, people: query.people)
        guard !terms.isNothing, let match = try match(query, terms) else {
            return ArchivePage(entries: [], total: query.isCounted ? ArchiveTotal(count: 0, isMore: false) : nil)
        }
        var found = try page(query, terms, match)
        if query.isCounted { found.total = try total(query, terms, match, found) }
        return found
    }

    /// Every candidate that the index names from the newest on, between two moments.
    private func candidates(_ query: ArchiveQuery, _ match: String, below high: Int64) throws
        -> FastDatabaseValueCursor<Int64>
    {
        match.isEmpty
            ? try Int64.fetchCursor(
                db,
                sql: """
                    SELECT id FROM entries WHERE id < ? \(Self.drills(query.drills)) ORDER BY id DESC
                    """, arguments: [high])
            : try Int64.fetchCursor(
                db,
                sql: "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC",
                arguments: [match, high])
    }

    /// Up to a thousand; what has to be looked at in the text is looked at, up to twice as many.
    private func total(
        _ query: ArchiveQuery, _ terms: ArchiveSearchTerms, _ match: String, _ page: ArchivePage
    ) throws -> ArchiveTotal {
        if query.after == nil, page.next == nil { return ArchiveTotal(count: page.entries.count, isMore: false) }
        let low = query.since.map { ArchivePlace.first(atOrAfter: $0) } ?? 0
        let ids = try candidates(query, match, below: query.until.map { ArchivePlace.first(atOrAfter: $0) } ?? .max)
        let fetch = try db.cachedStatement(
            sql: "SELECT id, kind, subject, source, language, grade, incident, drill, data FROM entries WHERE id = ?")
        var (count, lookedAt) = (0, 0)
        while let id = try ids.next(), id >= low {
            guard count < ArchiveTotal.most, lookedAt < 2 * ArchiveTotal.most else {
                return ArchiveTotal(count: count, isMore: true)
            }
            lookedAt += 1
            if terms.pieces.isEmpty {
                count += 1
            } else if let found = try Row.fetchOne(fetch, arguments: [id]), try holds(ArchiveStep.row(found), terms) {
                count += 1
            }
        }
        return ArchiveTotal(count: count, isMore: false)
    }

    private func page(_ query: ArchiveQuery, _ terms: ArchiveSearchTerms, _ match: String) throws -> ArchivePage {
        let limit = min(max(query.limit, 1), 1_000)
        let low = query.since.map { ArchivePlace.first(atOrAfter: $0) } ?? 0
        var high = query.until.map { ArchivePlace.first(atOrAfter: $0) } ?? .max
        if let after = query.after { high = min(high, after) }
        let ids = try candidates(query, match, below: high)
        var page = ArchivePage(entries: [])
        var names = ArchiveNames(db: db)
        let fetch = try db.cachedStatement(
            sql: "SELECT id, kind, subject, source, language, grade, incident, drill, data FROM entries WHERE id = ?")
        var lookedAt = 0
        while let id = try ids.next(), id >= low {
            guard page.entries.count < limit else {
                page.next = page.entries.last?.id
                return page
            }
            lookedAt += 1
            if let found = try Row.fetchOne(fetch, arguments: [id]) {
                let row = try ArchiveStep.row(found)
                if try holds(row, terms) { page.entries.append(try names.entry(id, row)) }
            }
            if lookedAt >= Self.mostLookedAt, page.entries.count < limit {
                page.next = id
                page.isCutShort = true
                return page
            }
        }
        return page
    }

    private func holds(_ row: ArchiveRow, _ terms: ArchiveSearchTerms) throws -> Bool {
        guard !terms.pieces.isEmpty else { return true }
        let text = try ArchiveText.folded(row.kind, row.data)
        return terms.pieces.allSatisfy { either in either.contains { ArchiveText.contains(text, $0) } }
    }

    private static func drills(_ drills: ArchiveQuery.Drills) -> String {
        switch drills {
        case .without: "AND drill = 0"
        case .only: "AND drill = 1"
        case .also: ""
        }
    }

    /// What the index is asked: every word and every filter is a token. Empty where there is nothing to ask it; `nil`
    /// where a filter names what the archive has never met.
    private func match(_ query: ArchiveQuery, _ terms: ArchiveSearchTerms) throws -> String? {
        var all = terms.tokens
        for (name, token) in [
            (query.subject, ArchiveFilterToken.subject), (query.source, ArchiveFilterToken.source),
            (query.language, ArchiveFilterToken.language), (query.incident, ArchiveFilterToken.incident),
        ] {
            guard let name else { continue }
            let number = try Int64.fetchOne(
                try db.cachedStatement(sql: "SELECT id FROM names WHERE name = ?"), arguments: [name])
            guard let number else { return nil }
            all.append("\"\(token(number).token)\"")
        }
        if let grade = query.grade { all.append("\"\(ArchiveFilterToken.grade(grade).token)\"") }
        if !query.kinds.isEmpty, query.kinds.count < ArchiveKind.allCases.count {
            let kinds = query.kinds.sorted { $0.rawValue < $1.rawValue }
                .map { "\"\(ArchiveFilterToken.kind($0).token)\"" }
            all.append(kinds.count == 1 ? kinds[0] : "(\(kinds.joined(separator: " OR ")))")
        }
        if query.drills == .only { all.append("\"\(ArchiveFilterToken.drill.token)\"") }
        guard !all.isEmpty else { return "" }
        let asked = all.joined(separator: " AND ")
        return query.drills == .without ? "(\(asked)) NOT \"\(ArchiveFilterToken.drill.token)\"" : asked
    }

    /// The entry of that kind and key.
    func entry(_ kind: ArchiveKind, _ key: String) throws -> ArchivedEntry? {
        let found = try Row.fetchOne(
            db,
            sql: "SELECT id, kind, subject, source, language, grade, incident, drill, data FROM entries WHERE hash = ?",
            arguments: [ArchiveEntry.hash(kind, key)])
        guard let found else { return nil }
        var names = ArchiveNames(db: db)
        return try names.entry(found[0], try ArchiveStep.row(found))
    }
}

/// Names by their numbers, each looked up once.
struct ArchiveNames {
    let db: Database
    private var known: [Int64: String] = [0: ""]

    init(db: Database) { self.db = db }

    mutating func entry(_ id: Int64, _ row: ArchiveRow) throws -> ArchivedEntry {
        ArchivedEntry(
            id: id, kind: row.kind, subject: try name(row.subject), source: try name(row.source),
            language: try name(row.language), grade: row.grade, incident: try name(row.incident), isDrill: row.isDrill,
            data: row.data)
    }

    mutating func name(_ number: Int64) throws -> String {
        if let name = known[number] { return name }
        let name =
            try String.fetchOne(
                try db.cachedStatement(sql: "SELECT name FROM names WHERE id = ?"), arguments: [number]) ?? ""
        known[number] = name
        return name
    }
}
