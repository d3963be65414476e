import Plan
import Schemas

/// Looks at a file of mentions: what was added since is read, so many items at a time.
struct FileCollector: SourceCollector {
    let path: String
    let format: MentionFile.Format?
    /// Read on as it grows; otherwise once to its end.
    let follows: Bool
    var batch = 500

    func collect(from row: Source) async throws -> Harvest {
        var harvest = Harvest(row: row)
        var file = try MentionFile(path: path, format: format, from: row.position, takesPartialLastLine: !follows)
        if case .anew(let why) = FileCursor.check(
            path: path, size: file.size, position: row.position, fingerprint: row.fingerprint)
        {
            harvest.notice = "\(path): \(why); it is read from its start"
            harvest.row.position = 0
            file = try MentionFile(path: path, format: format, takesPartialLastLine: !follows)
        }
        var count = 0
        while count < batch {
            guard let item = try file.next() else {
                harvest.isDone = !follows
                break
            }
            count += 1
            switch item.result {
            case .success(let draft): harvest.drafts.append(("line \(item.line)", draft))
            case .failure(let mistake): harvest.refused.append("line \(item.line): \(mistake)")
            }
        }
        harvest.hasMore = count == batch
        if count > 0 { harvest.row.position = file.position }
        if harvest.row.position != row.position || row.fingerprint.isEmpty {
            harvest.row.fingerprint = FileCursor.fingerprint(path: path, position: harvest.row.position)
        }
        return harvest
    }
}
