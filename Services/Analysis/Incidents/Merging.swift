import Foundation
import Plan
import Processing
import Schemas
import Text

/// Two incidents that turn out to be one.
extension AnalysisProcessor {
    /// Looks whether an incident has become one with another, each time its mentions have doubled. People's work
    /// is not merged away: an incident with a case, or about which a person decided, stays for itself.
    mutating func mergeTwin(of cluster: OpenCluster, _ row: IncidentRow, isSpaced: Bool, _ subject: Subject) {
        let count = row.facts.mentions
        guard count >= 4, count & (count - 1) == 0 else { return }
        let twin = subject.clustering.twin(of: cluster, isSpaced: isSpaced, names: names) { other in
            isOpen(other, cluster.isDrill, at: cluster.last) && !other.isFalseAlarm && !cluster.isFalseAlarm
        }
        guard let twin, let other = twin.row else { return }
        // The older one keeps its id, unless only the younger is in people's hands.
        let isOlder = (row.facts.firstMentionAt, row.key) <= (other.facts.firstMentionAt, other.key)
        var (into, from) = isOlder ? (row, other) : (other, row)
        if isInHand(from) { swap(&into, &from) }
        guard !isInHand(from) else { return }
        unite(from, into: into, subject)
    }

    /// A case may be open for it, or a person has decided about it.
    func isInHand(_ row: IncidentRow) -> Bool {
        !Grade(plan.grading.openCaseAt).isGraver(than: row.facts.highestGrade) || !row.texts.regradedBy.isEmpty
            || row.facts.rumourState != .unverified || !row.texts.mergedFrom.isEmpty || !row.texts.splitFrom.isEmpty
            || row.facts.state == .falseAlarm || row.facts.state == .merged
    }

    /// Everything of one incident becomes another's.
    mutating func unite(_ from: IncidentRow, into row: IncidentRow, _ subject: Subject) {
        incidents.touch(from)
        incidents.touch(row)
        let source = from.facts
        row.facts.mentions += source.mentions
        row.facts.distinct += source.distinct
        row.facts.negative += source.negative
        row.facts.reach = Volume.saturating(row.facts.reach, source.reach)
        row.facts.refutedCopies += source.refutedCopies
        if source.negative > 0 {
            row.facts.countNegative(
                from: source.firstNegativeAt, to: source.lastNegativeAt, reach: source.negativeReach)
        }
        row.facts.firstMentionAt = min(row.facts.firstMentionAt, source.firstMentionAt)
        row.facts.lastMentionAt = max(row.facts.lastMentionAt, source.lastMentionAt)
        row.facts.discoveredAt = min(row.facts.discoveredAt, source.discoveredAt)
        row.facts.firstStory = row.facts.firstStory || source.firstStory
        if let burst = from.texts.burst, burst.score > row.texts.burst?.score ?? 0 { row.texts.burst = burst }
        for hour in from.volume { Volume.add(hour, to: &row.volume) }
        for count in from.sources { SourceCounts.add(count.source, count.mentions, to: &row.sources) }
        for evidence in from.evidence { sample.insert(evidence.message, into: row) }
        // Whole descents: who was bound in any of them is bound in this one.
        row.texts.mergedFrom = IncidentTexts.joined(row.texts.mergedFrom, from.texts.mergedFrom + [from.key])
        row.texts.splitFrom = IncidentTexts.joined(row.texts.splitFrom, from.texts.splitFrom)

        let cluster = row.cluster ?? reopened(row, subject)
        clusters.touch(cluster)
        if let taken = from.cluster {
            subject.clustering.take(taken, into: cluster)
            row.facts.distinctAuthors = max(cluster.authors.estimate, row.facts.distinctAuthors)
            row.facts.negativeAuthors = max(cluster.negativeAuthors.estimate, row.facts.negativeAuthors)
            close(from, taken, subject)
        }
        cluster.first = row.facts.firstMentionAt
        cluster.last = row.facts.lastMentionAt
        subject.clustering.enliven(cluster)
        from.facts.state = .merged
        note(.merged(from.key, into: row.key, at: subject.eventTime))
        hasTurned = true
        from.texts.mergedInto = row.key
        from.facts.lowerSince = 0
        from.facts.revision += 1
        from.facts.updatedAt = max(source.updatedAt, subject.eventTime)
        assess(row, cluster, subject)
    }

    /// A cluster for an incident that had been closed.
    private mutating func reopened(_ row: IncidentRow, _ subject: Subject) -> OpenCluster {
        let cluster = OpenCluster(id: row.key, subject: subject.id, names: names)
        cluster.adopt(row.facts)
        row.cluster = cluster
        subject.closed.removeAll { $0 === row }
        clusters.insert(cluster)
        subject.clustering.insert(cluster)
        return cluster
    }
}

extension Clustering {
    /// What another incident knows becomes this one's too; the other one is left as it is.
    mutating func take(_ other: OpenCluster, into cluster: OpenCluster) {
        let newest = max(cluster.last, other.last)
        func left(_ cluster: OpenCluster) -> Float {
            Float(exp2(-Double(newest - cluster.last) / OpenCluster.halfLife))
        }
        let (own, others) = (left(cluster), left(other))
        change(cluster) { centroid, change in
            centroid.add(
                other.centroid, own: own, others: others, capacity: OpenCluster.shortCapacity, change: change)
        }
        cluster.first = min(cluster.first, other.first)
        cluster.last = newest
        for (number, mark) in zip(other.marks.numbers, other.marks.values) {
            cluster.marks.add(mark.mentions, to: Int(number), first: mark.firstMention)
        }
        cluster.marks.bound(cluster.names.words, to: MarkNames.maximumWords)
        replaceMembers(
            Array((other.members.all + cluster.members.all).suffix(OpenCluster.maximumMembers)), of: cluster)
        setRefuted(cluster.refuted + other.refuted, of: cluster)
        cluster.authors.merge(other.authors)
        cluster.negativeAuthors.merge(other.negativeAuthors)
        cluster.negativity += other.negativity
        cluster.rumour += other.rumour
        cluster.kinds &+= other.kinds
    }
}
