import Schemas

/// What changed between two texts of one statement, as the template `run` shows it.
struct TextChange {
    let title: TextDifference
    let body: TextDifference
    let language: String

    init(from old: StatementVersion, to new: Statement) {
        title = TextDifference(from: old.title, to: new.title)
        body = TextDifference(from: old.body, to: new.body)
        language = new.language
    }

    init(from old: Statement, to new: Statement) { self.init(from: StatementVersion(old), to: new) }

    var isEmpty: Bool { title.isEmpty && body.isEmpty }
    /// Characters removed and added, of title and body.
    var counts: (removed: Int, added: Int) {
        (title.counts.removed + body.counts.removed, title.counts.added + body.counts.added)
    }

    var fields: Fields {
        ["titleRuns": title.fields, "bodyRuns": body.fields, "differenceCode": language]
    }
}

extension TextDifference {
    /// Runs for the template `run`.
    var fields: [Fields] {
        runs.map { run in
            switch run.kind {
            case .same: ["same": ["letters": run.text] as Fields]
            case .removed: ["removed": ["letters": run.text] as Fields]
            case .added: ["added": ["letters": run.text] as Fields]
            }
        }
    }
}
