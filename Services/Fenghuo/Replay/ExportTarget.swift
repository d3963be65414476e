import Crypto
import EventLog
import Foundation
import Schemas

/// Writes an export: a file for each partition, then the manifest. Without its manifest an export is none, and is begun
/// anew.
final class ExportTarget: CopyTarget {
    private let folder: String
    private let files: [String: PartitionFile]

    /// - Parameters:
    ///   - lanes: by their names on the log, those without records too.
    ///   - own: a topic's name in the catalogue.
    init(_ folder: String, lanes: [Lane], own: (String) -> String) throws {
        self.folder = folder
        let doing = "exporting to \(folder)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let found = try FileManager.default.contentsOfDirectory(atPath: folder)
            guard !found.contains(ExportManifest.name) else {
                throw EventLogError.refused(doing: doing, found: "an export", expected: "another folder")
            }
            guard found.allSatisfy({ $0.hasSuffix(".jsonl") || $0.hasSuffix(".new") }) else {
                throw EventLogError.refused(
                    doing: doing, found: "a folder with other files in it", expected: "an empty folder, or none")
            }
        } catch let error as EventLogError {
            throw error
        } catch {
            throw EventLogError.refused(doing: doing, found: "\(error)", expected: "a folder that can be written")
        }
        var files: [String: PartitionFile] = [:]
        for lane in lanes {
            files[lane.key] = PartitionFile(folder: folder, topic: own(lane.topic), partition: lane.partition)
        }
        self.files = files
    }

    func open() async throws -> [String: LanePosition] {
        var positions: [String: LanePosition] = [:]
        for (key, file) in files { positions[key] = try await file.open() }
        return positions
    }

    func take(_ records: [LogRecord], of lane: Lane, position: LanePosition) async throws {
        try await files[lane.key]?.append(records, position)
    }

    func close() async {}

    /// Everything is written.
    func finish(_ manifest: ExportManifest) async throws -> ExportManifest {
        var manifest = manifest
        for file in files.values { manifest.files.append(try await file.end()) }
        manifest.files.sort { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
        try manifest.write(to: folder)
        return manifest
    }
}

/// One partition's file, with what the manifest will say of it.
private actor PartitionFile {
    private let path: String
    private var entry: ExportManifest.File
    private var position: LanePosition?
    private var hash = SHA256()
    private var file: OutputFile?

    init(folder: String, topic: String, partition: Int32) {
        let name = ExportManifest.fileName(topic, partition)
        path = "\(folder)/\(name)"
        entry = ExportManifest.File(
            file: name, topic: topic, partition: partition, records: 0, tombstones: 0, bytes: 0, sha256: "")
    }

    /// An attempt that failed goes on where the file ends.
    func open() throws -> LanePosition? {
        if let file, file.length == entry.bytes { return position }
        (hash, position) = (SHA256(), nil)
        (entry.records, entry.tombstones, entry.bytes) = (0, 0, 0)
        file = try OutputFile(path)
        return nil
    }

    func append(_ records: [LogRecord], _ position: LanePosition) throws {
        var lines: [UInt8] = []
        for record in records {
            RecordLine.append(record, topic: entry.topic, to: &lines)
            if record.value == nil { entry.tombstones += 1 }
        }
        try file?.append(lines)
        hash.update(data: lines)
        entry.bytes += Int64(lines.count)
        entry.records += Int64(records.count)
        self.position = position
    }

    func end() throws -> ExportManifest.File {
        if file == nil { file = try OutputFile(path) }
        try file?.flush()
        file = nil
        entry.sha256 = EventID.hex(hash.finalize())
        return entry
    }
}
