import Foundation
import Plan
import Processing
import Schemas
import Text

/// Two incidents that turn out to be one.
extension AnalysisProcessor {
    /// Looks whether an incident has become one with another, each time its distinct mentions have doubled. People's work
    /// is not merged away: an incident with a case, or about which a person decided, stays for itself.
    mutating func mergeTwin(of cluster: OpenCluster, _ row: IncidentRow, _ vector: TermVector, _ subject: Subject) {
        let count = row.incident.distinct
        guard count >= 4, count & (count - 1) == 0 else { return }
        let twin = subject.clustering.twin(of: cluster, isSpaced: vector.isSpaced) { other in
            isOpen(other, cluster.isDrill, at: cluster.last) && !other.isFalseAlarm && !cluster.isFalseAlarm
        }
        guard let twin, let other = twin.row else { return }
        // The older one keeps its id, unless only the younger is in people's hands.
        let isOlder = (row.incident.firstMentionAt, row.key) <= (other.incident.firstMentionAt, other.key)
        var (into, from) = isOlder ? (row, other) : (other, row)
        if isInHand(from.incident) { swap(&into, &from) }
        guard !isInHand(from.incident) else { return }
        unite(from, into: into, subject)
    }

    /// A case may be open for it, or a person has decided about it.
    func isInHand(_ incident: Incident) -> Bool {
        !Grade(plan.grading.openCaseAt).isGraver(than: incident.highestGrade) || !incident.regradedBy.isEmpty
            || incident.rumourState != .unverified || !incident.mergedFrom.isEmpty || incident.state == .falseAlarm
            || incident.state == .merged
    }

    /// Everything of one incident becomes another's.
    mutating func unite(_ from: IncidentRow, into row: IncidentRow, _ subject: Subject) {
        incidents.touch(from)
        incidents.touch(row)
        let source = from.incident
        row.incident.mentions += source.mentions
        row.incident.distinct += source.distinct
        row.incident.negative += source.negative
        row.incident.reach = Volume.saturating(row.incident.reach, source.reach)
        row.incident.refutedCopies += source.refutedCopies
        row.incident.firstMentionAt = min(row.incident.firstMentionAt, source.firstMentionAt)
        row.incident.lastMentionAt = max(row.incident.lastMentionAt, source.lastMentionAt)
        row.incident.discoveredAt = min(row.incident.discoveredAt, source.discoveredAt)
        row.incident.firstStory = row.incident.firstStory || source.firstStory
        if source.burst.score > row.incident.burst.score { row.incident.burst = source.burst }
        for hour in from.volume { Volume.add(hour, to: &row.volume) }
        for count in from.sources { SourceCounts.add(count.source, count.mentions, to: &row.sources) }
        for evidence in from.evidence { sample.insert(evidence.message, into: row) }
        row.incident.mergedFrom.append(source.id)

        let cluster = row.cluster ?? reopened(row, subject)
        clusters.touch(cluster)
        if let taken = from.cluster {
            subject.clustering.take(taken, into: cluster)
            row.incident.distinctAuthors = max(cluster.authors.estimate, row.incident.distinctAuthors)
            close(from, taken, subject)
        }
        cluster.first = row.incident.firstMentionAt
        cluster.last = row.incident.lastMentionAt
        subject.clustering.enliven(cluster)
        from.incident.state = .merged
        from.incident.mergedInto = row.key
        from.incident.lowerSince = 0
        from.incident.revision += 1
        from.incident.updatedAt = max(source.updatedAt, subject.eventTime)
        assess(row, cluster, subject)
    }

    /// A cluster for an incident that had been closed.
    private mutating func reopened(_ row: IncidentRow, _ subject: Subject) -> OpenCluster {
        let cluster = OpenCluster(id: row.key, subject: subject.id, names: names)
        cluster.adopt(row.incident)
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
        cluster.negativity += other.negativity
        cluster.rumour += other.rumour
        cluster.kinds &+= other.kinds
    }
}
