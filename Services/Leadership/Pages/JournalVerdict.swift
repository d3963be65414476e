import Schemas

/// Whether an incident's journal is what was written.
enum JournalVerdict: Equatable {
    case whole(Int)
    /// The case names entries that have not been read yet.
    case behind
    case broken(String)

    init(entries: [JournalEntry], matter: Case?) {
        if let fault = JournalChain.verify(entries) {
            self = .broken(fault.description)
        } else if let newest = matter?.journalHash, !newest.isEmpty,
            !entries.contains(where: { EventID.hex($0.hash) == newest })
        {
            let isBehind = (matter?.journalEntries ?? 0) > Int64(entries.count)
            self = isBehind ? .behind : .broken("the case names the hash \(newest), which no entry has")
        } else {
            self = .whole(entries.count)
        }
    }

    var mark: String {
        switch self {
        case .whole: "whole"
        case .behind: "behind"
        case .broken: "broken"
        }
    }

    /// What has to be looked at first.
    var order: Int {
        switch self {
        case .broken: 0
        case .behind: 1
        case .whole: 2
        }
    }

    func text(_ words: Words) -> String {
        switch self {
        case .whole(let count): words.filled("chain_whole", String(count))
        case .behind: words["chain_behind"]
        case .broken(let why): words.filled("chain_broken", why)
        }
    }
}
