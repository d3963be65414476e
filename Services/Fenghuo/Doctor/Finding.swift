import Foundation

/// What was looked at, and how it is.
struct Finding: Encodable, Hashable {
    enum State: String, Encodable {
        case ok
        /// Works, but somebody should know.
        case warning
        /// Does not work until something is done.
        case failure
    }

    /// One word: `settings`, `plan`, `log`.
    var check: String
    var state: State
    var found: String
    /// What to do; nil where nothing has to be done.
    var advice: String?

    static func ok(_ check: String, _ found: String) -> Self { Self(check: check, state: .ok, found: found) }

    static func warning(_ check: String, _ found: String, _ advice: String) -> Self {
        Self(check: check, state: .warning, found: found, advice: advice)
    }

    static func failure(_ check: String, _ found: String, _ advice: String) -> Self {
        Self(check: check, state: .failure, found: found, advice: advice)
    }
}

/// All findings, as they are printed.
struct Diagnosis: Encodable {
    var isWell: Bool
    var checks: [Finding]

    init(_ checks: [Finding]) {
        self.checks = checks
        isWell = checks.allSatisfy { $0.state != .failure }
    }

    var text: String {
        var lines: [String] = []
        for finding in checks {
            let mark =
                switch finding.state {
                case .ok: "ok    "
                case .warning: "WARN  "
                case .failure: "FAIL  "
                }
            let name = finding.check.padding(toLength: 9, withPad: " ", startingAt: 0)
            lines.append(mark + name + Terminal.harmless(finding.found))
            if let advice = finding.advice { lines.append("               → \(Terminal.harmless(advice))") }
        }
        let failures = checks.count { $0.state == .failure }
        let warnings = checks.count { $0.state == .warning }
        return lines.joined(separator: "\n") + "\n\(failures) failures, \(warnings) warnings"
    }
}
