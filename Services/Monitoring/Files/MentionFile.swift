import Foundation
public import Plan

/// A file that cannot be read as one of mentions at all.
public struct MentionFileMistake: Error, Hashable, Sendable, CustomStringConvertible {
    public var path: String
    /// From 1; nil where it is about the whole file.
    public var line: Int?
    public var found: String
    public var expected: String

    public var description: String {
        "reading \(path)\(line.map { ", line \($0)" } ?? ""): found \(found), expected \(expected)"
    }
}

/// Reads mentions from a JSONL or CSV file, one at a time, in constant memory.
///
/// JSONL: one object a line; blank lines are passed over. CSV: RFC 4180 with a header row; empty cells are absent
/// fields. Both in UTF-8, with or without a byte order mark, with the field names of `MentionDraft.Field`.
public struct MentionFile {
    public typealias Format = ResponsePlan.Source.Format

    public struct Item: Sendable {
        /// The line it begins on, from 1.
        public var line: Int
        /// Bytes from the start of the file to the end of this item: where to go on.
        public var end: Int64
        public var result: Result<MentionDraft, DraftMistake>
    }

    /// What becomes of a line with fields that are none of a mention's.
    public enum UnknownFields: Sendable { case refuse, ignore }

    public let path: String
    public let format: Format
    private let unknownFields: UnknownFields
    /// In bytes, when it was opened.
    public let size: Int64
    private let handle: FileHandle
    private let takesPartialLastLine: Bool
    private var scanner: RecordScanner
    private var base: Int64 = 0
    /// One for each column; nil for one that is passed over.
    private var columns: [MentionDraft.Field?] = []

    /// - Parameters:
    ///   - format: nil: as the file's name ends, `.jsonl`, `.ndjson` or `.csv`.
    ///   - position: where to begin, in bytes: 0 or the `end` of an item.
    ///   - takesPartialLastLine: false while the file is being written: a line without its end waits.
    /// - Throws: `MentionFileMistake`: it cannot be opened, or its header row is not understood.
    public init(
        path: String, format: Format? = nil, from position: Int64 = 0, takesPartialLastLine: Bool = true,
        unknownFields: UnknownFields = .refuse
    ) throws(MentionFileMistake) {
        self.unknownFields = unknownFields
        guard let format = format ?? Self.format(ofName: path) else {
            throw MentionFileMistake(
                path: path, found: "a name that does not say its format", expected: "a name in .jsonl or .csv")
        }
        self.path = path
        self.format = format
        self.takesPartialLastLine = takesPartialLastLine
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
            size = Int64(try handle.seekToEnd())
            try handle.seek(toOffset: 0)
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw MentionFileMistake(
                path: path, found: isThere ? "a file that cannot be read" : "no file of that name",
                expected: "a readable file; a followed one is read as soon as it is there")
        }
        scanner = RecordScanner(format == .csv ? .csv : .lines, line: 1)
        try passByteOrderMark()
        if format == .csv { try readHeader() }
        if position > base + scanner.consumed { try moveOn(to: position) }
    }

    static func format(ofName path: String) -> Format? {
        switch URL(filePath: path).pathExtension.lowercased() {
        case "jsonl", "ndjson": .jsonl
        case "csv": .csv
        default: nil
        }
    }

    /// Bytes from the start of the file to the end of what was read.
    public var position: Int64 { base + scanner.consumed }

    /// The next item; nil at the end of the file, or before a partial last line. May be called again later.
    public mutating func next() throws(MentionFileMistake) -> Item? {
        while let (bytes, line) = try nextRecord() {
            guard let bytes else {
                return Item(
                    line: line, end: position,
                    result: .failure(
                        DraftMistake(
                            field: "", found: "a record of more than \(RecordScanner.maximumBytes) bytes",
                            expected: "a shorter one")))
            }
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            return Item(line: line, end: position, result: draft(bytes))
        }
        return nil
    }

    private func draft(_ bytes: [UInt8]) -> Result<MentionDraft, DraftMistake> {
        do throws(DraftMistake) {
            return .success(
                try format == .csv
                    ? CSVRecord.draft(bytes, columns: columns)
                    : MentionDraft(json: bytes, unknownFields: unknownFields))
        } catch {
            return .failure(error)
        }
    }

    /// - Returns: nil bytes for a record that is too long; nil at the end.
    private mutating func nextRecord() throws(MentionFileMistake) -> (bytes: [UInt8]?, line: Int)? {
        while true {
            switch scanner.next() {
            case .record(let bytes, let line): return (bytes, line)
            case .tooLong(let line): return (nil, line)
            case .hungry: break
            }
            let more = try read(65_536)
            if !more.isEmpty {
                scanner.feed(more)
                continue
            }
            guard takesPartialLastLine else { return nil }
            switch scanner.last() {
            case .record(let bytes, let line): return (bytes, line)
            case .tooLong(let line): return (nil, line)
            case .hungry: return nil
            }
        }
    }

    private func read(_ count: Int) throws(MentionFileMistake) -> Data {
        do {
            return try handle.read(upToCount: count) ?? Data()
        } catch {
            throw MentionFileMistake(path: path, found: "an error while reading", expected: "a readable file")
        }
    }

    private mutating func passByteOrderMark() throws(MentionFileMistake) {
        let first = try read(3)
        if first.elementsEqual([0xef, 0xbb, 0xbf]) { base = 3 } else { scanner.feed(first) }
    }

    private mutating func readHeader() throws(MentionFileMistake) {
        guard let (bytes, line) = try nextRecord() else { return }
        do throws(DraftMistake) {
            columns = try CSVRecord.header(bytes ?? [], unknownFields: unknownFields)
        } catch {
            throw MentionFileMistake(
                path: path, line: line, found: "column \(error.field): \(error.found)", expected: error.expected)
        }
    }

    /// Counts the lines before `position`, so that the numbers said are those of the file.
    private mutating func moveOn(to position: Int64) throws(MentionFileMistake) {
        var line = 1
        var at: Int64 = 0
        do {
            try handle.seek(toOffset: 0)
        } catch {
            throw MentionFileMistake(path: path, found: "a file that cannot be moved in", expected: "a regular file")
        }
        while at < position {
            let bytes = try read(Int(min(65_536, position - at)))
            guard !bytes.isEmpty else { break }
            line += bytes.count { $0 == 0x0a }
            at += Int64(bytes.count)
        }
        base = at
        scanner = RecordScanner(format == .csv ? .csv : .lines, line: line)
    }
}
