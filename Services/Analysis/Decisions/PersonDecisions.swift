import Plan
import Processing
import Schemas
import SwiftProtobuf
import Text

/// What people decide about incidents: grade, false alarm, merge, split, rumour state. Decisions of other kinds are for
/// the response and logistics services and pass by.
extension AnalysisProcessor {
    mutating func take(_ decision: Decision, now: Int64) throws {
        guard let kind = decision.kind else { return }
        switch kind {
        case .regrade(let regrade): try self.regrade(decision, to: regrade.grade)
        case .confirmGrade(let confirmed): try confirm(decision, confirmed.grade)
        case .falseAlarm: try sayFalseAlarm(decision)
        case .merge(let merge): try self.merge(decision, into: merge.into)
        case .split(let split): try self.split(decision, Set(split.mentionIds))
        case .rumour(let rumour): try setRumourState(decision, rumour)
        default: return
        }
    }

    private func known(_ id: String, _ decision: Decision) throws -> Incident {
        guard let incident = incidents[id] else {
            throw Rejection(
                "decision \(decision.id) is about incident \(id), which is not known; expected an incident's id")
        }
        guard decision.subject.isEmpty || incident.subject == decision.subject else {
            throw Rejection(
                "decision \(decision.id) names subject \(decision.subject); incident \(id) is of \(incident.subject)")
        }
        return incident
    }

    private func keep(_ incident: Incident, _ decision: Decision) {
        var incident = incident
        incident.revision += 1
        incident.updatedAt = max(incident.updatedAt, clock(of: incident.subject))
        incidents[incident.id] = incident
    }

    /// Changes the cluster of an incident that still has one.
    private mutating func change(_ id: String, _ body: (inout OpenCluster) -> Void) {
        guard let subject = incidents[id]?.subject, var clustering = subjects.removeValue(forKey: subject) else {
            return
        }
        if var cluster = clustering.clusters[id] {
            body(&cluster)
            clustering.put(cluster)
            clusters[id] = cluster.row
        }
        subjects[subject] = clustering
    }

    private func clock(of subject: String) -> Int64 { profiles[subject]?.eventTime ?? 0 }

    private mutating func regrade(_ decision: Decision, to grade: Grade) throws {
        var incident = try known(decision.incidentID, decision)
        guard grade.planned != nil else {
            throw Rejection("decision \(decision.id) regrades to no grade; expected I, II, III or IV")
        }
        incident.regradedTo = grade
        incident.regradedBy = decision.person
        incident.regradeReason = SafeText.clean(decision.reason, maximumCharacters: 500)
        incident.computedAtRegrade = incident.assessment.computedGrade
        incident.grade = grade
        incident.lowerSince = 0
        if grade.isGraver(than: incident.highestGrade) { incident.highestGrade = grade }
        if incident.state == .falseAlarm { reopen(&incident) }
        keep(incident, decision)
    }

    /// A confirmation starts the quiet period anew; one of another grade is a regrade.
    private mutating func confirm(_ decision: Decision, _ grade: Grade) throws {
        var incident = try known(decision.incidentID, decision)
        if grade != .unspecified, grade != incident.grade { return try regrade(decision, to: grade) }
        incident.lowerSince = 0
        incident.regradedBy = decision.person
        incident.regradeReason = SafeText.clean(decision.reason, maximumCharacters: 500)
        keep(incident, decision)
    }

    private mutating func sayFalseAlarm(_ decision: Decision) throws {
        var incident = try known(decision.incidentID, decision)
        guard incident.state != .merged else {
            throw Rejection("incident \(incident.id) was merged into \(incident.mergedInto); decide about that one")
        }
        incident.state = .falseAlarm
        incident.grade = .unspecified
        incident.lowerSince = 0
        change(incident.id) { $0.isFalseAlarm = true }
        keep(incident, decision)
    }

    private mutating func reopen(_ incident: inout Incident) {
        incident.state = .open
        change(incident.id) { $0.isFalseAlarm = false }
    }

