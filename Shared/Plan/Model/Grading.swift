extension ResponsePlan {
    /// What an event is about.
    public enum EventKind: String, Sendable, Hashable, CaseIterable {
        case complaint, negativeNews, rumour, other
    }

    /// What an incident can hurt (domain, section 1).
    public enum ImpactAxis: String, Sendable, Hashable, CaseIterable {
        case clientTrust = "client_trust"
        case reputation, legal, regulatory
    }

    /// How mentions become a grade.
    ///
    /// A value on an indicator or axis becomes a step from 1 to 4 by its cut-offs. The steps become a score from 0 to
    /// 100 (``score(indicatorSteps:impactSteps:)``), and the score a grade (``grade(score:)``).
    public struct Grading: Sendable, Hashable {
        public var indicators: Indicators
        public var impact: Impact
        public var levels: Levels
        public var hysteresis: Hysteresis
        public var confirmation: [Confirmation]
        /// A case is opened for an incident of this grade or a graver one.
        public var openCaseAt: Grade
        public var sensitiveTerms: [SensitiveTerms]
        public var clustering: Clustering
        public var bursts: Bursts
        public var credibility: Credibility
    }

    /// Three ascending numbers that divide a scale into four steps.
    public struct Cutoffs: Sendable, Hashable {
        public var second: Double
        public var third: Double
        public var fourth: Double

        public var all: [Double] { [second, third, fourth] }

        /// 1 below the first cut-off, 2 from it on, 3 from the second on, 4 from the third on.
        public func step(for value: Double) -> Int {
            1 + all.count { value >= $0 }
        }
    }

    /// The four indicators of the China securities association's 2024 model case, in that order.
    public enum Indicator: String, Sendable, Hashable, CaseIterable {
        case severity, scope, spread, duration
    }

    public struct Indicators: Sendable, Hashable {
        /// In points: those of the kind, of the worst sensitive terms, and of the share that is negative.
        public var severity: Severity
        /// In authors: distinct ones, and one more for each ``Scope/reachPerAuthor``.
        public var scope: Scope
        /// In mentions per hour at the peak, and ``Spread/perSource`` more for each distinct source.
        public var spread: Spread
        /// In hours from the first mention to the last.
        public var duration: Lasting

        public func weight(of indicator: Indicator) -> Double {
            switch indicator {
            case .severity: severity.weight
            case .scope: scope.weight
            case .spread: spread.weight
            case .duration: duration.weight
            }
        }

        public func cutoffs(of indicator: Indicator) -> Cutoffs {
            switch indicator {
            case .severity: severity.cutoffs
            case .scope: scope.cutoffs
            case .spread: spread.cutoffs
            case .duration: duration.cutoffs
            }
        }
    }

    public struct Severity: Sendable, Hashable {
        public var weight: Double
        public var cutoffs: Cutoffs
        /// Points for the kind of event.
        public var kinds: [EventKind: Double]
        /// Points when every mention is negative; less in proportion.
        public var negativity: Double
    }

    public struct Scope: Sendable, Hashable {
        public var weight: Double
        public var cutoffs: Cutoffs
        /// This much reach counts as one author.
        public var reachPerAuthor: Double
    }

    public struct Spread: Sendable, Hashable {
        public var weight: Double
        public var cutoffs: Cutoffs
        /// Volume is counted over this long, and given per hour.
        public var window: Span
        /// Each distinct source counts as this many mentions per hour.
        public var perSource: Double
    }

    public struct Lasting: Sendable, Hashable {
        public var weight: Double
        public var cutoffs: Cutoffs
    }

    public struct Impact: Sendable, Hashable {
        /// The share of the impact axes in the score, 0…1; the indicators have the rest.
        public var weight: Double
        public var axes: [ImpactAxis: AxisRule]
    }

    /// Points on an axis: those of the event's kind, and of each list of terms that some mention contains.
    public struct AxisRule: Sendable, Hashable {
        public var names: Localized
        public var weight: Double
        public var cutoffs: Cutoffs
        public var kinds: [EventKind: Double]
        public var terms: [ScoredTerms]
    }

    public struct ScoredTerms: Sendable, Hashable {
        public var terms: [String]
        public var score: Double
    }

    /// Words that make a matter worse if true.
    public struct SensitiveTerms: Sendable, Hashable, Identifiable {
        public var id: String
        public var names: Localized
        public var terms: [String]
        /// Points of severity.
        public var score: Double
    }

    /// The least score, 0…100, of each grade. Below the last there is no grade.
    public struct Levels: Sendable, Hashable {
        public var one: Double
        public var two: Double
        public var three: Double
        public var four: Double

        public func least(for grade: Grade) -> Double {
            switch grade {
            case .one: one
            case .two: two
            case .three: three
            case .four: four
            }
        }
    }

    /// Up at once; down only after a quiet period.
    public struct Hysteresis: Sendable, Hashable {
        /// How long the score must stay below the grade before it goes down.
        public var quietPeriod: Span
        /// By how many points it must be below.
        public var margin: Double
    }

    /// Who confirms a grade, and by when.
    public struct Confirmation: Sendable, Hashable {
        public var grades: [Grade]
        /// Ids of roles, any of which confirms; empty where the grade stands by itself.
        public var roles: [String]
        public var within: Span?
    }

    /// When mentions are about one happening.
    public struct Clustering: Sendable, Hashable {
        /// The least likeness, 0…1, at which a mention joins an incident.
        public var similarity: Double
        /// An incident without a mention for this long takes no more; the next begins another.
        public var idleAfter: Span
        /// Below this many mentions an incident is not graded.
        public var minimumMentions: Int
        /// Incidents of a subject that take mentions at the same time; at the bound, the one silent longest makes room.
        public var maximumOpen: Int
    }

    /// When a subject is talked of more than its usual volume explains.
    public struct Bursts: Sendable, Hashable {
        /// The least -log10 of the probability that chance alone brings so many mentions.
        public var score: Double
        /// After an alarm there is none before the volume was usual for this long.
        public var pause: Span
        /// Fewer mentions are no burst, however surprising.
        public var minimumMentions: Int
        /// From fewer sources it is no burst: one source may copy itself.
        public var minimumSources: Int
    }

    /// How far mentions are to be believed; kept apart from how bad the matter is.
    public struct Credibility: Sendable, Hashable {
        /// The weight, 0…1, of a source of tier 1, 2, 3, 4.
        public var tiers: [Double]
        /// How much confidence, 0…1, each source costs that is silent past its cadence.
        public var lossPerSilentSource: Double

        /// The weight of a source's tier, 1…4; a tier outside counts as the lowest.
        public func weight(ofTier tier: Int) -> Double {
            tiers.indices.contains(tier - 1) ? tiers[tier - 1] : tiers.last ?? 0
        }
    }
}

