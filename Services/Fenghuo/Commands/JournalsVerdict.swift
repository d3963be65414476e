extension VerifyJournals {
    /// As `--json` prints it.
    struct Verdict: Encodable {
        struct Journal: Encodable {
            var incident: String
            var isIntact: Bool
            var entries: Int
            var witnesses: Int
            /// The last entry that a checkpoint names; 0 where none does.
            var signed: Int64
            var fault: String?
        }

        struct Checkpoints: Encodable {
            /// On the log, and given.
            var logged = 0
            var kept = 0
            /// That signed.
            var keys: [String] = []
            /// Whether a key was known that has to have signed.
            var isKeyTrusted = false
            var faults: [String] = []
        }

        struct Place: Encodable {
            var incident: String
            var sequence: Int64
        }

        var journals: [Journal] = []
        var checkpoints = Checkpoints()
        /// Entries before signed ones that no checkpoint names.
        var unsigned: [Place] = []
        /// Entries that note what was not done.
        var undone: [Place] = []
        var broken = 0

        var isIntact: Bool { broken == 0 && checkpoints.faults.isEmpty && unsigned.isEmpty }

        var text: String {
            var lines = journals.map { journal in
                journal.fault.map { "BROKEN \(journal.incident): \($0)" }
                    ?? "intact \(journal.incident): \(journal.entries) entries, \(journal.witnesses) witnesses, signed up to entry \(journal.signed)"
            }
            lines += checkpoints.faults.map { "BROKEN \($0)" }
            lines += unsigned.map {
                "BROKEN \($0.incident): entry \($0.sequence) and what follows stand before signed ones, and no checkpoint names them"
            }
            lines += undone.map {
                "not done \($0.incident): entry \($0.sequence) notes a decision that was refused by the service it was for"
            }
            let trust = checkpoints.isKeyTrusted ? "" : " (trusted by its own word)"
            let by = checkpoints.keys.isEmpty ? "" : ", signed by \(checkpoints.keys.joined(separator: ", "))" + trust
            lines.append("\(checkpoints.logged) checkpoints on the log, \(checkpoints.kept) kept outside\(by)")
            lines.append("\(journals.count) journals, \(broken) broken")
            return lines.joined(separator: "\n")
        }
    }
}
