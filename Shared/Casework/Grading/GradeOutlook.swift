public import Plan

/// Why an incident is graded as it is, what would raise it and when it falls: from the values that graded it.
public struct GradeOutlook: Sendable, Hashable {
    /// What was measured.
    public struct Values: Sendable, Hashable {
        /// By the order of `ResponsePlan.Indicator.allCases`.
        public var indicators: [Double]
        public var axes: [ResponsePlan.ImpactAxis: Double]
        public var kind: ResponsePlan.EventKind
        public var mentions: Int64
        public var negative: Int64
        /// Different authors of the negative mentions.
        public var authors: Int64
        /// Where negative mentions grow faster than chance explains: how many came within how many hours.
        public var growth: Growth?

        public init(
            indicators: [Double], axes: [ResponsePlan.ImpactAxis: Double], kind: ResponsePlan.EventKind,
            mentions: Int64,
            negative: Int64, authors: Int64, growth: Growth?
        ) {
            self.indicators = indicators
            self.axes = axes
            self.kind = kind
            self.mentions = mentions
            self.negative = negative
            self.authors = authors
            self.growth = growth
        }

        func value(_ indicator: ResponsePlan.Indicator) -> Double {
            let at = ResponsePlan.Indicator.allCases.firstIndex(of: indicator) ?? 0
            return indicators.indices.contains(at) ? indicators[at] : 0
        }

        mutating func set(_ indicator: ResponsePlan.Indicator, _ value: Double) {
            let at = ResponsePlan.Indicator.allCases.firstIndex(of: indicator) ?? 0
            if indicators.indices.contains(at) { indicators[at] = value }
        }
    }

    public struct Growth: Sendable, Hashable {
        public var mentions: Int
        public var hours: Int
        /// The place of the list of sensitive terms that they hit; nil for any.
        public var list: Int?

        public init(mentions: Int, hours: Int, list: Int? = nil) {
            self.mentions = mentions
            self.hours = hours
            self.list = list
        }
    }

    /// What alone would be enough.
    public enum Change: Sendable, Hashable {
        /// So many different people in all.
        case people(Int)
        /// So many negative mentions in one hour.
        case peak(Int)
        /// Where a third of them meet this list of the plan's sensitive terms.
        case terms(String)
        case kind(ResponsePlan.EventKind)
        /// Both at once, where neither is enough.
        case peopleAndPeak(Int, Int)
    }

    public let values: Values
    public let grade: ResponsePlan.Grade?
    /// The next graver grade, where there is one, and each change that is enough for it.
    public private(set) var graver: ResponsePlan.Grade?
    public private(set) var raising: [Change] = []
    /// What it falls to once its hours have passed: nil for no grade; `falls` is false where time alone changes nothing.
    public private(set) var falls = false
    public private(set) var lower: ResponsePlan.Grade?
    /// Negative mentions within an hour below which it does.
    public private(set) var peakBelow = 0
    private let grading: ResponsePlan.Grading

    public init(_ values: Values, _ grading: ResponsePlan.Grading) {
        self.values = values
        self.grading = grading
        grade = Self.grade(of: values, grading)
        graver = ResponsePlan.Grade.allCases.last { $0.rawValue < (grade?.rawValue ?? 5) }
        raising = graver.map(changes(to:)) ?? []
        settle()
    }

    // MARK: As analysis grades

    static func grade(of values: Values, _ grading: ResponsePlan.Grading) -> ResponsePlan.Grade? {
        guard values.growth != nil || values.negative >= Int64(grading.clustering.minimumMentions) else { return nil }
        return grading.grade(score: total(of: values, grading))
    }

    static func total(of values: Values, _ grading: ResponsePlan.Grading) -> Double {
        let score = grading.score(
            indicatorSteps: ResponsePlan.Indicator.allCases.reduce(into: [:]) { steps, indicator in
                steps[indicator] = grading.indicators.cutoffs(of: indicator).step(for: values.value(indicator))
            },
            impactSteps: grading.impact.axes.reduce(into: [:]) { steps, axis in
                steps[axis.key] = axis.value.cutoffs.step(for: values.axes[axis.key] ?? 0)
            })
        return values.growth == nil ? score : max(score, grading.levels.least(for: grading.openCaseAt))
    }

