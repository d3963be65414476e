import Archive

/// How the archive is, said on its page.
struct ArchiveStanding {
    let status: ArchiveStatus
    let words: Words
    let naming: Naming

    var fields: [String] {
        var lines: [String] = []
        let entries = naming.count(status.entries.values.reduce(0, +))
        switch status.phase {
        case .starting: lines.append(words["archive_starting"])
        case .following: lines.append(words.filled("archive_following", entries))
        case .filling: lines.append(words.filled("archive_filling", entries, naming.count(status.lag)))
        case .waiting: lines.append(words.filled("archive_waiting", entries))
        case .off: lines.append(words["archive_off"])
        }
        if status.isRebuilding { lines.append(words["archive_rebuilding"]) }
        if status.setAside != nil { lines.append(words["archive_setAside"]) }
        if status.isShortened { lines.append(words["archive_shortened"]) }
        return lines
    }
}
