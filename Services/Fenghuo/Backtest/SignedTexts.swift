import Schemas
import Text

/// The texts that people signed and released, by what they signed.
///
/// A statement's text says its own moment: as of when, how many mentions there were, when more will be said. A replay
/// drafts it at the replay's moment, a few milliseconds or mentions beside the recorded one, so its hash is another
/// though nobody would tell the two apart. A signature is therefore carried to the text that differs in nothing but such
/// figures; one that reads otherwise, under another plan for instance, is not what was signed.
struct SignedTexts {
    let texts: [String: Statement]

    /// The decision as it is to be taken on the case as the replay has it.
    func carried(_ decision: Decision, to row: Case?) -> Decision {
        var decision = decision
        switch decision.kind {
        case .sign(var sign)?:
            guard let hash = hash(sign.statementID, signed: sign.contentHash, in: row) else { return decision }
            sign.contentHash = hash
            decision.kind = .sign(sign)
        case .release(var release)?:
            guard let hash = hash(release.statementID, signed: release.contentHash, in: row) else { return decision }
            release.contentHash = hash
            decision.kind = .release(release)
        default: break
        }
        return decision
    }

    private func hash(_ id: String, signed: String, in row: Case?) -> String? {
        guard let now = row?.statements.first(where: { $0.id == id }), now.contentHash != signed,
            let then = texts[signed], Self.readTheSame(then, now)
        else { return nil }
        return now.contentHash
    }

    /// Whether two texts differ in nothing but their figures.
    static func readTheSame(_ one: Statement, _ other: Statement) -> Bool {
        one.channel == other.channel && one.language == other.language && one.draftedBy == other.draftedBy
            && withoutFigures(one.title) == withoutFigures(other.title)
            && withoutFigures(one.body) == withoutFigures(other.body)
            && one.facts.map(\.name) == other.facts.map(\.name)
    }

    /// Each run of digits, and what stands within a time or a date, as one sign.
    private static func withoutFigures(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        var isFigure = false
        for scalar in text.unicodeScalars {
            let isDigit = (0x30...0x39).contains(scalar.value)
            if isDigit {
                if !isFigure { shown.append("#") }
            } else {
                shown.append(scalar)
            }
            isFigure = isDigit
        }
        return String(shown)
    }
}
