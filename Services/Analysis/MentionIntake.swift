import Plan
import Processing
import Schemas
import SwiftProtobuf
import Text

/// One mention's way: read, judge, find its incident, count, assess, grade.
extension AnalysisProcessor {
    /// What is made of a mention before anything is changed.
    struct Judged {
        var mention: Mention
        var reading: MentionReading
        var judgement: MentionJudge.Judgement
        /// Indices of the lexicon's matters it is about.
        var matters: [Int]
        var terms: TextTerms
        var signature: SmallSignature?
        /// When it was said.
        var time: Int64

        /// 0…1.
        var negativity: Double { judgement.negativity }

        /// It says of what is told, in the voice of one who looked into it, that it is not true.
        var isDenial = false

        /// It joins an incident that is trouble: what alone would be a grumble is more of the same there.
        var hasContext = false

        var isNegative: Bool {
            negativity >= AnalysisProcessor.negativeFrom || hasContext && isMild && !isDenial
        }
        var isMild: Bool { negativity >= AnalysisProcessor.mildFrom }
        /// Counts for how grave its incident is: of everyday talk beside it nothing does.
        var isCounted: Bool { isTrouble }
        var isTrouble: Bool {
            isNegative || (judgement.kind == .rumour || judgement.kind == .complaint) && negativity >= Self.leastOfKind
        }
        /// Hearsay that is no trouble for anybody is talk.
        private static let leastOfKind = 0.25
        var author: UInt64 {
            Hashing.combine(Hashing.stableHash(mention.source), Hashing.stableHash(mention.author))
        }
    }

    mutating func take(_ mention: Mention, now: Int64) throws {
        guard !mention.id.isEmpty, !mention.subject.isEmpty else {
            throw Rejection(
                "a mention needs an id and a subject; found id \"\(mention.id)\", subject \"\(mention.subject)\"")
        }
        let time = Self.time(of: mention)
        guard time > 0 else {
            throw Rejection("mention \(mention.id) has no time; expected published_at or received_at in ms since 1970")
        }
        // It would move the subject's clock, and close everything that is open, for good.
        guard time <= EventBounds.sum(now, Self.furthestAhead) else {
            throw Rejection(
                "mention \(mention.id) is of \(Timestamps.rfc3339(time)), more than a day ahead of the clock, \(Timestamps.rfc3339(now))"
            )
        }
        let subject = subject(mention.subject)
        let hash = Self.hash(of: mention)
        guard !subject.recent.contains(hash) else { return }
        if mention.revision > 0, isHeardOut(mention, at: time, subject) { return touch(subject) }
        // It stood in its source, old or undated, when that was first looked at: nobody can say that it is news.
        if mention.backlog { return }
        let judged = judge(mention, at: time)
        // Of an incident that it opened, and that has long taken others since.
        if time <= subject.eventTime, incidents.row(Self.incident(openedBy: mention)) != nil { return }
        subject.recent.insert(hash)
        subject.heard = now
        // A drill is told to people, not learnt from: it changes nothing about what is usual.
        if !mention.drill { subject.mentions += 1 }
        subject.eventTime = max(subject.eventTime, time)
        touch(subject)
        sweep(subject, clock: subject.eventTime)
        if !mention.drill {
            watchVolume(judged, subject)
            subject.everyday.lists.count(judged.isCounted ? lists(of: judged) : [], at: subject.eventTime / Volume.hour)
        }
        let isLearntFrom = TermStatistics.isLearntFrom(
            mention: hash, after: subject.mentions)
        if isLearntFrom, !mention.drill {
            subject.clustering.statistics.learn(judged.terms.hashes)
            touch(subject, .terms)
        }
        if !join(judged, subject) {
            if !mention.drill { subject.dropped += 1 }
            note(joining: nil, of: judged)
        }
    }

    mutating func judge(_ mention: Mention, at time: Int64) -> Judged {
        let reading = reader.read(mention)
        let judgement = mentionJudge.judge(mention, reading)
        let title = mention.title.isEmpty ? [] : TextFolding.standard.foldScalars(String(mention.title.prefix(200)))
        var matters: [Int] = []
        var isDenial = false
        reader.forEachOwnCue(reading) { role, _ in
            if case .matter(let index) = role, !matters.contains(index) { matters.append(index) }
            if case .denial = role { isDenial = true }
        }
        var judged = Judged(
            mention: mention, reading: reading, judgement: judgement, matters: matters,
            terms: terms.read(title: title, body: reading.scalars, written: mention.text),
            signature: SmallSignature(reading.signature), time: time)
        judged.isDenial = isDenial && !judged.isTrouble
        return judged
    }

