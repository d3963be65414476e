import Plan
import Processing
import Schemas
import SwiftProtobuf
import Text

/// A person takes mentions out of an incident: they become one of their own.
///
/// What moves: the mentions named, with their numbers, copies, hours, words, authors and marks; and of the members the
/// incident knows only by their signature (the newest forty), those more like a mention that moves than like any that a
/// person saw and left. What the new incident is about is learnt from the mentions named, and taken off the old one, so
/// that what comes later goes to the right one. What does not move: mentions older than those forty that are in no
/// evidence; their numbers stay with the old incident, and so do its authors, who cannot be taken out of an estimate.
extension AnalysisProcessor {
    /// A member less like each mention that moves does not follow.
    private static let leastFollowing = 0.2

    mutating func split(_ decision: Decision, _ named: Set<String>) throws {
        let row = try known(decision.incidentID, decision)
        let moved = row.evidence.filter { named.contains($0.mentionID) }.map(\.message)
            .sorted { ($0.publishedAt, $0.mentionID) < ($1.publishedAt, $1.mentionID) }
        guard let first = moved.first, let last = moved.last else { return }
        let id = EventID.derive("incident", row.subject, "split", decision.id)
        guard incidents.row(id) == nil else {
            throw Rejection("decision \(decision.id) was carried out already: it split incident \(id) off")
        }
        let subject = subject(row.subject)
        var facts = IncidentFacts()
        facts.firstMentionAt = first.publishedAt
        facts.lastMentionAt = last.publishedAt
        // Known since the whole was, or since it was said: to take it out gives nobody more time.
        facts.discoveredAt = max(row.facts.discoveredAt, first.publishedAt)
        facts.drill = row.facts.drill
        // What is said about it goes by the rules of what it was a part of: to take it out takes one person only.
        facts.highestGrade = row.facts.highestGrade
        let part = IncidentRow(
            id: id, subject: subject.id, facts, assessor: assessor)
        let cluster = OpenCluster(id: part.key, subject: subject.id, names: names)
        cluster.adopt(part.facts)
        part.cluster = cluster
        part.texts.splitFrom = IncidentTexts.joined(row.texts.splitFrom + row.texts.mergedFrom, [row.key])
        incidents.touch(row)
        incidents.insert(part)
        clusters.insert(cluster)
        subject.clustering.insert(cluster)

        let members = row.cluster?.members.all ?? []
        let known = Dictionary(members.map { ($0.mention, $0) }, uniquingKeysWith: { first, _ in first })
        for evidence in moved { move(evidence, known[evidence.mentionID], from: row, to: part, cluster, subject) }
        follow(members, named, from: row, to: part, cluster)
        sample.remove(named, from: row)
        settle(part, cluster, subject)
        if let rest = row.cluster {
            let gone = Set(cluster.members.mentions)
            subject.clustering.replaceMembers(members.filter { !gone.contains($0.mention) }, of: rest)
            clusters.touch(rest)
            assess(row, rest, subject)
        }
    }

    private mutating func settle(_ part: IncidentRow, _ cluster: OpenCluster, _ subject: Subject) {
        subject.clustering.replaceMembers(
            cluster.members.all.sorted { ($0.facts.hour, $0.mention) < ($1.facts.hour, $1.mention) }, of: cluster)
        cluster.adopt(part.facts)
        subject.clustering.enliven(cluster)
        part.facts.distinctAuthors = cluster.authors.estimate
        part.facts.negativeAuthors = cluster.negativeAuthors.estimate
        assess(part, cluster, subject)
    }

