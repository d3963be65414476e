import Archive
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Schemas
import Synchronization

/// What was found, as a file: written page by page as the reader takes it, so that memory does not follow its length.
struct ArchiveExport: Sendable {
    enum Format: String, Sendable, CaseIterable {
        /// Comma-separated values, safe to open in a spreadsheet.
        case csv
        /// A message a line, in proto3's canonical JSON (JSON Lines).
        case jsonl

        var contentType: String { self == .csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8" }
    }

    /// Entries of one page that is written at once.
    static let pageSize = 200
    /// Entries of one file at the most.
    static let longest = 1_000_000
    /// Files written at the same time; more are told to come back.
    static let mostAtOnce = 4

    let archive: ArchiveReader
    let query: ArchiveQuery
    let format: Format
    /// Entries at the most.
    let limit: Int

    /// Writes all of it.
    /// - Returns: how many entries.
    func write(to body: inout some ResponseBodyWriter) async throws -> Int {
        if format == .csv { try await body.write(ByteBuffer(string: CSVText(header: ArchiveTable.header).text)) }
        var query = query
        var written = 0
        var pages = 0
        while written < limit {
            query.limit = min(Self.pageSize, limit - written)
            let page = try await archive.page(query)
            var text = ""
            for entry in page.entries {
                switch format {
                case .csv: text += try ArchiveTable.line(entry)
                case .jsonl: text += try ArchiveTable.json(entry) + "\n"
                }
            }
            if !text.isEmpty { try await body.write(ByteBuffer(string: text)) }
            written += page.entries.count
            guard let next = page.next else { break }
            query.after = next
            pages += 1
            // A page between two of an export is somebody's who waits.
            if pages.isMultiple(of: 8) { await Task.yield() }
        }
        return written
    }

    /// The query's items, for a link to the same as a file.
    static func items(_ query: ArchiveQuery) -> [(name: String, value: String)] {
        let items: [(String, String?)] = [
            ("q", query.text.isEmpty ? nil : String(query.text.prefix(200))),
            ("kind", query.kinds.count == 1 ? query.kinds.first?.word : nil), ("subject", query.subject),
            ("source", query.source), ("language", query.language), ("incident", query.incident),
            ("grade", query.grade.flatMap { Grade(rawValue: Int($0)) }.map { "GRADE_\($0.label)" }),
            ("since", query.since.map(String.init)), ("until", query.until.map(String.init)),
            ("drill", query.drills == .without ? nil : query.drills.rawValue),
        ]
        return items.compactMap { name, value in value.map { (name, $0) } }
    }

    /// What was asked for, in words of the address, for the audit.
    static func described(_ query: ArchiveQuery) -> String {
        let items = items(query).map { "\($0.name)=\($0.value)" }
        return items.isEmpty ? "everything" : items.joined(separator: " ")
    }
}

/// How many exports are under way, in this process.
final class ExportTurns: Sendable {
    private let underWay = Mutex(0)

    /// - Returns: whether there is a turn; it is given back with ``end()``.
    func begin() -> Bool {
        underWay.withLock { count in
            guard count < ArchiveExport.mostAtOnce else { return false }
            count += 1
            return true
        }
    }

    func end() { underWay.withLock { $0 -= 1 } }
}