    /// When it was said: published, but not long after it was received.
    static func time(of mention: Mention) -> Int64 {
        guard mention.publishedAt > 0 else { return mention.receivedAt }
        guard mention.receivedAt > 0 else { return mention.publishedAt }
        return min(mention.publishedAt, mention.receivedAt + maximumAhead)
    }

    /// Whether the mention belongs to an incident, an old or a new one.
    private mutating func join(_ judged: Judged, _ subject: Subject) -> Bool {
        let (isDrill, time) = (judged.mention.drill, judged.time)
        let idleAfter = Int64(plan.grading.clustering.idleAfter.seconds) * 1000
        func isMeant(_ cluster: OpenCluster) -> Bool { cluster.isOpen(isDrill, at: time, idleAfter: idleAfter) }
        if let signature = judged.signature,
            let copied = subject.clustering.copied(signature, details: judged.terms.details, where: isMeant),
            copied.cluster.isDrill == isDrill, let row = copied.cluster.row
        {
            takeCopy(judged, copied.member, isRefuted: copied.isRefuted, row, copied.cluster, subject)
            return true
        }
        var judged = judged
        let vector = TermVector(judged.terms, subject.clustering.statistics)
        let found = subject.clustering.incident(
            for: judged, vector, rule: plan.grading.clustering,
            where: {
                isMeant($0)
                    // Its row is asked only where it can be: that costs more than all else here.
                    && !(time - $0.first > IncidentRow.drizzleAfter && $0.row?.isDrizzledOn(at: time) ?? false)
            }, names: names)
        if let cluster = found.cluster, let row = cluster.row {
            judged.hasContext = isContext(row)
            takeDistinct(judged, vector, row, cluster, subject)
            mergeTwin(of: cluster, row, isSpaced: vector.isSpaced, subject)
            return true
        }
        guard judged.isTrouble else { return false }
        makeRoom(in: subject)
        let row = opened(by: judged, isFirstStory: found.isNew)
        let cluster = OpenCluster(id: row.key, subject: subject.id, names: names)
        cluster.isDrill = isDrill
        cluster.first = judged.time
        cluster.last = judged.time
        row.cluster = cluster
        incidents.insert(row)
        clusters.insert(cluster)
        subject.clustering.insert(cluster)
        takeDistinct(judged, vector, row, cluster, subject)
        return true
    }

    func isOpen(_ cluster: OpenCluster, _ isDrill: Bool, at time: Int64) -> Bool {
        cluster.isOpen(
            isDrill, at: time, idleAfter: Int64(plan.grading.clustering.idleAfter.seconds) * 1000)
    }

    private func opened(by judged: Judged, isFirstStory: Bool) -> IncidentRow {
        var facts = IncidentFacts()
        facts.firstMentionAt = judged.time
        facts.lastMentionAt = judged.time
        facts.discoveredAt = judged.mention.receivedAt > 0 ? judged.mention.receivedAt : judged.time
        facts.drill = judged.mention.drill
        facts.firstStory = isFirstStory
        return IncidentRow(
            id: Self.incident(openedBy: judged.mention), subject: judged.mention.subject, facts, assessor: assessor)
    }

    static func incident(openedBy mention: Mention) -> String {
        EventID.derive("incident", mention.subject, mention.id)
    }

    private mutating func takeCopy(
        _ judged: Judged, _ member: Int?, isRefuted: Bool, _ row: IncidentRow, _ cluster: OpenCluster,
        _ subject: Subject
    ) {
        note(joining: row, of: judged, isCopy: true)
        subject.recent.insert(Self.hash(copying: judged.mention))
        count(judged, isNegative: judged.isCounted && !isRefuted, row, cluster, subject)
        if let member {
            cluster.members.countCopy(of: member)
            sample.countCopy(of: cluster.members.mentions[member], in: row)
        }
        if isRefuted { row.facts.refutedCopies += 1 }
        assess(row, cluster, subject)
        mergeTwin(of: cluster, row, isSpaced: judged.terms.isSpaced, subject)
    }

