public import Foundation
import Markup
public import Plan
import Text

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

/// Reads mentions from a JSON or CSV file, one at a time, in constant memory.
///
/// JSON: one object a line, or objects one after the other, or an array of them; blank lines are passed over. CSV: RFC 4180 read
/// leniently, with a header row; empty cells are absent fields. Encoding, separator and line ends are found out from the
/// file's beginning; fields are read as `LooseFields` says.
public struct MentionFile {
    public typealias Format = ResponsePlan.Source.Format

    public struct Item: Sendable {
        /// The line it begins on, from 1.
        public var line: Int
        /// Bytes from the start of the file to the end of the record it is of: where to go on, once no more of it is to come.
        public var end: Int64
        public var result: Result<MentionDraft, DraftMistake>
        /// What it was read from, cut to a few hundred bytes.
        public var excerpt = ""
    }

    /// What becomes of fields that are none of a mention's.
    public enum UnknownFields: Sendable { case refuse, ignore }

    public let path: String
    public let format: Format
    /// Fields that were passed over, each with how often; a CSV file's columns once.
    public private(set) var ignored: [String: Int] = [:]
    private let loose: LooseFields
    /// In bytes, when it was opened.
    public let size: Int64
    private let handle: FileHandle
    private let takesPartialLastLine: Bool
    private let isSettled: Bool
    private var scanner: RecordScanner
    private var base: Int64 = 0
    private let writing: FileWriting
    private var header: CSVHeader?
    /// Read of the record before, and not handed out yet.
    private var queue: ArraySlice<Item> = []
    /// A line that was looked at as the rest of the one before, and is none.
    private var pushedBack: (bytes: [UInt8]?, line: Int)?

    /// Of the beginning so many bytes say how it is written.
    private static let head = 65_536
    /// So many lines may stand above a CSV file's header.
    private static let headings = 10
    /// As many names of fields that were passed over are kept.
    private static let mostIgnored = 100

    /// - Parameters:
    ///   - format: nil: as the file's name ends, `.jsonl`, `.ndjson`, `.json`, `.csv`, `.tsv` or `.txt`.
    ///   - position: where to begin, in bytes: 0 or the `end` of an item.
    ///   - takesPartialLastLine: false while the file is being written: a line without its end waits.
    ///   - isSettled: it has not been written to for a while: a quotation mark that is still open is text.
    ///   - zone: where times are told that name none.
    ///   - now: milliseconds since 1970: what "5 minutes ago" counts from.
    /// - Throws: `MentionFileMistake`: it cannot be opened, or its header row is not understood.
    public init(
        path: String, format: Format? = nil, from position: Int64 = 0, takesPartialLastLine: Bool = true,
        isSettled: Bool = false, unknownFields: UnknownFields = .ignore, zone: TimeZone = .gmt, now: Int64
    ) throws(MentionFileMistake) {
        loose = LooseFields(unknown: unknownFields, zone: zone, now: now)
        guard let format = format ?? Self.format(ofName: path) else {
            throw MentionFileMistake(
                path: path, found: "a name that does not say its format", expected: "a name in .jsonl or .csv")
        }
        self.path = path
        self.format = format
        self.takesPartialLastLine = takesPartialLastLine
        self.isSettled = isSettled
        let head: [UInt8]
        do {
            handle = try FileHandle(forReadingFrom: URL(filePath: path))
            size = Int64(try handle.seekToEnd())
            try handle.seek(toOffset: 0)
            head = Array(try handle.read(upToCount: Self.head) ?? Data())
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw MentionFileMistake(
                path: path, found: isThere ? "a file that cannot be read" : "no file of that name",
                expected: "a readable file; a followed one is read as soon as it is there")
        }
        writing = FileWriting(head: head)
        scanner = RecordScanner(
            format == .csv ? .lines : Self.jsonMode(writing.text(Array(head.dropFirst(writing.mark)))), line: 1,
            writing: writing)
        base = Int64(writing.mark)
        scanner.feed(head.dropFirst(writing.mark))
        if format == .csv { try readHeader() }
        if position > self.position { try moveOn(to: position) }
    }

    static func format(ofName path: String) -> Format? {
        switch URL(filePath: path).pathExtension.lowercased() {
        case "jsonl", "ndjson", "json": .jsonl
        case "csv", "tsv", "txt": .csv
        default: nil
        }
    }

    /// Lines, unless the first shows that values go over several.
    private static func jsonMode(_ head: [UInt8]) -> RecordScanner.Mode {
        let text = head.drop { $0 <= 0x20 }
        guard let first = text.first else { return .lines }
        if first == 0x5b { return .values }
        let line = text.prefix { $0 != 0x0a && $0 != 0x0d }
        let isOpen = first == 0x7b && line.dropFirst().allSatisfy { $0 <= 0x20 }
        // One answer of an interface, all in one line that does not end before its list begins.
        let isLong = first == 0x7b && line.endIndex == text.endIndex && head.count >= Self.head / 2
        let hasList = isLong && text.firstRange(of: "[{".utf8) != nil
        return isOpen || hasList ? .document : .lines
    }

    /// Bytes from the start of the file to the end of what was read.
    public var position: Int64 { base + scanner.consumed }

    /// Whether more of the last record is to come: `position` lies behind all of it.
    var isWithinRecord: Bool { !queue.isEmpty || pushedBack != nil }