    private mutating func merge(_ decision: Decision, into target: String) throws {
        var source = try known(decision.incidentID, decision)
        var incident = try known(target, decision)
        guard source.id != incident.id, source.subject == incident.subject, source.drill == incident.drill,
            source.state != .merged, incident.state != .merged
        else {
            throw Rejection(
                "incident \(source.id) cannot be merged into \(target): expected two different incidents of one subject, neither merged nor one of them a drill"
            )
        }
        var clustering = subjects.removeValue(forKey: incident.subject) ?? Clustering(rule: plan.grading.clustering)
        incident.mentions += source.mentions
        incident.distinct += source.distinct
        incident.negative += source.negative
        incident.reach = Volume.saturating(incident.reach, source.reach)
        incident.refutedCopies += source.refutedCopies
        incident.firstMentionAt = min(incident.firstMentionAt, source.firstMentionAt)
        incident.lastMentionAt = max(incident.lastMentionAt, source.lastMentionAt)
        incident.discoveredAt = min(incident.discoveredAt, source.discoveredAt)
        for hour in source.volume { Volume.add(hour, to: &incident.volume) }
        for count in source.sources { SourceCounts.add(count.source, count.mentions, to: &incident.sources) }
        for evidence in source.evidence { sample.insert(evidence, into: &incident.evidence) }
        incident.mergedFrom.append(source.id)

        let id = incident.id
        var cluster = clustering.clusters[id] ?? OpenCluster(id: id, subject: incident.subject)
        if let other = clustering.clusters[source.id] {
            if clustering.clusters[id] == nil {
                cluster.first = incident.firstMentionAt
                cluster.last = other.last
                cluster.isDrill = incident.drill
            }
            cluster.merge(other)
            clustering.remove(source.id)
            clusters[source.id] = nil
        }
        cluster.first = incident.firstMentionAt
        cluster.last = incident.lastMentionAt
        clustering.put(cluster)
        clusters[id] = cluster.row
        subjects[incident.subject] = clustering
        incident.distinctAuthors = max(cluster.authors.estimate, incident.distinctAuthors)

        source.state = .merged
        source.mergedInto = id
        source.lowerSince = 0
        keep(source, decision)
        judge(&incident, cluster, clock: clock(of: incident.subject))
        incidents[id] = incident
    }

    /// The mentions of the evidence sample that are named become an incident of their own. What they brought in is
    /// taken over as far as the sample tells it: their numbers, copies, hours and words.
    private mutating func split(_ decision: Decision, _ mentionIDs: Set<String>) throws {
        var incident = try known(decision.incidentID, decision)
        let moved = incident.evidence.filter { mentionIDs.contains($0.mentionID) }
        guard !moved.isEmpty, moved.count < incident.evidence.count else {
            throw Rejection(
                "decision \(decision.id) splits \(moved.count) of \(incident.evidence.count) evidence mentions off incident \(incident.id); expected some of them, not all"
            )
        }
        var clustering = subjects.removeValue(forKey: incident.subject) ?? Clustering(rule: plan.grading.clustering)
        var part = Incident.with {
            $0.id = EventID.derive("incident", incident.subject, "split", decision.id)
            $0.subject = incident.subject
            $0.state = .open
            $0.firstMentionAt = moved.map(\.publishedAt).min() ?? incident.firstMentionAt
            $0.lastMentionAt = moved.map(\.publishedAt).max() ?? incident.lastMentionAt
            $0.discoveredAt = decision.decidedAt
            $0.drill = incident.drill
        }
        var cluster = OpenCluster(id: part.id, subject: part.subject)
        cluster.isDrill = part.drill
        var rest = clustering.clusters[incident.id]
        for evidence in moved.sorted(by: { ($0.publishedAt, $0.mentionID) < ($1.publishedAt, $1.mentionID) }) {
            move(evidence, from: &incident, rest: &rest, to: &part, cluster: &cluster)
        }
        cluster.first = part.firstMentionAt
        cluster.last = part.lastMentionAt
        part.distinctAuthors = cluster.authors.estimate
        incident.evidence.removeAll { mentionIDs.contains($0.mentionID) }
        clustering.put(cluster)
        clusters[cluster.id] = cluster.row
        if let rest {
            clustering.put(rest)
            clusters[rest.id] = rest.row
            judge(&incident, rest, clock: clock(of: incident.subject))
        }
        subjects[incident.subject] = clustering
        judge(&part, cluster, clock: clock(of: incident.subject))
        incidents[incident.id] = incident
        incidents[part.id] = part
    }

