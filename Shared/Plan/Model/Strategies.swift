extension ResponsePlan {
    /// The responsibility that people attribute to the institution (Coombs 2007).
    public enum Responsibility: String, Sendable, Hashable, CaseIterable {
        case victim, accident, preventable
    }

    /// A response strategy of Situational Crisis Communication Theory (Coombs 2007).
    public struct Strategy: Sendable, Hashable, Identifiable {
        public enum ID: String, Sendable, Hashable, CaseIterable {
            case deny, inform, diminish, rebuild, bolster
        }
        public var id: ID
        public var names: Localized
        /// What it means, for the person who decides.
        public var meaning: Localized
        /// Never alone, only with another.
        public var supplementOnly: Bool
        /// Never together with these: a denial never mixes with an apology.
        public var excludes: [ID]
        /// What a statement says of the institution's attitude; fills `{{attitude}}`.
        public var attitude: Localized
        /// What a statement says comes next; fills `{{nextStep}}`.
        public var nextStep: Localized
    }

    /// Under these circumstances, these strategies. An empty list, or nil, is no condition.
    public struct StrategyRule: Sendable, Hashable, Identifiable {
        public var id: String
        public var responsibility: [Responsibility]
        public var kinds: [EventKind]
        public var badHistory: Bool?
        public var reputation: [Reputation]
        /// The best first.
        public var strategies: [Strategy.ID]
        /// Why, with its source; shown with the proposal.
        public var reason: Localized
    }

    public func strategy(_ id: Strategy.ID) -> Strategy? {
        strategies.first { $0.id == id }
    }

    /// The first rule that matches; its strategies are the allowed ones, the best first.
    ///
    /// - Parameter badHistory: whether the subject had a like incident before.
    public func allowedStrategies(
        responsibility: Responsibility, kind: EventKind, badHistory: Bool, reputation: Reputation
    ) -> StrategyRule? {
        strategyRules.first { rule in
            (rule.responsibility.isEmpty || rule.responsibility.contains(responsibility))
                && (rule.kinds.isEmpty || rule.kinds.contains(kind))
                && (rule.badHistory == nil || rule.badHistory == badHistory)
                && (rule.reputation.isEmpty || rule.reputation.contains(reputation))
        }
    }
}