    /// The next item; nil at the end of the file, or before a partial last line. May be called again later.
    public mutating func next() throws(MentionFileMistake) -> Item? {
        if let item = queue.popFirst() { return item }
        while let (raw, line) = try nextRecord() {
            guard let raw else {
                return Item(
                    line: line, end: position,
                    result: .failure(
                        DraftMistake(
                            field: "", found: "a record of more than \(scanner.maximumBytes) bytes",
                            expected: "a shorter one")))
            }
            let bytes = writing.text(raw)
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x2c || $0 == 0x3b || $0 == 0x0d }) { continue }
            if let header {
                let cells = CSVRecord.fields(bytes, separator: header.separator)
                let separator = Character(Unicode.Scalar(header.separator))
                return Item(
                    line: line, end: position,
                    result: .success(loose.draft(cells, columns: header.columns, separator: separator)))
            }
            queue = try items(bytes, line)[...]
            if let item = queue.popFirst() { return item }
        }
        return nil
    }

    /// The mentions of a JSON record; one that is none is refused.
    private mutating func items(_ bytes: [UInt8], _ line: Int) throws(MentionFileMistake) -> [Item] {
        let records: JSONRecords.Found
        do throws(StrictJSON.Mistake) {
            records = try JSONRecords.read(bytes, most: scanner.maximumBytes)
        } catch {
            if error.found == "a text without end", let whole = try joined(bytes, line) { return whole }
            return [item(bytes, line, DraftMistake(field: "", found: error.shown, expected: "a JSON object"))]
        }
        for name in records.passed { ignore(name) }
        return records.nodes.map { node -> Item in
            var passed: [String] = []
            defer { for name in passed { ignore(name) } }
            do throws(DraftMistake) {
                let draft = try loose.draft(node) { passed.append($0) }
                return Item(line: line, end: position, result: .success(draft))
            } catch {
                return item(bytes, line, error)
            }
        }
    }

    private func item(_ bytes: [UInt8], _ line: Int, _ mistake: DraftMistake) -> Item {
        var item = Item(line: line, end: position, result: .failure(mistake))
        item.excerpt = String(decoding: bytes.prefix(400), as: UTF8.self)
        return item
    }

    /// A record whose text goes over a line end that should have been escaped; nil where the next line is one of its own.
    private mutating func joined(_ bytes: [UInt8], _ line: Int) throws(MentionFileMistake) -> [Item]? {
        guard scanner.mode == .lines, pushedBack == nil, let (raw, nextLine) = try nextRecord() else { return nil }
        if let raw, let first = raw.first(where: { $0 > 0x20 }), first != 0x7b, first != 0x5b,
            bytes.count + raw.count < RecordScanner.maximumBytes
        {
            let whole = bytes + [0x0a] + writing.text(raw)
            if (try? JSONRecords.read(whole, most: scanner.maximumBytes)) != nil { return try items(whole, line) }
        }
        pushedBack = (raw, nextLine)
        return nil
    }

    private mutating func ignore(_ name: String) {
        let name = String(name.prefix(64))
        if ignored[name] != nil || ignored.count < Self.mostIgnored { ignored[name, default: 0] += 1 }
    }

    /// - Returns: nil bytes for a record that is too long; nil at the end.
    private mutating func nextRecord() throws(MentionFileMistake) -> (bytes: [UInt8]?, line: Int)? {
        if let again = pushedBack {
            pushedBack = nil
            return again
        }
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
            if !takesPartialLastLine {
                guard isSettled, case .record(let bytes, let line)? = scanner.giveUpQuote() else { return nil }
                return (bytes, line)
            }
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

    private mutating func readHeader() throws(MentionFileMistake) {
        var named: UInt8?
        var first: MentionFileMistake?
        var rows = 0
        while rows < Self.headings, let (raw, line) = try nextRecord() {
            let bytes = writing.text(raw ?? [])
            if bytes.allSatisfy({ $0 <= 0x20 }) { continue }
            if named == nil, let separator = CSVHeader.named(bytes) {
                named = separator
                continue
            }
            do throws(DraftMistake) {
                let read = try CSVHeader(bytes, separator: named, unknownFields: loose.unknown)
                header = read
                for name in read.ignored { ignore(name) }
                scanner.mode = .csv(separator: read.separator, columns: read.columns.count)
                return
            } catch {
                let mistake = MentionFileMistake(
                    path: path, line: line, found: "column \(error.field): \(error.found)", expected: error.expected)
                guard loose.unknown == .ignore else { throw mistake }
                // A title or a date may stand above the header.
                first = first ?? mistake
                rows += 1
            }
        }
        if let first { throw first }
    }

    /// Counts the lines before `position`, so that the numbers said are those of the file.
    private mutating func moveOn(to position: Int64) throws(MentionFileMistake) {
        var line = 1
        var at = Int64(writing.mark)
        do {
            try handle.seek(toOffset: UInt64(writing.mark))
        } catch {
            throw MentionFileMistake(path: path, found: "a file that cannot be moved in", expected: "a regular file")
        }
        while at < position {
            let bytes = Array(try read(Int(min(65_536, position - at))))
            guard !bytes.isEmpty else { break }
            line += writing.lineEnds(in: bytes)
            at += Int64(bytes.count)
        }
        base = at
        scanner = RecordScanner(scanner.mode, line: line, writing: writing)
    }
}
