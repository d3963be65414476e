import CoreMetrics
import Metrics

/// Keeping house: what is past its time goes, the file stays within its bound, the index in order.
extension ArchiveWork {
    /// Mentions removed in one transaction.
    private static let lot = 2_000

    /// Until cancelled.
    func keep() async throws {
        while true {
            try await keepOnce()
            try await Task.sleep(for: options.round)
        }
    }

    func keepOnce() async throws {
        let oldest = options.clock() - options.retention
        while try await perform({ try $0.writer.forget(mentionsBefore: oldest, most: Self.lot) }) == Self.lot {
            try Task.checkCancellation()
        }
        while try await perform({ try $0.writer.usedBytes() }) > options.largest {
            try Task.checkCancellation()
            let gone = try await perform { try $0.writer.forget(mentionsBefore: .max, most: Self.lot) }
            guard gone > 0 else { break }
            reader.note { $0.isShortened = true }
        }
        // A little at a time, so that what comes is taken in between.
        for _ in 0..<4 {
            guard try await perform({ try $0.writer.tidy() }) else { break }
            try Task.checkCancellation()
        }
        try await perform { try $0.refresh() }
        if let found = reader.brokenFound(in: file) { throw ArchiveFault.broken(found) }
    }

    /// Counts what there is.
    func refresh() throws {
        let totals = try writer.totals()
        let bytes = file.size
        reader.note { status in
            status.entries = totals
            status.bytes = bytes
        }
        ArchiveMetrics.show(totals, bytes: bytes)
    }
}

enum ArchiveMetrics {
    static var lag: Gauge { Gauge(label: "fenghuo_archive_lag_records") }

    static func show(_ totals: [ArchiveKind: Int64], bytes: Int64) {
        for kind in ArchiveKind.allCases {
            Gauge(label: "fenghuo_archive_entries", dimensions: [("kind", kind.word)]).record(totals[kind] ?? 0)
        }
        Gauge(label: "fenghuo_archive_bytes").record(bytes)
    }
}