    // MARK: What would raise it

    private func reaches(_ grade: ResponsePlan.Grade, _ values: Values) -> Bool {
        Self.grade(of: values, grading).map { $0.rawValue <= grade.rawValue } ?? false
    }

    private func with(_ indicator: ResponsePlan.Indicator, _ value: Double, _ from: Values) -> Values {
        var changed = from
        changed.set(indicator, max(value, from.value(indicator)))
        return changed
    }

    /// As many mentions as it takes to be graded at all come with more people, or with a fuller hour.
    private func enough(_ count: Int) -> Values {
        var changed = values
        changed.negative = max(changed.negative, Int64(clamping: count))
        return changed
    }

    private func changes(to grade: ResponsePlan.Grade) -> [Change] {
        let (people, peaks) = (people(), peaks())
        var changes: [Change] = []
        if let enough = people.first(where: { reaches(grade, with(.scope, $0.value, self.enough($0.count))) }) {
            changes.append(.people(enough.count))
        }
        if let enough = peaks.first(where: { reaches(grade, with(.spread, $0.value, self.enough($0.count))) }) {
            changes.append(.peak(enough.count))
        }
        if changes.isEmpty {
            let pairs = people.flatMap { person in peaks.map { (person, $0) } }
            if let (person, peak) = pairs.first(where: { person, peak in
                let more = enough(max(person.count, peak.count))
                return reaches(grade, with(.spread, peak.value, with(.scope, person.value, more)))
            }) {
                changes.append(.peopleAndPeak(person.count, peak.count))
            }
        }
        let severity = grading.indicators.severity
        let share = values.mentions > 0 ? Double(values.negative) / Double(values.mentions) : 0
        let own = (severity.kinds[values.kind] ?? 0) + severity.negativity * share
        for list in grading.sensitiveTerms.sorted(by: { ($0.score, $0.id) < ($1.score, $1.id) })
        where reaches(grade, with(.severity, own + list.score, values)) {
            changes.append(.terms(list.id))
            break
        }
        for kind in [ResponsePlan.EventKind.negativeNews, .rumour] where kind != values.kind {
            if reaches(grade, being(kind)) { changes.append(.kind(kind)) }
        }
        return changes
    }

    /// Numbers of people at which scope takes a step, beyond those there are.
    private func people() -> [(count: Int, value: Double)] {
        let reach = max(0, values.value(.scope) - Double(values.authors))
        return grading.indicators.scope.cutoffs.all.filter { $0 > values.value(.scope) }.compactMap { cutoff in
            Int(exactly: (cutoff - reach).rounded(.up)).map { ($0, cutoff) }
        }
    }

    /// The same of negative mentions in an hour.
    private func peaks() -> [(count: Int, value: Double)] {
        grading.indicators.spread.cutoffs.all.filter { $0 > values.value(.spread) }.compactMap { cutoff in
            Int(exactly: cutoff.rounded(.up)).map { ($0, cutoff) }
        }
    }

    private func being(_ kind: ResponsePlan.EventKind) -> Values {
        var changed = values
        let points = grading.indicators.severity.kinds
        changed.set(
            .severity, values.value(.severity) + (points[kind] ?? 0) - (points[values.kind] ?? 0))
        for (axis, rule) in grading.impact.axes {
            changed.axes[axis] = (values.axes[axis] ?? 0) + (rule.kinds[kind] ?? 0) - (rule.kinds[values.kind] ?? 0)
        }
        changed.kind = kind
        return changed
    }

    // MARK: When it falls

    private mutating func settle() {
        guard let grade else { return }
        var calm = values
        calm.growth = nil
        calm.set(.spread, 0)
        guard Self.total(of: calm, grading) < grading.levels.least(for: grade) - grading.hysteresis.margin else {
            return
        }
        falls = true
        lower = Self.grade(of: calm, grading)
        peakBelow = Int(exactly: grading.indicators.spread.cutoffs.second.rounded(.up)) ?? 0
    }
}
