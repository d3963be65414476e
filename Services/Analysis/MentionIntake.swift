import Plan
import Processing
import Schemas
import SwiftProtobuf
import Text

/// One mention's way: read, judge, find its incident, count, assess, grade.
extension AnalysisProcessor {
    mutating func take(_ mention: Mention, now: Int64) throws {
        guard !mention.id.isEmpty, !mention.subject.isEmpty else {
            throw Rejection(
                "a mention needs an id and a subject; found id \"\(mention.id)\", subject \"\(mention.subject)\"")
        }
        let time = Self.time(of: mention)
        guard time > 0 else {
            throw Rejection("mention \(mention.id) has no time; expected published_at or received_at in ms since 1970")
        }
        let reading = reader.read(mention)
        let judgement = mentionJudge.judge(mention, reading)
        heard[mention.subject] = now

        var profile = profiles[mention.subject] ?? SubjectProfile.with { $0.subject = mention.subject }
        let before = profile.eventTime
        profile.mentions += 1
        profile.eventTime = max(profile.eventTime, time)
        if profile.eventTime / Self.sweepEvery != before / Self.sweepEvery {
            sweep(mention.subject, clock: profile.eventTime)
        }
        var clustering = subjects.removeValue(forKey: mention.subject) ?? Clustering(rule: plan.grading.clustering)
        let joined = join(mention, reading, judgement, time, profile.eventTime, &clustering)
        if !joined { profile.dropped += 1 }
        if SubjectFrequencies.isLearntFrom(mention: Hashing.stableHash(mention.id), after: profile.mentions) {
            clustering.frequencies.learn(reading.terms)
            profile.documentFrequencies = clustering.frequencies.rows
        }
        subjects[mention.subject] = clustering
        profiles[mention.subject] = profile
    }

    /// When it was said: published, but not long after it was received.
    static func time(of mention: Mention) -> Int64 {
        guard mention.publishedAt > 0 else { return mention.receivedAt }
        guard mention.receivedAt > 0 else { return mention.publishedAt }
        return min(mention.publishedAt, mention.receivedAt + maximumAhead)
    }

    /// Whether the mention belongs to an incident, an old or a new one.
    private func join(
        _ mention: Mention, _ reading: MentionReading, _ judgement: MentionJudge.Judgement, _ time: Int64,
        _ clock: Int64, _ clustering: inout Clustering
    ) -> Bool {
        let negative = judgement.negativity
        let isNegative = negative >= Self.negativeFrom
        let isTrouble = isNegative || judgement.kind == .rumour || judgement.kind == .complaint
        let copied = clustering.copied(reading, isDrill: mention.drill, at: time)
        let id: String
        if let copied {
            id = copied.incident
        } else if let found = clustering.incident(
            for: reading, isDrill: mention.drill, isTrouble: isTrouble, at: time)
        {
            id = found
        } else if isTrouble {
            id = EventID.derive("incident", mention.subject, mention.id)
            makeRoom(&clustering)
        } else {
            return false
        }

        var incident = incidents[id] ?? newIncident(id, mention, time)
        var cluster = clustering.clusters[id] ?? OpenCluster(id: id, subject: mention.subject)
        let isCopy = copied.map { !$0.mention.isEmpty || $0.isRefuted } ?? false
        cluster.isDrill = incident.drill
        count(mention, isNegative: isNegative && copied?.isRefuted != true, at: time, &incident, &cluster)
        if isCopy, let copied {
            sample.countCopy(of: copied.mention, in: &incident.evidence)
            if copied.isRefuted { incident.refutedCopies += 1 }
        } else {
            incident.distinct += 1
            cluster.negativity += negative
            cluster.rumour += judgement.rumour
            cluster.kinds[judgement.kind, default: 0] += 1
            cluster.add(terms: Self.merged(reading.terms, reading.matters), at: time)
            cluster.sign(reading.signature, mention: mention.id)
            mark(mention, reading, &cluster)
            sample.insert(
                EvidenceSample.evidence(of: mention, negativity: negative, kind: judgement.kind, at: time),
                into: &incident.evidence)
        }
        cluster.first = incident.firstMentionAt
        cluster.last = incident.lastMentionAt
        clustering.put(cluster)
        judge(&incident, cluster, clock: clock)
        incidents[id] = incident
        if isCopy, let row = clusters[id] {
            // A copy adds an author at the most: no need to write the terms and signatures anew.
            if row.authors != cluster.authors.data { clusters.update(id) { $0.authors = cluster.authors.data } }
        } else {
            clusters[id] = cluster.row
        }
        return true
    }

