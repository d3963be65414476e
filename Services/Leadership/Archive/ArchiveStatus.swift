/// How an archive is, for pages, `/readyz` and metrics.
package struct ArchiveStatus: Hashable, Sendable {
    package enum Phase: Hashable, Sendable {
        /// Not opened yet.
        case starting
        /// Read up to what the topics had; what comes is taken in as it comes.
        case following
        /// Reading what the topics have.
        case filling
        /// Cannot go on for now; looking up goes on.
        case waiting(String)
        /// There is none, and why.
        case off(String)
    }

    package var phase = Phase.starting
    /// By kind.
    package var entries: [ArchiveKind: Int64] = [:]
    /// Records of the topics that are not in it yet.
    package var lag: Int64 = 0
    /// Of the files (bytes).
    package var bytes: Int64 = 0
    /// A file was broken and set aside: when (ms since 1970), and what was the matter.
    package var setAside: String?
    /// Records that were no events of ours, since the start.
    package var passedOver: Int64 = 0
    /// Mentions went before their time because the disk's bound was reached.
    package var isShortened = false
    /// Another version answers while this one is built.
    package var isRebuilding = false

    /// One line for a person.
    package var detail: String {
        let rows = entries.values.reduce(0, +)
        var parts: [String]
        switch phase {
        case .starting: parts = ["starting"]
        case .following: parts = ["following, \(rows) entries"]
        case .filling: parts = ["filling, \(rows) entries, \(lag) records to go"]
        case .waiting(let why): parts = ["waiting: \(why)", "\(rows) entries"]
        case .off(let why): return "off: \(why)"
        }
        if isRebuilding { parts.append("being built anew, the older one answers") }
        if isShortened { parts.append("shortened to its bound on disk") }
        if let setAside { parts.append("a broken file was set aside (\(setAside))") }
        return parts.joined(separator: "; ")
    }
}
