public import Foundation

extension ResponsePlan {
    /// One of the plan's four groups (`leadership`, `monitoring`, `response`, `logistics`), or a further one.
    public struct Group: Sendable, Hashable, Identifiable {
        public var id: String
        public var name: String
        public var names: Localized
        public var duties: String?
        /// Ids of people, the one in charge first.
        public var members: [String]
    }

    public struct Department: Sendable, Hashable, Identifiable {
        public var id: String
        public var names: Localized
        /// The id of the person in charge.
        public var head: String?
    }

    /// What a role lets a person do.
    public enum Permission: String, Sendable, Hashable, CaseIterable {
        case read, report, mergeSplit, regrade, draft, sign, instruct, release, allocate, close, administer
    }

    public struct Role: Sendable, Hashable, Identifiable {
        public var id: String
        public var names: Localized
        public var permissions: Set<Permission>
    }

    public struct Person: Sendable, Hashable, Identifiable {
        public var id: String
        public var name: String
        public var names: Localized?
        /// Ids of roles.
        public var roles: [String]
        /// The id of the group this person acts in.
        public var group: String
        /// The id of a department.
        public var department: String
        /// Ids of people who stand in, in order.
        public var deputies: [String]
        /// In order of preference.
        public var contacts: [Contact]
        public var language: Language
        /// When they do not act.
        public var leave: [Leave] = []
    }

    public struct Contact: Sendable, Hashable {
        /// `webhook`, `email`, or the id of a channel's preset.
        public struct Medium: RawRepresentable, Sendable, Hashable {
            public let rawValue: String
            public init(rawValue: String) { self.rawValue = rawValue }

            public static let webhook = Medium(rawValue: "webhook")
            public static let email = Medium(rawValue: "email")
            /// What needs no preset.
            public static let builtIn: [Medium] = [.webhook, .email]
        }
        public var channel: Medium
        /// A URL for a webhook, an address for e-mail; where the vendor is called for a preset.
        public var address: String
        /// The name of the environment variable that holds the secret to sign with; the secret itself is never in a plan.
        public var secret: String?
        /// Whom it is to, on a channel where many share one address: a number, a chat, a user.
        public var to: String?
        /// For a preset's secrets, by their names there: the environment variables that hold them.
        public var secrets: [String: String] = [:]
        /// For a preset's further values, by their names there.
        public var values: [String: String] = [:]
        /// What a message there may say; nil: as the preset has it.
        public var carries: ChannelPreset.Carries?

        /// Tells it from every other, and holds no secret: what a delivery says its address is.
        public var place: String { to.map { "\(address) \($0)" } ?? address }
    }

    /// People who are on duty in turn.
    public struct Rota: Sendable, Hashable, Identifiable {
        public var id: String
        /// The id of a group.
        public var group: String
        /// Ids of people, in order of turns.
        public var people: [String]
        /// How long a turn is.
        public var turn: Span
        /// When the first turn begins; every other begins at the same time on the wall.
        public var from: Date
        /// Where the wall is: the institution's.
        public var zone: TimeZone = .gmt
        /// Who takes the duty instead, for a time; the last that fits counts.
        public var overrides: [Swap] = []
    }
}
