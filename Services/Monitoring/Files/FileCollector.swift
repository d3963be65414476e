import Foundation
import Plan
import Schemas

/// Looks at a file of mentions: what was added since is read, so many items at a time.
struct FileCollector: SourceCollector {
    let path: String
    let format: MentionFile.Format?
    /// Read on as it grows; otherwise once to its end.
    let follows: Bool
    var batch = 500
    /// Where times are told that name no zone.
    var zone: TimeZone = .gmt
    /// Milliseconds since 1970.
    var now: @Sendable () -> Int64

    /// A file that was not written to for so many milliseconds is not in the midst of being written.
    private static let settled: Int64 = 60_000

    func collect(from row: Source) async throws -> Harvest {
        var harvest = Harvest(row: row)
        var file = try open(from: row.position)
        if case .anew(let why) = FileCursor.check(
            path: path, size: file.size, position: row.position, fingerprint: row.fingerprint)
        {
            harvest.notice = "\(path): \(why); it is read from its start"
            harvest.row.position = 0
            file = try open(from: 0)
        }
        var count = 0
        // A record of several mentions is taken in as a whole: the cursor stands behind it.
        while count < batch || file.isWithinRecord {
            guard let item = try file.next() else {
                harvest.isDone = !follows
                break
            }
            count += 1
            switch item.result {
            case .success(var draft):
                draft.isBacklog = follows && row.lastSuccessAt == 0 && draft.publishedAt == nil
                harvest.drafts.append(("line \(item.line)", draft))
            case .failure(let mistake):
                let said = "line \(item.line): \(mistake)"
                harvest.refused.append(said)
                harvest.excerpts[said] = item.excerpt
            }
        }
        if row.position == 0, !file.ignored.isEmpty {
            harvest.notice =
                "\(path): fields that are none of a mention's are passed over: "
                + file.ignored.keys.sorted().joined(separator: ", ")
        }
        harvest.hasMore = count >= batch
        if count > 0 { harvest.row.position = file.position }
        if harvest.row.position != row.position || row.fingerprint.isEmpty {
            harvest.row.fingerprint = FileCursor.fingerprint(path: path, position: harvest.row.position)
        }
        return harvest
    }

    private func open(from position: Int64) throws -> MentionFile {
        try MentionFile(
            path: path, format: format, from: position, takesPartialLastLine: !follows, isSettled: isSettled,
            zone: zone, now: now())
    }

    private var isSettled: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let written = attributes?[.modificationDate] as? Date else { return false }
        return Double(now()) - written.timeIntervalSince1970 * 1_000 > Double(Self.settled)
    }
}
