import Plan
import Processing
import Schemas
import Text

/// A subject's volume, mention by mention and hour by hour; what stands out is noted on the incidents that bring it.
extension AnalysisProcessor {
    /// Of a burst, at least this share must be an incident's for it to be part of it.
    private static let leastShare = 0.2

    mutating func watchVolume(_ judged: Judged, _ subject: Subject) {
        let hour = judged.time / Volume.hour
        subject.detector.count(1, source: Hashing.stableHash(judged.mention.source), hour: hour)
        // Within the hour it is looked at each time its count has doubled; the rest of the hour can only add.
        guard hour == subject.detector.hour, let count = subject.detector.recent.last?.mentions,
            count >= Double(plan.grading.bursts.minimumMentions), Int64(count) & (Int64(count) - 1) == 0,
            subject.detector.baseline.isWarm(at: hour)
        else { return }
        note(subject.detector.burst(endingWith: hour), subject)
    }

    /// Ends the hours before this one.
    func endHours(of subject: Subject, until hour: Int64) {
        touch(subject)
        var (bursts, lulls): ([Burst], [Burst]) = ([], [])
        subject.detector.advance(to: hour) { burst, lull in
            bursts.append(burst)
            lulls.append(lull)
        }
        for burst in bursts { note(burst, subject) }
        let least = plan.grading.bursts.score
        if let lull = lulls.last(where: { $0.score >= least }) { subject.lull = lull }
    }

    private func note(_ burst: Burst, _ subject: Subject) {
        let rule = plan.grading.bursts
        guard burst.score >= rule.score, burst.observed >= Double(rule.minimumMentions),
            Int(burst.sources) >= rule.minimumSources
        else { return }
        subject.burst = burst
        for cluster in subject.clustering.lively where !cluster.isDrill {
            guard let row = cluster.row else { continue }
            let own = Volume.mentions(in: row.volume, since: burst.since, until: burst.at)
            let share = burst.observed > 0 ? min(1, Double(own) / burst.observed) : 0
            guard share >= Self.leastShare, burst.score > row.texts.burst?.score ?? 0 else { continue }
            row.texts.burst = burst
            row.texts.burst?.share = share
            row.facts.revision += 1
            row.facts.updatedAt = subject.eventTime
            row.put(
                assessor.measure(
                    row, cluster, silent: subject.silent.count, usual: subject.everyday, clock: subject.eventTime))
            incidents.touch(row)
        }
    }
}
