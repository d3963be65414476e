package import EventLog
package import Foundation
package import Logging
import Schemas
import ServiceLifecycle

/// Fills the archive from the topics and keeps it: goes on where it was, builds another version anew while the older
/// answers, sets a broken file aside, waits for a full disk. Nothing it meets ends the console.
package struct ArchiveFiller: Service {
    package struct Options: Sendable {
        /// Of every topic.
        package var partitions: Int32
        /// Holds the file; made where it is missing.
        package var folder: URL
        /// How long mentions are kept after they were published (ms).
        package var retention: Int64
        /// Bytes the file may hold; the oldest mentions go before there are more.
        package var largest: Int64
        /// Records of one transaction at the most.
        package var batch = 5_000
        package var version = ArchiveFile.currentVersion
        /// Milliseconds since 1970.
        package var clock: @Sendable () -> Int64
        /// Between two rounds of keeping.
        package var round = Duration.seconds(10)

        package init(
            partitions: Int32, folder: URL, retention: Int64, largest: Int64 = 64 << 30,
            clock: @escaping @Sendable () -> Int64
        ) {
            self.partitions = partitions
            self.folder = folder
            self.retention = retention
            self.largest = largest
            self.clock = clock
        }
    }

    let log: any EventLog
    let reader: ArchiveReader
    let options: Options
    let logger: Logger

    package init(log: any EventLog, reader: ArchiveReader, options: Options, logger: Logger) {
        self.log = log
        self.reader = reader
        self.options = options
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }

    /// Until cancelled.
    package func work() async {
        var folder: ArchiveFolder?
        var pause = Duration.milliseconds(250)
        while !Task.isCancelled {
            do {
                let place = try folder ?? ArchiveFolder(below: options.folder)
                folder = place
                try await work(in: place, &pause)
            } catch is CancellationError {
                break
            } catch {
                let fault = ArchiveFault(error)
                if case .broken(let found)? = fault, let folder {
                    setAside(folder, found)
                } else {
                    reader.note { $0.phase = .waiting(fault.map { "\($0)" } ?? "\(error)") }
                }
                logger.warning(
                    "the archive stopped, trying again", metadata: ["error": "\(fault ?? .absent("\(error)"))"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(10))
            }
        }
        reader.answer(from: nil)
    }

    private func setAside(_ folder: ArchiveFolder, _ found: String) {
        reader.answer(from: nil)
        folder.setAside(version: options.version)
        reader.note {
            $0.phase = .starting
            $0.setAside = found
        }
    }

    /// One life of the file. Ends by an error only.
    private func work(in folder: ArchiveFolder, _ pause: inout Duration) async throws {
        let file = try await open(in: folder)
        defer { file.close() }
        let work = ArchiveWork(file: file, options: options, reader: reader, logger: logger)
        let old = try await older(than: file, in: folder, work)
        reader.answer(from: old ?? file)
        defer { reader.answer(from: nil) }
        try await work.perform { try $0.refresh() }
        reader.note { status in
            status.phase = .filling
            status.isRebuilding = old != nil
        }
        try await work.catchUp(log)
        pause = .milliseconds(250)
        if let old { try await work.takeOver(from: old) }
        try await work.perform { try $0.writer.set("complete", "yes") }
        reader.answer(from: file)
        old?.close()
        for version in folder.versions where version < options.version { folder.remove(version: version) }
        reader.note { $0.isRebuilding = false }
        try await work.follow(log)
    }

    /// The file of this version, filled from this log.
    private func open(in folder: ArchiveFolder) async throws -> ArchiveFile {
        let url = folder.file(ofVersion: options.version)
        let identity = try await log.identity()
        let file = try ArchiveFile(url, version: options.version)
        let writer = ArchiveWriter(file)
        if let identity {
            if let known = try writer.fact("log"), known != identity {
                // Offsets mean something together with their log only.
                logger.notice("the archive is of another log and is built anew", metadata: ["file": "\(url.path)"])
                file.close()
                folder.remove(version: options.version)
                let anew = try ArchiveFile(url, version: options.version)
                try ArchiveWriter(anew).set("log", identity)
                return anew
            }
            try writer.set("log", identity)
        }
        return file
    }

    /// A file of an older version that answers until this one is complete; `nil` where there is none, or no need.
    private func older(than file: ArchiveFile, in folder: ArchiveFolder, _ work: ArchiveWork) async throws
        -> ArchiveFile?
    {
        guard try await work.perform({ try $0.writer.fact("complete") }) == nil else { return nil }
        let version = folder.versions.first { $0 < options.version && $0 >= ArchiveSchema.answersFrom }
        guard let version else { return nil }
        do {
            return try ArchiveFile(folder.file(ofVersion: version), version: version)
        } catch {
            logger.warning("the older archive cannot answer", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
