import Processing
import Schemas

/// What monitoring finds of its sources: a subject one of whose sources is silent past its cadence is judged with less
/// confidence, and says so. No news and a broken feed are different things.
extension AnalysisProcessor {
    mutating func take(_ change: CoverageChange) throws {
        guard !change.subject.isEmpty, !change.source.isEmpty else {
            throw Rejection(
                "a change of coverage needs a source and a subject; found source \"\(change.source)\", subject \"\(change.subject)\""
            )
        }
        let subject = subject(change.subject)
        let known = subject.silent[change.source]
        guard change.lost ? known == nil : known != nil else { return }
        subject.silent[change.source] = change.lost ? change.since : nil
        touch(subject)
        for cluster in Array(subject.clustering.clusters) {
            guard let row = cluster.row, row.facts.state == .open || row.facts.state == .quiet
            else { continue }
            row.texts.silentSources = subject.silentSources
            row.facts.updatedAt = subject.eventTime
            row.facts.revision += 1
            row.put(
                assessor.measure(
                    row, cluster, silent: subject.silent.count, usual: subject.everyday, clock: subject.eventTime))
            incidents.touch(row)
        }
    }
}
