import Crypto
import EventLog
import Foundation
import Schemas

/// Reads an export's files as a log is read; positions are bytes.
actor ExportReader: LogReader {
    private let folder: String
    private var open: (place: TopicPartition, handle: FileHandle)?
    /// Read at a time, in bytes; a longer line is read as a whole.
    private static let portion = 4 << 20
    /// A line that is longer is refused, in bytes.
    private static let longestLine = 256 << 20

    init(_ folder: String) { self.folder = folder }

    func range(of partition: TopicPartition) throws -> OffsetRange {
        let handle = try handle(of: partition)
        return OffsetRange(low: 0, high: Int64(clamping: try handle.seekToEnd()))
    }

    /// An export is read from where one was: not by time.
    func offset(of partition: TopicPartition, atOrAfter time: Int64) -> Int64? { nil }

    func read(
        _ partition: TopicPartition, from offset: Int64, to end: Int64?, limit: Int, wait: Duration
    ) throws -> (records: [LogRecord], next: Int64) {
        guard limit > 0, offset < end ?? .max else { return ([], offset) }
        let handle = try handle(of: partition)
        var portion = Self.portion
        while true {
            try handle.seek(toOffset: UInt64(clamping: offset))
            let want = min(Int64(portion), (end ?? .max) - offset)
            let data = try handle.read(upToCount: Int(want)) ?? Data()
            let isAll = offset + Int64(data.count) >= end ?? .max || data.count < Int(want)
            let (records, used) = try parse(data, isAll: isAll, limit: limit, partition, at: offset)
            if used > 0 || data.isEmpty { return (records, offset + Int64(used)) }
            guard portion < Self.longestLine else {
                throw mistake(partition, at: offset, "a line of more than \(Self.longestLine) bytes", "a shorter one")
            }
            portion *= 4
        }
    }

    func close() {
        try? open?.handle.close()
        open = nil
    }

    private func handle(of place: TopicPartition) throws -> FileHandle {
        if let open, open.place == place { return open.handle }
        close()
        let path = "\(folder)/\(ExportManifest.fileName(place.topic, place.partition))"
        guard let handle = Self.open(path) else {
            throw EventLogError.refused(
                doing: "reading the export \(folder)", found: "no file \(path) that can be read",
                expected: "every file of the manifest")
        }
        open = (place, handle)
        return handle
    }

    /// A file; what is a pipe or a device has no end to be frozen.
    private static func open(_ path: String) -> FileHandle? {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path)
        return attributes?[.type] as? FileAttributeType == .typeRegular ? FileHandle(forReadingAtPath: path) : nil
    }

    private func parse(
        _ data: Data, isAll: Bool, limit: Int, _ place: TopicPartition, at offset: Int64
    ) throws -> ([LogRecord], Int) {
        var records: [LogRecord] = []
        let used = try data.withUnsafeBytes { raw -> Int in
            let bytes = raw.bindMemory(to: UInt8.self)
            guard let base = bytes.baseAddress else { return 0 }
            var start = 0
            while start < bytes.count, records.count < limit {
                let length: Int
                if let end = memchr(base + start, 10, bytes.count - start) {
                    length = UnsafeRawPointer(end) - UnsafeRawPointer(base + start)
                } else if isAll {
                    length = bytes.count - start
                } else {
                    break
                }
                let line = UnsafeBufferPointer(rebasing: bytes[start..<(start + length)])
                do {
                    let parsed = try RecordLine.parse(line)
                    guard parsed.record.topicPartition == place else {
                        throw mistake(
                            place, at: offset + Int64(start), "a record of \(parsed.record.topicPartition)",
                            "records of \(place)")
                    }
                    records.append(parsed.record)
                } catch let error as JSONScanner.Mistake {
                    throw mistake(
                        place, at: offset + Int64(start), "column \(error.at + 1) of a line that is broken",
                        error.expected)
                }
                start = min(start + length + 1, bytes.count)
            }
            return start
        }
        return (records, used)
    }

    private func mistake(_ place: TopicPartition, at offset: Int64, _ found: String, _ expected: String)
        -> EventLogError
    {
        let name = ExportManifest.fileName(place.topic, place.partition)
        return .refused(
            doing: "reading \(folder)/\(name), line \(lineNumber(place, at: offset))", found: found, expected: expected)
    }

    /// The number of the line that begins at that byte.
    private func lineNumber(_ place: TopicPartition, at offset: Int64) -> Int {
        guard let handle = try? handle(of: place), (try? handle.seek(toOffset: 0)) != nil else { return 0 }
        var (count, left) = (1, offset)
        while left > 0, let data = try? handle.read(upToCount: Int(min(left, 1 << 20))), !data.isEmpty {
            count += data.count { $0 == 10 }
            left -= Int64(data.count)
        }
        return count
    }

    /// Compares every file with the manifest.
    /// - Throws: `EventLogError.refused` that names the first which is otherwise.
    static func check(_ manifest: ExportManifest, in folder: String, progress: (Int64) -> Void = { _ in }) throws {
        var done: Int64 = 0
        for file in manifest.files {
            let doing = "comparing \(folder)/\(file.file) with the manifest"
            guard let handle = open("\(folder)/\(file.file)") else {
                throw EventLogError.refused(doing: doing, found: "no file that can be read", expected: "the file")
            }
            defer { try? handle.close() }
            var (hash, length, lines) = (SHA256(), Int64(0), Int64(0))
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
                hash.update(data: data)
                length += Int64(data.count)
                lines += Int64(data.withUnsafeBytes { bytes in bytes.count { $0 == 10 } })
                done += Int64(data.count)
                progress(done)
            }
            let digest = EventID.hex(hash.finalize())
            guard length == file.bytes, digest == file.sha256.lowercased() else {
                throw EventLogError.refused(
                    doing: doing, found: "\(length) bytes with SHA-256 \(digest)",
                    expected: "\(file.bytes) bytes with \(file.sha256): the file is not the one that was exported")
            }
            guard lines == file.records else {
                throw EventLogError.refused(
                    doing: doing, found: "\(lines) lines", expected: "\(file.records) records, one a line")
            }
        }
    }
}
