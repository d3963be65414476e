import Foundation
import Plan
import Schemas
import SwiftProtobuf

/// Scores an incident by the plan: four indicators, four impact axes, each with the rule that gave it and the mentions
/// it rests on; and beside them, kept apart, how far it is to be believed.
///
/// `confidence` rests on corroboration alone. That a source is silent past its cadence lowers it as well (domain,
/// section 3), but which are silent only the `sources` topic says, which is no input of analysis: who shows an incident
/// beside its sources' coverage takes off `credibility.lossPerSilentSource` for each.
struct Assessor: Sendable {
    let plan: ResponsePlan
    let lexicon: CueLexicon
    private let wording: Wording
    private let tiers: [String: Int]

    init(plan: ResponsePlan, lexicon: CueLexicon) {
        self.plan = plan
        self.lexicon = lexicon
        wording = Wording(plan: plan)
        tiers = Dictionary(plan.sources.map { ($0.id, $0.tier) }, uniquingKeysWith: { first, _ in first })
    }

    /// The kind of the whole: a rumour when a fair part of its mentions look like one, else what most of them are.
    static func kind(of cluster: OpenCluster) -> MentionKind {
        let counted: [MentionKind] = [.rumour, .news, .complaint]
        let total = cluster.kinds.values.reduce(0, +)
        let rumours = cluster.kinds[.rumour] ?? 0
        if total > 0, Double(rumours) >= 0.3 * Double(total) { return .rumour }
        let best = counted.max { (cluster.kinds[$0] ?? 0) < (cluster.kinds[$1] ?? 0) }
        return best.flatMap { cluster.kinds[$0] ?? 0 > 0 ? $0 : nil } ?? .other
    }

    /// - Parameter clock: event time, ms since 1970.
    func assess(_ incident: Incident, _ cluster: OpenCluster, clock: Int64) -> Assessment {
        let kind = incident.kind.planned
        let telling = incident.evidence.prefix(5).map(\.mentionID)
        var assessment = Assessment()
        var steps: [ResponsePlan.Indicator: Int] = [:]
        for indicator in ResponsePlan.Indicator.allCases {
            var score = measure(indicator, incident, cluster, kind: kind, clock: clock, telling: telling)
            let step = plan.grading.indicators.cutoffs(of: indicator).step(for: score.value)
            score.name = indicator.rawValue
            score.step = Int32(step)
            score.rule = "grading.indicators.\(indicator.rawValue)"
            steps[indicator] = step
            assessment.indicators.append(score)
        }
        var impactSteps: [ResponsePlan.ImpactAxis: Int] = [:]
        for axis in ResponsePlan.ImpactAxis.allCases {
            guard let rule = plan.grading.impact.axes[axis] else { continue }
            let hits = met(cluster, incident) { if case .axis(axis, _) = $0.list { true } else { false } }
            let value = (rule.kinds[kind] ?? 0) + hits.reduce(0) { $0 + $1.mark.score }
            let step = rule.cutoffs.step(for: value)
            impactSteps[axis] = step
            assessment.impacts.append(
                Score.with {
                    $0.name = axis.rawValue
                    $0.step = Int32(step)
                    $0.value = value
                    $0.unit = "points"
                    $0.rule = hits.first?.mark.keyPath ?? "grading.impact.axes.\(axis.rawValue).kinds"
                    $0.mentionIds = hits.isEmpty ? telling : ordered(hits.map(\.mention), then: telling)
                    $0.reason = wording.impact(kind: kind, hits: hits.count)
                })
        }
        assessment.total = plan.grading.score(indicatorSteps: steps, impactSteps: impactSteps)
        if incident.mentions >= Int64(plan.grading.clustering.minimumMentions) {
            assessment.computedGrade = Grade(plan.grading.grade(score: assessment.total))
        }
        assessment.rumourLikelihood = incident.distinct > 0 ? min(1, cluster.rumour / Double(incident.distinct)) : 0
        believe(&assessment, incident, cluster)
        assessment.planHash = plan.hash
        assessment.assessedAt = clock
        return assessment
    }

