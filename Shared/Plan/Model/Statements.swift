import Foundation

extension ResponsePlan {
    /// What the response service fills a template with. Besides these a template may use the plan's own
    /// ``Statements/texts``.
    public enum Placeholder: String, Sendable, Hashable, CaseIterable {
        /// The institution's name, and the subject's.
        case institution, subject
        /// The statement's number, the time of its facts, its date.
        case number, asOf, date
        /// Only what is evidenced.
        case facts
        /// From the strategy: ``Strategy/attitude``, ``Strategy/nextStep``.
        case attitude, nextStep
        /// From the directives' ``DirectiveTemplate/publicWording``.
        case measures
        /// When the next word comes, from ``Statements/nextWordWithin``.
        case nextUpdate
    }

    public struct Statements: Sendable, Hashable {
        /// Who signs, by grade; each role must sign the same content hash.
        public var signOffs: [SignOffs]
        /// After a release the next word follows within this time.
        public var nextWordWithin: [Grade: Span]
        public var twoPersons: TwoPersons
        public var consistency: Consistency
        /// The sentences that facts, and the want of them, are said in.
        public var phrases: [Phrase: Localized]
        /// The institution's own fixed texts by placeholder name, such as `hotline` or `signature`.
        public var texts: [String: Localized]
        public var templates: [StatementTemplate]

        /// A phrase with its placeholders filled.
        public func say(_ phrase: Phrase, in language: Language, _ values: [String: String] = [:]) -> String {
            StatementTemplate.filled(phrases[phrase]?[language] ?? "", with: values)
        }

        public func requiredSignOffs(for grade: Grade) -> [String] {
            signOffs.first { $0.grades.contains(grade) }?.roles ?? []
        }

        public func template(
            strategy: Strategy.ID, channel: String, language: Language
        ) -> StatementTemplate? {
            templates.first { $0.strategy == strategy && $0.channel == channel && $0.language == language }
        }
    }

    /// No single person brings a text out.
    public struct TwoPersons: Sendable, Hashable {
        public var grades: [Grade]
        /// Who drafted a text does not release it.
        public var drafterReleases: Bool
        /// Distinct people who have to have signed, who releases not counted.
        public var otherSigners: Int

        /// What stands against this person's letting a text out at a grade; `nil` where nothing does.
        /// - Parameters:
        ///   - people: who releases, and for whom: everybody whose hand is in it.
        ///   - drafters: likewise who drafted the text; another name where nobody did.
        ///   - signers: likewise who signed it, by signature; a refusal is no signature.
        public func objection(
            to people: Set<String>, drafters: Set<String>, signers: [Set<String>], at grade: Grade
        ) -> String? {
            guard grades.contains(grade) else { return nil }
            guard drafterReleases || people.isDisjoint(with: drafters) else {
                return "grade \(grade.label): who drafted a statement does not release it"
            }
            let others = Set(signers.filter { people.isDisjoint(with: $0) }).count
            guard others >= otherSigners else {
                return "grade \(grade.label): a release by \(people.sorted().joined(separator: " for ")) takes the "
                    + "signatures of \(otherSigners) others, found \(others)"
            }
            return nil
        }
    }

    /// The comparison of versions before one goes out.
    public struct Consistency: Sendable, Hashable {
        /// What a contradiction does to a release.
        public enum Effect: String, Sendable, Hashable, CaseIterable {
            /// It is listed in the case.
            case list
            /// A release takes a reason.
            case reason
            /// No release.
            case refuse
        }
        public enum Comparison: String, Sendable, Hashable, CaseIterable {
            case date, time, amount, share, count, fact, nextWord
        }
        public var compare: Set<Comparison>
        /// With a version that is under way or went out at the same time.
        public var effect: [Grade: Effect]
        /// With a version that was out before this one was written: its facts may have moved on.
        public var effectOnEarlier: Effect
        /// How alike, 0…1, the words around two figures must be to speak of the same thing.
        public var likeness: Double
    }

    /// A sentence that the response service fills in.
    public enum Phrase: String, Sendable, Hashable, CaseIterable {
        case firstSeen, spread, refuted, confirmed, noFacts, noMeasures, noNextWord

        /// What stands in double braces in it; each must be there.
        public var placeholders: [String] {
            switch self {
            case .firstSeen: ["moment"]
            case .spread: ["mentions", "sources"]
            case .refuted, .confirmed, .noFacts, .noMeasures, .noNextWord: []
            }
        }
    }

    public struct SignOffs: Sendable, Hashable {
        public var grades: [Grade]
        /// Ids of roles, all of which must sign.
        public var roles: [String]
    }

    /// A skeleton with `{{placeholders}}`.
    public struct StatementTemplate: Sendable, Hashable {
        public var strategy: Strategy.ID
        /// The id of a channel.
        public var channel: String
        public var language: Language
        public var title: String
        public var body: String

        /// The names between double braces in title and body, each once, in order.
        public var placeholders: [String] {
            var seen = Set<String>()
            return (Self.placeholders(in: title) + Self.placeholders(in: body)).filter { seen.insert($0).inserted }
        }

        /// Title and body with every placeholder replaced by its value, in one pass, so that a value that itself
        /// contains braces stays as it is. A placeholder without a value stays too, and is returned as missing.
        public func filled(with values: [String: String]) -> (title: String, body: String, missing: [String]) {
            (
                Self.filled(title, with: values), Self.filled(body, with: values),
                placeholders.filter { values[$0] == nil }
            )
        }
    }
}

extension ResponsePlan.StatementTemplate {
    static func placeholders(in text: String) -> [String] {
        pieces(of: text).compactMap { if case .placeholder(let name, _) = $0 { name } else { nil } }
    }

    static func filled(_ text: String, with values: [String: String]) -> String {
        pieces(of: text).map { piece in
            switch piece {
            case .text(let text): String(text)
            case .placeholder(let name, let written): values[name] ?? String(written)
            }
        }.joined()
    }

    private enum Piece {
        case text(Substring)
        case placeholder(name: String, written: Substring)
    }

    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.range(of: "{{"), let close = rest[open.upperBound...].range(of: "}}") {
            pieces.append(.text(rest[..<open.lowerBound]))
            let name = rest[open.upperBound..<close.lowerBound].trimmingCharacters(in: .whitespaces)
            pieces.append(.placeholder(name: name, written: rest[open.lowerBound..<close.upperBound]))
            rest = rest[close.upperBound...]
        }
        pieces.append(.text(rest))
        return pieces
    }
}
