import Casework
import Foundation
import Plan
import Schemas

/// The texts of an assessment: for each score its rule in the plan, its reason and the mentions it rests on; and beside
/// them, kept apart, how far the incident is to be believed. Written as protobuf at once: of what changes with every commit
/// nobody reads most.
extension Assessor {
    /// Of one score, what is said beside its number.
    private struct Explanation {
        var unit: String
        var rule: String
        var reason: String
        /// Elements of the field `mention_ids`.
        var mentions: [UInt8]
    }

    /// An `Assessment` as protobuf.
    func render(_ measured: Measured, _ cluster: OpenCluster, _ row: IncidentRow) -> [UInt8] {
        let written = Self.written([], then: row.evidence)
        var writer = FieldWriter(capacity: 3072)
        for (position, indicator) in ResponsePlan.Indicator.allCases.enumerated() {
            let explanation = explain(indicator, position, measured, row, cluster, written)
            writer.message(1) {
                Self.write(
                    indicator.rawValue, measured.indicatorSteps[position], measured.indicators[position], explanation,
                    to: &$0)
            }
        }
        explainGrade(measured, row, written, to: &writer)
        for (position, assessed) in assessedAxes.enumerated() {
            let hits = met(cluster, row.facts, axis: position)
            let explanation = Explanation(
                unit: "points", rule: hits.first?.mark.keyPath ?? assessed.rule,
                reason: impactReason(kind: row.facts.kind, hits: hits.count),
                mentions: hits.isEmpty ? written : Self.written(hits.map(\.mention), then: row.evidence))
            writer.message(2) {
                Self.write(
                    assessed.axis.rawValue, measured.impactSteps[position], measured.impacts[position], explanation,
                    to: &$0)
            }
        }
        let belief = belief(measured, row, cluster)
        writer.number(3, measured.total)
        writer.integer(4, Int64(measured.grade.rawValue))
        writer.number(5, belief.confidence)
        for reason in belief.reasons { writer.element(6, reason) }
        writer.number(7, belief.credibility)
        writer.number(8, measured.rumourLikelihood)
        writer.string(9, plan.hash)
        writer.integer(10, measured.clock)
        return writer.bytes
    }

    /// Growth where it raised the grade, and of what somebody is told why it is this grade: a line for each language of the
    /// institution.
    private func explainGrade(
        _ measured: Measured, _ row: IncidentRow, _ written: [UInt8], to writer: inout FieldWriter
    ) {
        if measured.growth.isSurge {
            let explanation = Explanation(
                unit: GradeOutlook.Values.unit(hours: measured.growth.hours),
                rule: measured.growth.list >= 0 ? marks[measured.growth.list].keyPath : "grading.bursts",
                reason: wording.growth(
                    measured.growth, list: measured.growth.list >= 0 ? name(of: marks[measured.growth.list]) : nil),
                mentions: written)
            writer.message(1) {
                Self.write(GradeOutlook.Values.growth, 4, measured.growth.observed, explanation, to: &$0)
            }
        }
        guard let grade = measured.grade.planned, grade.rawValue <= plan.grading.openCaseAt.rawValue else { return }
        let outlook = GradeOutlook(values(measured, row.facts), plan.grading)
        let lines = plan.institution.languages.map { GradeWords(plan: plan, language: $0).text(outlook) }
        let explanation = Explanation(
            unit: "points", rule: "grading.levels", reason: lines.joined(separator: "\n"), mentions: written)
        writer.message(1) {
            Self.write(GradeOutlook.Values.grade, measured.grade.gravity, measured.total, explanation, to: &$0)
        }
    }

    private func values(_ measured: Measured, _ facts: IncidentFacts) -> GradeOutlook.Values {
        GradeOutlook.Values(
            indicators: (0..<4).map { measured.indicators[$0] },
            axes: Dictionary(uniqueKeysWithValues: assessedAxes.enumerated().map { ($1.axis, measured.impacts[$0]) }),
            kind: facts.kind.planned, mentions: facts.mentions, negative: facts.negative,
            authors: facts.negativeAuthors,
            growth: measured.growth.isSurge
                ? GradeOutlook.Growth(
                    mentions: Int(measured.growth.observed), hours: measured.growth.hours,
                    list: measured.growth.list >= 0 ? sensitive(measured.growth.list) : nil) : nil)
    }

    /// A `Score`'s fields.
    private static func write(
        _ name: String, _ step: Int, _ value: Double, _ explanation: Explanation, to writer: inout FieldWriter
    ) {
        writer.string(1, name)
        writer.integer(2, Int64(step))
        writer.number(3, value)
        writer.string(4, explanation.unit)
        writer.string(5, explanation.rule)
        writer.append(explanation.mentions)
        writer.string(7, explanation.reason)
    }

    private static let mentionsOfScore = 8
    /// What is left of the credibility of what somebody refutes.
    private static let leftOfRefuted = 0.7
    private static let leftOfOfficiallyRefuted = 0.3
    /// The most telling mentions stand behind most scores.
    private static let telling = 5