    private func newIncident(_ id: String, _ mention: Mention, _ time: Int64) -> Incident {
        Incident.with {
            $0.id = id
            $0.subject = mention.subject
            $0.state = .open
            $0.firstMentionAt = time
            $0.lastMentionAt = time
            $0.discoveredAt = mention.receivedAt > 0 ? mention.receivedAt : time
            $0.planHash = plan.hash
            $0.drill = mention.drill
        }
    }

    private func count(
        _ mention: Mention, isNegative: Bool, at time: Int64, _ incident: inout Incident, _ cluster: inout OpenCluster
    ) {
        let reach = max(0, mention.reach)
        incident.mentions += 1
        incident.negative += isNegative ? 1 : 0
        incident.reach = Volume.saturating(incident.reach, reach)
        incident.firstMentionAt = min(incident.firstMentionAt, time)
        incident.lastMentionAt = max(incident.lastMentionAt, time)
        Volume.add(
            HourlyVolume.with {
                $0.hour = Volume.start(of: time)
                $0.mentions = 1
                $0.negative = isNegative ? 1 : 0
                $0.reach = reach
            }, to: &incident.volume)
        SourceCounts.add(mention.source, 1, to: &incident.sources)
        let author = Hashing.combine(Hashing.stableHash(mention.source), Hashing.stableHash(mention.author))
        if cluster.authors.insert(author) { incident.distinctAuthors = cluster.authors.estimate }
        if incident.state == .quiet || incident.state == .closed { incident.state = .open }
    }

    private func mark(_ mention: Mention, _ reading: MentionReading, _ cluster: inout OpenCluster) {
        var met: Set<Int> = []
        reader.forEachOwnCue(reading) { role, _ in if case .mark(let index) = role { met.insert(index) } }
        for index in met.sorted() { cluster.mark(lexicon.marks[index].name, mention: mention.id) }
        if (1...4).contains(mention.tier.rawValue) {
            cluster.mark("tier:\(mention.tier.rawValue)", mention: mention.id)
        }
    }

    /// Assesses and grades anew; a false alarm only counts.
    func judge(_ incident: inout Incident, _ cluster: OpenCluster, clock: Int64) {
        incident.updatedAt = clock
        incident.revision += 1
        guard incident.state == .open || incident.state == .quiet else { return }
        incident.kind = Assessor.kind(of: cluster)
        incident.title = EvidenceSample.title(of: incident.evidence)
        incident.planHash = plan.hash
        incident.assessment = assessor.assess(incident, cluster, clock: clock)
        grader.grade(&incident, clock: clock)
        // Reading the sample again is costly: now and then is enough.
        if incident.mentions & (incident.mentions - 1) == 0 {
            incident.keywords = Keywords(lexicon: lexicon).of(incident.evidence)
        }
    }

    /// At the bound, the incident that was silent longest makes room.
    private func makeRoom(_ clustering: inout Clustering) {
        guard clustering.clusters.count >= Self.maximumOpen else { return }
        let oldest = clustering.clusters.values.min { ($0.last, $0.id) < ($1.last, $1.id) }
        guard let oldest else { return }
        clustering.remove(oldest.id)
        clusters[oldest.id] = nil
    }

    static func merged(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
        guard !b.isEmpty else { return a }
        return Set(a).union(b).sorted()
    }
}

/// Mentions by source: bounded, in the order in which the sources were met.
enum SourceCounts {
    static let maximum = 64

    static func add(_ source: String, _ mentions: Int64, to counts: inout [SourceCount]) {
        if let index = counts.firstIndex(where: { $0.source == source }) {
            counts[index].mentions += mentions
        } else if counts.count < maximum {
            counts.append(
                SourceCount.with {
                    $0.source = source
                    $0.mentions = mentions
                })
        }
    }
}