    private func move(
        _ evidence: Evidence, from incident: inout Incident, rest: inout OpenCluster?, to part: inout Incident,
        cluster: inout OpenCluster
    ) {
        let mentions = 1 + evidence.copies
        let isNegative = evidence.negativity >= Self.negativeFrom
        var hour = HourlyVolume()
        hour.hour = Volume.start(of: evidence.publishedAt)
        hour.mentions = mentions
        hour.negative = isNegative ? mentions : 0
        hour.reach = evidence.reach
        Volume.add(hour, to: &part.volume)
        part.mentions += mentions
        part.distinct += 1
        part.negative += hour.negative
        part.reach = Volume.saturating(part.reach, evidence.reach)
        part.evidence.append(evidence)
        part.evidence.sort(by: sample.isBefore)
        SourceCounts.add(evidence.source, mentions, to: &part.sources)
        incident.mentions = max(0, incident.mentions - mentions)
        incident.distinct = max(0, incident.distinct - 1)
        incident.negative = max(0, incident.negative - hour.negative)
        incident.reach = max(0, incident.reach - evidence.reach)
        if let index = incident.volume.firstIndex(where: { $0.hour == hour.hour }) {
            incident.volume[index].mentions = max(0, incident.volume[index].mentions - mentions)
            incident.volume[index].negative = max(0, incident.volume[index].negative - hour.negative)
            incident.volume[index].reach = max(0, incident.volume[index].reach - hour.reach)
        }

        let mention = Mention.with {
            $0.id = evidence.mentionID
            $0.subject = part.subject
            $0.title = evidence.title
            $0.text = evidence.excerpt
            $0.tier = evidence.tier
        }
        let reading = reader.read(mention)
        cluster.add(terms: Self.merged(reading.terms, reading.matters), at: evidence.publishedAt)
        cluster.last = max(cluster.last, evidence.publishedAt)
        cluster.sign(reading.signature, mention: evidence.mentionID)
        cluster.kinds[evidence.kind, default: 0] += 1
        cluster.negativity += evidence.negativity
        let author = Hashing.combine(Hashing.stableHash(evidence.source), Hashing.stableHash(evidence.author))
        _ = cluster.authors.insert(author)
        reader.forEachOwnCue(reading) { role, _ in
            if case .mark(let index) = role { cluster.mark(lexicon.marks[index].name, mention: evidence.mentionID) }
        }
        if (1...4).contains(evidence.tier.rawValue) {
            cluster.mark("tier:\(evidence.tier.rawValue)", mention: evidence.mentionID)
        }
        rest?.signatures.removeAll { $0.mention == evidence.mentionID }
        if let count = rest?.kinds[evidence.kind] { rest?.kinds[evidence.kind] = max(0, count - 1) }
    }

    /// Refuted: what was said until now, or the mentions named, is known as refuted, and later copies are marked.
    private mutating func setRumourState(_ decision: Decision, _ rumour: SetRumourState) throws {
        var incident = try known(decision.incidentID, decision)
        if case .UNRECOGNIZED = rumour.state {
            throw Rejection(
                "decision \(decision.id) sets an unknown rumour state; expected unverified, confirmed or refuted")
        }
        incident.rumourState = rumour.state
        let named = Set(rumour.mentionIds)
        change(incident.id) { cluster in
            let signatures = cluster.signatures.filter { named.isEmpty || named.contains($0.mention) }
            cluster.refuted = rumour.state == .refuted ? signatures.map(\.minHash) : []
        }
        keep(incident, decision)
    }
}
