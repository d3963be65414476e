import Foundation
import Plan
import Schemas

/// Scores an incident by the plan: four indicators, four impact axes. `measure` gives the numbers and costs little; the
/// rule, the reason and the mentions behind each are `render`ed where somebody reads them.
final class Assessor: Sendable {
    let plan: ResponsePlan
    let sample: EvidenceSample
    let wording: Wording
    let names: MarkNames
    let marks: [CueLexicon.Mark]
    /// Of each mark: the axis it counts for, -1 for a list of sensitive terms.
    private let axisOfMark: [Int]
    private let axes: [Axis]
    /// The axes the plan has a rule for, with the rule's place, by position in `Measured.impacts`.
    let assessedAxes: [(axis: ResponsePlan.ImpactAxis, rule: String)]
    let indicatorRules: [String]
    private let impactReasons: [[String]]
    private static let hitsKept = 8
    /// A list counts in full where one negative mention in so many hits it, and below that in proportion: a stray word
    /// makes no incident severe.
    private static let fullShare = 3.0
    /// The least surprise and mean negativity of a list of grave terms, which many mentions hit that are used to hit it: chosen on
    /// months of three seeds.
    private static let leastListGrowth = 2.8
    private static let leastListMean = 0.5
    private static let leastListShare = 0.4
    private static let leastListAuthors: Int64 = 2
    /// Points of severity from which a list is grave.
    private static let graveScore = 30.0
    /// By kind's number.
    private let severityOfKind: [Double]
    private let indicatorWeights: [Double]
    let minimumMentions: Int
    let leastGrowth: Double
    let leastUnknownGrowth: Double
    let leastOfCase: Double
    /// ms.
    let spreadWindow: Int64

    struct Axis: Sendable {
        var axis: ResponsePlan.ImpactAxis
        var rule: ResponsePlan.AxisRule
        var ofKind: [Double]
    }

    init(plan: ResponsePlan, lexicon: CueLexicon, names: MarkNames) {
        self.plan = plan
        self.names = names
        sample = EvidenceSample(credibility: plan.grading.credibility)
        wording = Wording(plan: plan)
        marks = lexicon.marks
        let kinds = (0..<8).map { (MentionKind(rawValue: $0) ?? .other).planned }
        let axes = ResponsePlan.ImpactAxis.allCases.compactMap { axis in
            plan.grading.impact.axes[axis].map { rule in
                Axis(axis: axis, rule: rule, ofKind: kinds.map { rule.kinds[$0] ?? 0 })
            }
        }
        self.axes = axes
        axisOfMark = lexicon.marks.map { mark in
            guard case .axis(let axis, _) = mark.list else { return -1 }
            return axes.firstIndex { $0.axis == axis } ?? -1
        }
        assessedAxes = axes.map { ($0.axis, "grading.impact.axes.\($0.axis.rawValue).kinds") }
        indicatorRules = ResponsePlan.Indicator.allCases.map { "grading.indicators.\($0.rawValue)" }
        let words = wording
        impactReasons = kinds.map { kind in (0..<Self.hitsKept).map { words.impact(kind: kind, hits: $0) } }
        severityOfKind = kinds.map { plan.grading.indicators.severity.kinds[$0] ?? 0 }
        indicatorWeights = ResponsePlan.Indicator.allCases.map(plan.grading.indicators.weight)
        minimumMentions = plan.grading.bursts.minimumMentions
        leastGrowth = plan.grading.bursts.score * Self.growthShare
        leastUnknownGrowth = max(Self.leastUnknownGrowth, plan.grading.bursts.score)
        leastOfCase = plan.grading.levels.least(for: plan.grading.openCaseAt)
        spreadWindow = Int64(plan.grading.indicators.spread.window.seconds) * 1000
    }

    /// The kind of the whole: a rumour when a fair part of its mentions look like one, else what most of them are.
    static func kind(of cluster: OpenCluster) -> MentionKind {
        let total = cluster.distinct
        if total > 0, Double(cluster.count(of: .rumour)) >= 0.3 * Double(total) { return .rumour }
        var best = MentionKind.other
        var most: Int64 = 0
        for kind in [MentionKind.rumour, .news, .complaint] where cluster.count(of: kind) > most {
            (best, most) = (kind, cluster.count(of: kind))
        }
        return best
    }