extension ResponsePlan.Grading {
    /// The score, 0…100: the weighted mean of the indicators' steps and that of the axes' steps, each stretched from
    /// 1…4 to 0…100 and mixed by `impact.weight`. A missing indicator or axis counts as step 1.
    public func score(
        indicatorSteps: [ResponsePlan.Indicator: Int], impactSteps: [ResponsePlan.ImpactAxis: Int]
    ) -> Double {
        let indicatorScore = mean(
            ResponsePlan.Indicator.allCases.map { (indicators.weight(of: $0), indicatorSteps[$0] ?? 1) })
        let impactScore = mean(
            ResponsePlan.ImpactAxis.allCases.compactMap { axis in
                impact.axes[axis].map { ($0.weight, impactSteps[axis] ?? 1) }
            })
        return (1 - impact.weight) * indicatorScore + impact.weight * impactScore
    }

    /// The grade of a score, nil below grade IV.
    public func grade(score: Double) -> ResponsePlan.Grade? {
        ResponsePlan.Grade.allCases.first { score >= levels.least(for: $0) }
    }

    /// Who confirms a grade; nil where it stands by itself.
    public func confirmation(of grade: ResponsePlan.Grade) -> ResponsePlan.Confirmation? {
        confirmation.first { $0.grades.contains(grade) && !$0.roles.isEmpty }
    }

    private func mean(_ parts: [(weight: Double, step: Int)]) -> Double {
        let total = parts.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return 0 }
        return parts.reduce(0) { $0 + $1.weight * Double($1.step - 1) / 3 * 100 } / total
    }
}
