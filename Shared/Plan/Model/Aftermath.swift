extension ResponsePlan {
    public struct Resources: Sendable, Hashable {
        public var kinds: [ResourceKind]
        /// What one of another currency (ISO 4217) is in that of the first kind that is money.
        public var rates: [String: Double] = [:]
    }

    /// People, venue, money: what can be asked for.
    public struct ResourceKind: Sendable, Hashable, Identifiable {
        public var id: String
        public var names: Localized
        /// What it is counted in, such as `CNY` or `人日`.
        public var unit: String
        /// Ids of roles, any of which approves up to the limit.
        public var approvers: [String]
        /// The most that one request may ask for with them alone.
        public var limit: Double
        /// Ids of roles, any of which approves above the limit.
        public var approversAboveLimit: [String]
    }

    /// When a case may be closed.
    public struct ClosingRule: Sendable, Hashable {
        /// Volume must be down to this fraction, 0…1, of its peak.
        public var declineFraction: Double
        /// And stay there for this long.
        public var sustainedFor: Span
        /// And the case must be this old.
        public var minimumAge: Span
        public var allDirectivesDone: Bool
        /// No clock is still running.
        public var allClocksStopped: Bool
        /// The sections of the evaluation that people write are written before the close.
        public var evaluationWritten: Bool
        /// Ids of roles, any of which closes by decision.
        public var roles: [String]
        public var rebound: Rebound
    }

    /// When a closed case opens again by itself.
    public struct Rebound: Sendable, Hashable {
        /// An hour after the close with more than this fraction, 0…1, of the peak,
        public var fraction: Double
        /// and at least so many mentions,
        public var mentions: Int
        /// within this long after the close.
        public var within: Span
    }

    /// The after-action report.
    public struct EvaluationTemplate: Sendable, Hashable {
        public struct Section: Sendable, Hashable, Identifiable {
            public enum Content: String, Sendable, Hashable, CaseIterable {
                /// Drawn up from the record.
                case summary, timeline, grades, clocks, statements, directives, resources
                /// Written by people.
                case written
            }
            public var id: String
            public var names: Localized
            public var content: Content
        }
        /// After the close.
        public var within: Span
        /// Ids of roles that sign it.
        public var roles: [String]
        public var sections: [Section]
        /// Full hours looked at on either side of an action to see its effect.
        public var effectHours: Int
        /// How long records are kept, in years.
        public var keepYears: Int
    }

    public struct DrillSettings: Sendable, Hashable {
        /// How often to drill.
        public var every: Span
        /// What every message of a drill begins with.
        public var marker: Localized
        /// Ids of groups that take part.
        public var groups: [String]
        /// How much faster than the story the drill is played.
        public var speed: Double
    }
}