    /// - Parameters:
    ///   - silent: sources of the subject silent past their cadence.
    ///   - usual: what the subject's negative mentions are ordinarily about.
    ///   - clock: event time, ms since 1970.
    func measure(_ row: IncidentRow, _ cluster: OpenCluster, silent: Int, usual: Everyday, clock: Int64) -> Measured {
        let incident = row.facts
        let grading = plan.grading
        let rules = grading.indicators
        let kind = min(max(incident.kind.rawValue, 0), 7)
        var measured = Measured()
        measured.clock = clock
        measured.silent = silent
        var worstScore = 0.0
        let distinct = Double(max(1, min(incident.distinct, incident.negative)))
        for (position, axis) in axes.enumerated() { measured.impacts[position] = axis.ofKind[kind] }
        for (number, mark) in zip(cluster.marks.numbers, cluster.marks.values) {
            let number = Int(number)
            guard number < marks.count else { break }
            guard isTelling(mark, of: incident) else { continue }
            let axis = axisOfMark[number]
            let score = marks[number].score * min(1, Double(mark.mentions) * Self.fullShare / distinct)
            if axis >= 0 {
                measured.impacts[axis] += score
            } else if measured.worst < 0 || score > worstScore {
                (measured.worst, worstScore) = (number, score)
            }
        }
        measured.negativeShare = incident.mentions > 0 ? Double(incident.negative) / Double(incident.mentions) : 0
        measured.peak = Volume.peak(
            of: row.volume, window: spreadWindow, clock: clock)
        let reach = rules.scope.reachPerAuthor > 0 ? Double(incident.negativeReach) / rules.scope.reachPerAuthor : 0
        measured.indicators = SIMD4(
            severityOfKind[kind] + worstScore + rules.severity.negativity * measured.negativeShare,
            Double(incident.negativeAuthors) + reach,
            measured.peak + rules.spread.perSource * Double(min(Int64(row.sources.count), incident.negative)),
            Double(incident.lastNegativeAt - incident.firstNegativeAt) / 3_600_000)
        score(&measured)
        raise(&measured, row, cluster, usual)
        if !measured.growth.isSurge, let grave = graveGrowth(incident, cluster, usual.lists, clock) {
            measured.growth = grave
            measured.total = max(measured.total, leastOfCase)
        }
        if incident.negative >= Int64(grading.clustering.minimumMentions) || measured.growth.isSurge {
            measured.grade = Grade(grading.grade(score: measured.total))
        }
        measured.rumourLikelihood =
            incident.distinct > 0 ? min(1, cluster.rumour / Double(incident.distinct)) : 0
        return measured
    }

    /// Of what is grave and hardly ever said of this subject, two who say it within hours are enough.
    private func graveGrowth(
        _ incident: IncidentFacts, _ cluster: OpenCluster, _ usual: ListUse, _ clock: Int64
    ) -> Growth? {
        let (negative, authors) = (incident.negative, incident.negativeAuthors)
        guard authors >= Self.leastListAuthors, incident.distinct > 0,
            cluster.negativity >= Self.leastListMean * Double(incident.distinct)
        else { return nil }
        var best: Growth?
        for (number, mark) in zip(cluster.marks.numbers, cluster.marks.values) {
            let number = Int(number)
            guard number < marks.count else { break }
            guard axisOfMark[number] < 0, marks[number].score >= Self.graveScore else { continue }
            // Copies hit what their original hits.
            let share = min(1, Double(mark.mentions) / Double(max(1, min(incident.distinct, negative))))
            let hits = min(authors, Int64((share * Double(negative)).rounded()))
            guard hits >= Self.leastListAuthors, share >= Self.leastListShare,
                let rate = usual.rate(
                    of: marks[number].name, without: Double(mark.mentions), at: clock / Volume.hour),
                var growth = Growth(
                    list: number, observed: hits, age: clock - incident.firstNegativeAt, rate: rate)
            else { continue }
            growth.isSurge = growth.score >= Self.leastListGrowth
            if growth.isSurge, growth.score > best?.score ?? 0 { best = growth }
        }
        return best
    }

    /// In a large incident a stray word does not decide: one mention in fifty must have hit a list.
    func isTelling(_ mark: OpenCluster.Mark, of incident: IncidentFacts) -> Bool {
        Double(mark.mentions) * 50 >= Double(incident.distinct)
    }

    /// As `ResponsePlan.Grading.score`, without its dictionaries.
    private func score(_ measured: inout Measured) {
        let rules = plan.grading.indicators
        measured.indicatorSteps = SIMD4(
            rules.severity.cutoffs.step(of: measured.indicators[0]),
            rules.scope.cutoffs.step(of: measured.indicators[1]),
            rules.spread.cutoffs.step(of: measured.indicators[2]),
            rules.duration.cutoffs.step(of: measured.indicators[3]))
        var (weights, sum) = (0.0, 0.0)
        for position in 0..<4 {
            weights += indicatorWeights[position]
            sum += indicatorWeights[position] * Double(measured.indicatorSteps[position] - 1) / 3 * 100
        }
        let indicators = weights > 0 ? sum / weights : 0
        (weights, sum) = (0, 0)
        for (position, axis) in axes.enumerated() {
            let step = axis.rule.cutoffs.step(of: measured.impacts[position])
            measured.impactSteps[position] = step
            weights += axis.rule.weight
            sum += axis.rule.weight * Double(step - 1) / 3 * 100
        }
        let share = plan.grading.impact.weight
        measured.total = (1 - share) * indicators + share * (weights > 0 ? sum / weights : 0)
    }

    /// - Returns: for few hits the same text each time, made once.
    func impactReason(kind: MentionKind, hits: Int) -> String {
        let row = min(max(kind.rawValue, 0), 7)
        return hits < Self.hitsKept ? impactReasons[row][hits] : wording.impact(kind: kind.planned, hits: hits)
    }

    /// The marks some mentions of an incident hit, of one axis, or of sensitive terms with -1.
    func met(_ cluster: OpenCluster, _ incident: IncidentFacts, axis: Int) -> [(mark: CueLexicon.Mark, mention: String)]
    {
        zip(cluster.marks.numbers, cluster.marks.values).compactMap { number, mark in
            guard Int(number) < marks.count, axisOfMark[Int(number)] == axis, isTelling(mark, of: incident) else {
                return nil
            }
            return (marks[Int(number)], mark.firstMention)
        }
    }
}

extension ResponsePlan.Cutoffs {
    /// As `step(for:)`, without an array.
    func step(of value: Double) -> Int {
        1 + (value >= second ? 1 : 0) + (value >= third ? 1 : 0) + (value >= fourth ? 1 : 0)
    }
}