    private func measure(
        _ indicator: ResponsePlan.Indicator, _ incident: Incident, _ cluster: OpenCluster,
        kind: ResponsePlan.EventKind, clock: Int64, telling: [String]
    ) -> Score {
        let rules = plan.grading.indicators
        var score = Score()
        score.mentionIds = telling
        switch indicator {
        case .severity:
            let hits = met(cluster, incident) { if case .sensitive = $0.list { true } else { false } }
            let worst = hits.max { ($0.mark.score, $1.mark.name) < ($1.mark.score, $0.mark.name) }
            let share = incident.mentions > 0 ? Double(incident.negative) / Double(incident.mentions) : 0
            score.value =
                (rules.severity.kinds[kind] ?? 0) + (worst?.mark.score ?? 0) + rules.severity.negativity * share
            score.unit = "points"
            if let worst { score.mentionIds = ordered([worst.mention], then: telling) }
            score.reason = wording.severity(
                kind: kind, terms: worst.map { name(of: $0.mark) }, negativeShare: share)
        case .scope:
            let extra = rules.scope.reachPerAuthor > 0 ? Double(incident.reach) / rules.scope.reachPerAuthor : 0
            score.value = Double(incident.distinctAuthors) + extra
            score.unit = "authors"
            score.reason = wording.scope(authors: incident.distinctAuthors, reach: incident.reach)
        case .spread:
            let peak = Volume.peak(
                of: incident.volume, window: Int64(rules.spread.window.seconds) * 1000, clock: clock)
            score.value = peak + rules.spread.perSource * Double(incident.sources.count)
            score.unit = "mentions/hour"
            score.reason = wording.spread(peak: peak, sources: incident.sources.count)
        case .duration:
            score.value = Double(incident.lastMentionAt - incident.firstMentionAt) / 3_600_000
            score.unit = "hours"
            score.reason = wording.duration(hours: score.value)
            score.mentionIds = Array(
                incident.evidence.sorted { ($0.publishedAt, $0.mentionID) < ($1.publishedAt, $1.mentionID) }
                    .map(\.mentionID).prefix(5))
        }
        return score
    }

    /// The plan's lists some mention hit. In a large incident a stray word does not decide: one mention in fifty must.
    private func met(
        _ cluster: OpenCluster, _ incident: Incident, where matches: (CueLexicon.Mark) -> Bool
    ) -> [(mark: CueLexicon.Mark, mention: String)] {
        lexicon.marks.compactMap { mark in
            guard matches(mark), let hit = cluster.marks[mark.name],
                Double(hit.count) * 50 >= Double(incident.distinct)
            else { return nil }
            return (mark, hit.firstMention)
        }
    }

    private func name(of mark: CueLexicon.Mark) -> String {
        guard case .sensitive(let index) = mark.list else { return mark.name }
        let names = plan.grading.sensitiveTerms[index].names
        return names[plan.institution.languages.first ?? .simplifiedChinese]
    }

    private func ordered(_ first: [String], then rest: [String]) -> [String] {
        var seen: Set<String> = []
        return Array((first + rest).filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(8))
    }

    private func believe(_ assessment: inout Assessment, _ incident: Incident, _ cluster: OpenCluster) {
        var confidence = 1.0
        if incident.sources.count < 2 {
            confidence -= 0.2
            assessment.confidenceReasons.append(wording.fewSources(incident.sources.count))
        }
        if incident.distinctAuthors < 3 {
            confidence -= 0.2
            assessment.confidenceReasons.append(wording.fewAuthors(incident.distinctAuthors))
        }
        let tier = (1...4).first { cluster.marks["tier:\($0)"] != nil } ?? 4
        if tier == 4 {
            confidence -= 0.2
            assessment.confidenceReasons.append(wording.onlyPersonal)
        }
        if assessment.rumourLikelihood >= 0.4 {
            confidence -= 0.15
            assessment.confidenceReasons.append(wording.hearsay)
        }
        assessment.confidence = max(0, confidence)
        let best = plan.grading.credibility.weight(ofTier: tier)
        let corroboration = 1 - pow(0.8, Double(max(0, incident.sources.count - 1)))
        assessment.credibility =
            min(1, best + (1 - best) * 0.5 * corroboration) * (1 - 0.4 * assessment.rumourLikelihood)
    }
}
