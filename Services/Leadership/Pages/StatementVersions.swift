import Schemas

/// The versions of one statement, and what changed between two of them.
struct StatementVersions {
    /// In the order of drafting.
    let versions: [StatementVersion]
    let current: Statement
    let address: PageAddress
    let naming: Naming

    /// Places in `versions`, the older first; `nil` where there is nothing to compare.
    private var compared: (old: Int, new: Int)? {
        guard versions.count > 1 else { return nil }
        func place(_ item: String) -> Int? {
            address[item].flatMap { hash in versions.firstIndex { $0.contentHash.hasPrefix(hash) && hash.count >= 8 } }
        }
        let new = place("to") ?? versions.firstIndex { $0.contentHash == current.contentHash } ?? versions.count - 1
        let old = place("from") ?? max(new - 1, 0)
        return old == new ? nil : (old, new)
    }

    private func name(_ index: Int) -> String {
        naming.words.filled(
            "version_name", String(versions[index].version > 0 ? Int(versions[index].version) : index + 1))
    }

    /// The newest first.
    var rows: [Fields] {
        versions.indices.reversed().map { index in
            let version = versions[index]
            let short = String(version.contentHash.prefix(12))
            return Fields([
                "versionName": name(index), "draftedBy": naming.person(version.draftedBy),
                "draftedAt": naming.time(version.draftedAt), "short": short,
                "isCurrent": version.contentHash == current.contentHash,
                "compareHref": index > 0
                    ? address.with("from", String(versions[index - 1].contentHash.prefix(12))).with("to", short).href
                        + "#difference"
                    : nil,
                "compareName": index > 0 ? naming.words.filled("version_compare", name(index - 1)) : nil,
            ])
        }
    }

    var difference: Fields? {
        guard let compared else { return nil }
        let (old, new) = (versions[compared.old], versions[compared.new])
        let title = TextDifference(from: old.title, to: new.title)
        let body = TextDifference(from: old.body, to: new.body)
        return [
            "between": naming.words.filled("version_between", name(compared.old), name(compared.new)),
            "changes": naming.words.filled(
                "version_changes", String(title.counts.removed + body.counts.removed),
                String(title.counts.added + body.counts.added)),
            "titleRuns": title.fields, "bodyRuns": body.fields, "differenceCode": current.language,
        ]
    }
}