    /// Elements of a score's `mention_ids`: each mention once, these first, then the most telling ones.
    private static func written(_ first: [String], then rest: [KeptEvidence]) -> [UInt8] {
        var writer = FieldWriter(capacity: mentionsOfScore * 36)
        var left = mentionsOfScore
        for (index, mention) in first.enumerated() where left > 0 && !mention.isEmpty {
            guard !first[..<index].contains(mention) else { continue }
            writer.element(6, mention)
            left -= 1
        }
        for index in rest.indices.prefix(telling) where left > 0 && !first.contains(rest[index].mentionID) {
            writer.element(6, rest[index].mentionID)
            left -= 1
        }
        return writer.bytes
    }

    private func explain(
        _ indicator: ResponsePlan.Indicator, _ position: Int, _ measured: Measured, _ row: IncidentRow,
        _ cluster: OpenCluster, _ written: [UInt8]
    ) -> Explanation {
        let incident = row.facts
        let rule = indicatorRules[position]
        switch indicator {
        case .severity:
            let worst = measured.worst >= 0 ? marks[measured.worst] : nil
            let hit = cluster.marks[measured.worst]
            return Explanation(
                unit: "points", rule: rule,
                reason: wording.severity(
                    kind: incident.kind.planned, terms: worst.map(name), negativeShare: measured.negativeShare),
                mentions: hit.map { Self.written([$0.firstMention], then: row.evidence) } ?? written)
        case .scope:
            return Explanation(
                unit: "authors", rule: rule,
                reason: wording.scope(authors: incident.negativeAuthors, reach: incident.negativeReach),
                mentions: written)
        case .spread:
            var reason = wording.spread(peak: measured.peak, sources: row.sources.count)
            if let burst = row.texts.burst, burst.score > 0 { reason += wording.burst(burst) }
            return Explanation(unit: "mentions/hour", rule: rule, reason: reason, mentions: written)
        case .duration:
            return Explanation(
                unit: "hours", rule: rule, reason: wording.duration(hours: measured.indicators[position]),
                mentions: Self.earliest(row.evidence))
        }
    }

    /// Elements of `mention_ids`: the first mentions there were.
    private static func earliest(_ evidence: [KeptEvidence]) -> [UInt8] {
        func isEarlier(_ a: Int, _ b: Int) -> Bool {
            (evidence[a].publishedAt, evidence[a].mentionID) < (evidence[b].publishedAt, evidence[b].mentionID)
        }
        // Few of few: put in order as they are met.
        var first: [Int] = []
        first.reserveCapacity(telling + 1)
        for index in evidence.indices {
            var at = first.count
            while at > 0, isEarlier(index, first[at - 1]) { at -= 1 }
            guard at < telling else { continue }
            first.insert(index, at: at)
            if first.count > telling { first.removeLast() }
        }
        var writer = FieldWriter(capacity: telling * 36)
        for index in first { writer.element(6, evidence[index].mentionID) }
        return writer.bytes
    }

    /// The place in the plan of a mark's list of sensitive terms.
    private func sensitive(_ mark: Int) -> Int? {
        if case .sensitive(let index) = marks[mark].list { return index }
        return nil
    }

    private func name(of mark: CueLexicon.Mark) -> String {
        guard case .sensitive(let index) = mark.list else { return mark.name }
        let names = plan.grading.sensitiveTerms[index].names
        return names[plan.institution.languages.first ?? .simplifiedChinese]
    }

    private func belief(
        _ measured: Measured, _ row: IncidentRow, _ cluster: OpenCluster
    ) -> (confidence: Double, reasons: [String], credibility: Double) {
        let incident = row.facts
        var confidence = 1.0
        var reasons: [String] = []
        if row.sources.count < 2 {
            confidence -= 0.2
            reasons.append(wording.fewSources(row.sources.count))
        }
        if incident.distinctAuthors < 3 {
            confidence -= 0.2
            reasons.append(wording.fewAuthors(incident.distinctAuthors))
        }
        let refutations = cluster.marks.mentions(names.refutation)
        // Who refutes it does not vouch for it.
        let tier =
            (1...4).first { cluster.marks.mentions(names.number(ofTier: $0)) > ($0 == 1 ? refutations : 0) } ?? 4
        if tier == 4 {
            confidence -= 0.2
            reasons.append(wording.onlyPersonal)
        }
        if measured.rumourLikelihood >= 0.4 {
            confidence -= 0.15
            reasons.append(wording.hearsay)
        }
        if measured.silent > 0 {
            confidence -= plan.grading.credibility.lossPerSilentSource * Double(measured.silent)
            let names = row.texts.silentSources.map { id in plan.source(id)?.name ?? id }
            reasons.append(wording.silent(names))
        }
        let isOfficial = cluster.marks.mentions(names.number(ofTier: 1)) > 0
        if refutations > 0 { reasons.append(wording.refuted(isOfficial: isOfficial)) }
        let best = plan.grading.credibility.weight(ofTier: tier)
        let corroboration = 1 - pow(0.8, Double(max(0, row.sources.count - 1)))
        let credibility =
            min(1, best + (1 - best) * 0.5 * corroboration) * (1 - 0.4 * measured.rumourLikelihood)
        let left = refutations > 0 ? (isOfficial ? Self.leftOfOfficiallyRefuted : Self.leftOfRefuted) : 1
        return (max(0, confidence), reasons, credibility * left)
    }
}