    /// One mention of the evidence, read again.
    private mutating func move(
        _ evidence: Evidence, _ member: Member?, from row: IncidentRow, to part: IncidentRow, _ cluster: OpenCluster,
        _ subject: Subject
    ) {
        let mention = Mention.with {
            $0.id = evidence.mentionID
            $0.subject = subject.id
            $0.title = evidence.title
            $0.text = evidence.excerpt
            $0.source = evidence.source
            $0.author = evidence.author
            $0.tier = evidence.tier
        }
        var judged = judge(mention, at: evidence.publishedAt)
        judged.judgement.negativity = evidence.negativity
        judged.judgement.kind = evidence.kind
        let vector = TermVector(judged.terms, subject.clustering.statistics)
        subject.clustering.add(vector, nil, to: cluster, at: evidence.publishedAt)
        cluster.last = max(cluster.last, evidence.publishedAt)
        if let rest = row.cluster {
            subject.clustering.change(rest) { $0.subtract(vector, change: $1) }
        }
        mark(judged, cluster)
        unmark(judged, row.cluster)
        cluster.negativity += judged.negativity
        row.cluster?.negativity = max(0, (row.cluster?.negativity ?? 0) - judged.negativity)
        cluster.rumour += judged.judgement.rumour
        row.cluster?.rumour = max(0, (row.cluster?.rumour ?? 0) - judged.judgement.rumour)
        _ = cluster.authors.insert(judged.author)
        if judged.isCounted { _ = cluster.negativeAuthors.insert(judged.author) }
        sample.insert(evidence, into: part)
        SourceCounts.add(evidence.source, 1 + evidence.copies, to: &part.sources)
        var moving = member ?? judged.member
        moving?.facts.copies = Int32(clamping: evidence.copies)
        if let moving { cluster.members.append(moving) }
        transfer(
            mentions: 1 + evidence.copies, isNegative: judged.isCounted, reach: evidence.reach, kind: evidence.kind,
            hour: Volume.start(of: evidence.publishedAt), from: row, to: part, cluster)
    }

    /// Members known by signature only go with the mentions they are like.
    private func follow(
        _ members: [Member], _ named: Set<String>, from row: IncidentRow, to part: IncidentRow, _ cluster: OpenCluster
    ) {
        let seen = Set(row.evidence.map(\.mentionID))
        let moving = members.filter { named.contains($0.mention) }.map(\.signature)
        let staying = members.filter { seen.contains($0.mention) && !named.contains($0.mention) }.map(\.signature)
        for member in members where !seen.contains(member.mention) {
            let near = moving.map { $0.likeness(to: member.signature) }.max() ?? 0
            let far = staying.map { $0.likeness(to: member.signature) }.max() ?? 0
            guard near >= Self.leastFollowing, near > far else { continue }
            cluster.members.append(member)
            _ = cluster.authors.insert(member.facts.author)
            if member.facts.isNegative { _ = cluster.negativeAuthors.insert(member.facts.author) }
            transfer(
                mentions: 1 + Int64(member.facts.copies), isNegative: member.facts.isNegative, reach: 0,
                kind: member.facts.kind, hour: Int64(member.facts.hour) * Volume.hour, from: row, to: part, cluster)
        }
    }

    /// Numbers change hands.
    private func transfer(
        mentions: Int64, isNegative: Bool, reach: Int64, kind: MentionKind, hour: Int64, from row: IncidentRow,
        to part: IncidentRow, _ cluster: OpenCluster
    ) {
        let amount = HourlyVolume.with {
            $0.hour = hour
            $0.mentions = mentions
            $0.negative = isNegative ? mentions : 0
            $0.reach = reach
            $0.expected = row.volume.first { $0.hour == hour }?.expected ?? 0
        }
        Volume.add(amount, to: &part.volume)
        Volume.subtract(amount, from: &row.volume)
        part.facts.mentions += mentions
        part.facts.distinct += 1
        part.facts.negative += amount.negative
        if isNegative { part.facts.countNegative(from: hour, to: hour, reach: reach) }
        part.facts.reach = Volume.saturating(part.facts.reach, reach)
        part.facts.firstMentionAt = min(part.facts.firstMentionAt, hour + Volume.hour - 1)
        part.facts.lastMentionAt = max(part.facts.lastMentionAt, hour)
        row.facts.mentions = max(0, row.facts.mentions - mentions)
        row.facts.distinct = max(0, row.facts.distinct - 1)
        row.facts.negative = max(0, row.facts.negative - amount.negative)
        if isNegative { row.facts.negativeReach = max(0, row.facts.negativeReach - reach) }
        row.facts.reach = max(0, row.facts.reach - reach)
        cluster.add(1, of: kind)
        row.cluster?.add(-1, of: kind)
    }
}
