public import Foundation

extension ResponsePlan {
    /// Whose plan it is.
    public struct Institution: Sendable, Hashable {
        public var id: String
        public var name: String
        public var names: Localized
        public var timeZone: TimeZone
        /// The languages it speaks to the outside in; the first is its own.
        public var languages: [Language]
        /// A path or address of its emblem, for the console and statements.
        public var logo: String?
    }

    /// What the outside thought of a subject before the incident (Coombs 2007).
    public enum Reputation: String, Sendable, Hashable, CaseIterable {
        case good, neutral, poor
    }

    /// Whom we watch for: the institution, a brand, product, subsidiary or executive.
    public struct Subject: Sendable, Hashable, Identifiable {
        public var id: String
        public var name: String
        public var names: Localized
        /// Other ways of writing it, in any language; the names, products, executives and ticker count as well.
        public var aliases: [String]
        /// Texts that contain an alias and mean somebody else.
        public var exclusions: [String]
        public var products: [String]
        public var executives: [String]
        public var ticker: String?
        public var priorReputation: Reputation
        /// Its own names of three ideographs and more are found too where they are written as they sound: in other characters, or in
        /// Latin letters.
        public var soundsLike = false

        /// Every text that names this subject, without duplicates, in a stable order.
        public var allNames: [String] {
            var seen = Set<String>()
            let named = [name] + Language.allCases.compactMap { names.texts[$0] }
            return (named + aliases + products + executives + [ticker].compactMap { $0 })
                .filter { seen.insert($0).inserted }
        }
    }

    /// An institution to compare with.
    public struct Peer: Sendable, Hashable {
        public var name: String
        public var aliases: [String]
    }
}
