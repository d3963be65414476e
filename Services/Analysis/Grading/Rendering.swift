import Foundation
import Plan
import Schemas
import SwiftProtobuf

/// The texts of an assessment: for each score its rule in the plan, its reason and the mentions it rests on; and beside
/// them, kept apart, how far the incident is to be believed.
extension Assessor {
    func render(_ measured: Measured, _ cluster: OpenCluster, _ row: IncidentRow) -> Assessment {
        let incident = row.incident
        var assessment = Assessment()
        let telling = row.evidence.prefix(5).map(\.message.mentionID)
        for (position, indicator) in ResponsePlan.Indicator.allCases.enumerated() {
            var score = Score()
            score.name = indicator.rawValue
            score.step = Int32(measured.indicatorSteps[position])
            score.value = measured.indicators[position]
            score.rule = indicatorRules[position]
            score.mentionIds = telling
            explain(indicator, &score, measured, row, cluster, telling: telling)
            assessment.indicators.append(score)
        }
        for (position, assessed) in assessedAxes.enumerated() {
            let hits = met(cluster, incident, axis: position)
            assessment.impacts.append(
                Score.with {
                    $0.name = assessed.axis.rawValue
                    $0.step = Int32(measured.impactSteps[position])
                    $0.value = measured.impacts[position]
                    $0.unit = "points"
                    $0.rule = hits.first?.mark.keyPath ?? assessed.rule
                    $0.mentionIds = hits.isEmpty ? telling : ordered(hits.map(\.mention), then: telling)
                    $0.reason = impactReason(kind: incident.kind, hits: hits.count)
                })
        }
        assessment.total = measured.total
        assessment.computedGrade = measured.grade
        assessment.rumourLikelihood = measured.rumourLikelihood
        believe(&assessment, measured, row, cluster)
        assessment.planHash = plan.hash
        assessment.assessedAt = measured.clock
        return assessment
    }

    private func explain(
        _ indicator: ResponsePlan.Indicator, _ score: inout Score, _ measured: Measured, _ row: IncidentRow,
        _ cluster: OpenCluster, telling: [String]
    ) {
        let incident = row.incident
        switch indicator {
        case .severity:
            score.unit = "points"
            let worst = measured.worst >= 0 ? marks[measured.worst] : nil
            if let hit = cluster.marks[measured.worst] {
                score.mentionIds = ordered([hit.firstMention], then: telling)
            }
            score.reason = wording.severity(
                kind: incident.kind.planned, terms: worst.map(name), negativeShare: measured.negativeShare)
        case .scope:
            score.unit = "authors"
            score.reason = wording.scope(authors: incident.distinctAuthors, reach: incident.reach)
        case .spread:
            score.unit = "mentions/hour"
            score.reason = wording.spread(peak: measured.peak, sources: row.sources.count)
            if incident.burst.score > 0 { score.reason += wording.burst(incident.burst) }
        case .duration:
            score.unit = "hours"
            score.reason = wording.duration(hours: score.value)
            score.mentionIds = earliest(row.evidence, 5)
        }
    }

    private func earliest(_ evidence: [KeptEvidence], _ count: Int) -> [String] {
        let times = evidence.map { (at: $0.message.publishedAt, mention: $0.message.mentionID) }
        return times.sorted { $0 < $1 }.prefix(count).map(\.mention)
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

    private func believe(
        _ assessment: inout Assessment, _ measured: Measured, _ row: IncidentRow, _ cluster: OpenCluster
    ) {
        let incident = row.incident
        var confidence = 1.0
        if row.sources.count < 2 {
            confidence -= 0.2
            assessment.confidenceReasons.append(wording.fewSources(row.sources.count))
        }
        if incident.distinctAuthors < 3 {
            confidence -= 0.2
            assessment.confidenceReasons.append(wording.fewAuthors(incident.distinctAuthors))
        }
        let tier = (1...4).first { cluster.marks.mentions(names.number(ofTier: $0)) > 0 } ?? 4
        if tier == 4 {
            confidence -= 0.2
            assessment.confidenceReasons.append(wording.onlyPersonal)
        }
        if assessment.rumourLikelihood >= 0.4 {
            confidence -= 0.15
            assessment.confidenceReasons.append(wording.hearsay)
        }
        if measured.silent > 0 {
            confidence -= plan.grading.credibility.lossPerSilentSource * Double(measured.silent)
            let names = incident.silentSources.map { id in plan.source(id)?.name ?? id }
            assessment.confidenceReasons.append(wording.silent(names))
        }
        assessment.confidence = max(0, confidence)
        let best = plan.grading.credibility.weight(ofTier: tier)
        let corroboration = 1 - pow(0.8, Double(max(0, row.sources.count - 1)))
        assessment.credibility =
            min(1, best + (1 - best) * 0.5 * corroboration) * (1 - 0.4 * assessment.rumourLikelihood)
    }
}