    private mutating func takeDistinct(
        _ judged: Judged, _ vector: TermVector, _ row: IncidentRow, _ cluster: OpenCluster, _ subject: Subject
    ) {
        note(joining: row, of: judged)
        row.facts.distinct += 1
        cluster.negativity += judged.negativity
        cluster.rumour += judged.judgement.rumour
        cluster.add(1, of: judged.judgement.kind)
        subject.clustering.add(vector, judged.member, to: cluster, at: judged.time)
        mark(judged, cluster, subject)
        count(judged, isNegative: judged.isCounted, row, cluster, subject)
        sample.insert(judged, into: row)
        assess(row, cluster, subject)
    }

    private mutating func count(
        _ judged: Judged, isNegative: Bool, _ row: IncidentRow, _ cluster: OpenCluster, _ subject: Subject
    ) {
        incidents.touch(row)
        clusters.touch(cluster)
        let reach = max(0, judged.mention.reach)
        row.facts.mentions += 1
        if isNegative {
            row.facts.negative += 1
            row.facts.countNegative(from: judged.time, to: judged.time, reach: reach)
            if cluster.negativeAuthors.insert(judged.author) {
                row.facts.negativeAuthors = cluster.negativeAuthors.estimate
            }
        }
        row.facts.reach = Volume.saturating(row.facts.reach, reach)
        Volume.add(
            1, negative: isNegative ? 1 : 0, reach: reach, at: judged.time, to: &row.volume,
            expected: { subject.expected(at: $0) })
        SourceCounts.add(judged.mention.source, 1, to: &row.sources)
        if cluster.authors.insert(judged.author) { row.facts.distinctAuthors = cluster.authors.estimate }
        cluster.first = min(cluster.first, judged.time)
        cluster.last = max(cluster.last, judged.time)
        row.facts.firstMentionAt = cluster.first
        row.facts.lastMentionAt = cluster.last
        subject.clustering.enliven(cluster)
        if row.facts.state == .quiet || row.facts.state == .closed {
            row.facts.state = .open
            hasTurned = true
        }
    }

    /// Measures and grades anew. A false alarm keeps no grade, and is measured all the same: where it waits for a second
    /// person its case goes on, and rises.
    mutating func assess(_ row: IncidentRow, _ cluster: OpenCluster, _ subject: Subject) {
        let before = row.facts.turn
        defer { if row.facts.hasTurned(from: before) { hasTurned = true } }
        row.facts.updatedAt = subject.eventTime
        row.facts.revision += 1
        let isFalseAlarm = row.facts.state == .falseAlarm
        guard row.facts.state == .open || row.facts.state == .quiet || isFalseAlarm else { return }
        row.facts.kind = Assessor.kind(of: cluster)
        if row.texts.planHash != plan.hash { row.texts.planHash = plan.hash }
        row.put(
            assessor.measure(
                row, cluster, silent: subject.silent.count, usual: subject.everyday, clock: subject.eventTime))
        row.texts.silentSources = subject.silentSources
        if isFalseAlarm { return }
        let grade = row.facts.grade
        row.grade(by: grader, clock: subject.eventTime)
        noteGrade(of: row, before: grade, at: subject.eventTime)
        cluster.isSettled = grader.isSettled(row.facts, row.numbers)
    }

    /// At the bound, the incident that was silent longest makes room.
    private func makeRoom(in subject: Subject) {
        guard subject.clustering.count >= plan.grading.clustering.maximumOpen else { return }
        let oldest = subject.clustering.clusters.min { ($0.last, $0.id) < ($1.last, $1.id) }
        if let oldest, let row = oldest.row { close(row, oldest, subject) }
    }

    /// An incident takes no more mentions.
    func close(_ row: IncidentRow, _ cluster: OpenCluster, _ subject: Subject) {
        row.close()
        subject.clustering.remove(cluster)
        clusters.remove(cluster.id)
        subject.closed.append(row)
    }
}

extension AnalysisProcessor.Judged {
    /// What is remembered of it as a distinct mention; nil for a text too short to tell copies of.
    var member: Member? {
        signature.map {
            Member(
                mention: mention.id, signature: $0,
                facts: MemberFacts(
                    hour: Int32(truncatingIfNeeded: time / Volume.hour), kind: judgement.kind, isNegative: isCounted,
                    author: author, details: terms.details))
        }
    }
}

extension TextTerms {
    /// One number for all details of a text; 0 without any.
    var details: UInt32 {
        var sum: UInt64 = 0
        for hash in hashes where Self.isDetail(hash) { sum = Hashing.combine(sum, hash) }
        return UInt32(truncatingIfNeeded: sum >> 16)
    }
}
