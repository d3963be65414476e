import Plan
import Processing
import Schemas
import SwiftProtobuf

/// An incident as analysis works on it. What only people read (reasons, mentions behind a score, title, keywords) is
/// rendered when the incident is committed, not each time a mention comes.
final class IncidentRow: MarkedRow, WorkingRow {
    let key: String
    let partitionKey: String
    var facts: IncidentFacts
    var texts: IncidentTexts
    /// As rendered last, as protobuf.
    private var assessment: [UInt8] = []
    var evidence: [KeptEvidence] = []
    var volume: [HourlyVolume] = []
    var sources: [SourceCount] = []
    /// While it takes mentions.
    var cluster: OpenCluster? {
        didSet {
            oldValue?.row = nil
            cluster?.row = self
        }
    }
    /// What grading looks at: of the newest measurement.
    private(set) var numbers = Measured.Numbers()
    /// The mention the title is of.
    private var titled = ""
    /// What is to be rendered; nil where the assessment is as rendered.
    private var measured: Measured?
    private let assessor: Assessor

    static let maximumKeywords = 8

    /// A new one.
    init(id: String, subject: String, _ facts: IncidentFacts, assessor: Assessor) {
        key = id
        partitionKey = subject
        self.facts = facts
        texts = IncidentTexts(planHash: assessor.plan.hash)
        self.assessor = assessor
    }

    /// One that the changelog knows.
    init(_ incident: Incident, assessor: Assessor) {
        key = incident.id
        partitionKey = incident.subject
        facts = IncidentFacts(incident)
        texts = IncidentTexts(incident)
        self.assessor = assessor
        if incident.hasAssessment { assessment = Self.written(incident.assessment) }
        evidence = incident.evidence.map { KeptEvidence($0, assessor.sample) }
        volume = incident.volume
        sources = incident.sources
        numbers = Measured.Numbers(incident.assessment)
    }

    var subject: String { partitionKey }
    var isDrill: Bool { facts.drill }

    func message() -> Incident {
        do {
            return try EventCodec.decodeOwn(Incident.self, from: written(), contentType: .protobuf)
        } catch {
            preconditionFailure("what incident \(key) wrote of itself cannot be read: \(error)")
        }
    }

    func bytes() -> [UInt8]? { written() }

    /// An `Incident` as protobuf: the fields by their numbers.
    private func written() -> [UInt8] {
        render()
        var writer = FieldWriter(
            capacity: 512 + assessment.count + evidence.reduce(0) { $0 + $1.byteCount } + volume.count * 48
                + sources.count * 32)
        writer.string(1, key)
        writer.string(2, partitionKey)
        writer.string(3, texts.title)
        writer.integer(4, Int64(facts.state.rawValue))
        writer.integer(5, Int64(facts.grade.rawValue))
        writer.integer(6, Int64(facts.highestGrade.rawValue))
        writer.integer(7, Int64(facts.kind.rawValue))
        writer.integer(8, Int64(facts.rumourState.rawValue))
        if !assessment.isEmpty { writer.message(9, assessment) }
        // By index: an element that is looped over is copied, and what it refers to is touched.
        for index in evidence.indices { evidence[index].write(to: &writer) }
        writer.integer(11, facts.firstMentionAt)
        writer.integer(12, facts.lastMentionAt)
        writer.integer(13, facts.discoveredAt)
        writer.integer(14, facts.mentions)
        writer.integer(15, facts.distinct)
        writer.integer(16, facts.negative)
        writer.integer(17, facts.reach)
        writer.integer(18, facts.distinctAuthors)
        for index in volume.indices { Volume.write(volume[index], to: &writer) }
        for index in sources.indices { SourceCounts.write(sources[index], to: &writer) }
        writer.string(21, texts.mergedInto)
        for incident in texts.mergedFrom { writer.element(22, incident) }
        writer.integer(23, Int64(facts.regradedTo.rawValue))
        writer.string(24, texts.regradedBy)
        writer.string(25, texts.regradeReason)
        writer.integer(26, facts.lowerSince)
        writer.integer(27, facts.updatedAt)
        writer.string(28, texts.planHash)
        writer.integer(29, facts.drill ? 1 : 0)
        for keyword in texts.keywords { writer.element(30, keyword) }
        writer.integer(31, facts.revision)
        writer.integer(32, Int64(facts.computedAtRegrade.rawValue))
        writer.integer(33, facts.refutedCopies)
        if let burst = texts.burst { writer.message(34, Self.written(burst)) }
        writer.integer(35, facts.firstStory ? 1 : 0)
        for source in texts.silentSources { writer.element(36, source) }
        writer.integer(37, facts.negativeAuthors)
        writer.integer(38, facts.negativeReach)
        writer.integer(39, facts.firstNegativeAt)
        writer.integer(40, facts.lastNegativeAt)
        for answer in texts.answers { writer.message(41, Self.written(answer)) }
        for incident in texts.splitFrom { writer.element(42, incident) }
        writer.append(texts.unknown)
        return writer.bytes
    }

    private static func written(_ part: some Message) -> [UInt8] {
        do {
            return try EventCodec.encode(part, as: .protobuf)
        } catch {
            // Binary protobuf fails for required fields, which proto3 does not have.
            preconditionFailure("a part of an incident cannot be written: \(error)")
        }
    }

    // MARK: Its end

    /// From this age on, ms, an incident on which it only drizzles takes copies alone.
    static let drizzleAfter = 48 * Volume.hour
    /// Negative mentions of a day that are a drizzle: fewer than these, or than this share of all there were.
    private static let drizzle: Int64 = 3
    private static let drizzleShare = 0.03

    /// Whether it has ended: what comes next, and is no copy, is another one.
    func isDrizzledOn(at time: Int64) -> Bool {
        guard time - facts.firstMentionAt > Self.drizzleAfter else { return false }
        let since = Volume.start(of: time) - 23 * Volume.hour
        var recent: Int64 = 0
        for at in volume.indices.reversed() {
            if volume[at].hour < since { break }
            recent += volume[at].negative
        }
        return recent < Self.drizzle || Double(recent) < Self.drizzleShare * Double(facts.negative)
    }

    /// Negative mentions of the hours up to this time.
    func recentNegative(at time: Int64, hours: Int64) -> Int64 {
        let since = Volume.start(of: time) - (hours - 1) * Volume.hour
        var recent: Int64 = 0
        for at in volume.indices.reversed() {
            if volume[at].hour < since { break }
            recent += volume[at].negative
        }
        return recent
    }

    // MARK: Measuring and grading

    /// Takes a measurement over.
    func put(_ measured: Measured) {
        self.measured = measured
        numbers = measured.numbers
        cluster?.isSettled = false
    }

    /// Grades it by the newest measurement, or by another one that is not kept.
    func grade(by grader: Grader, _ numbers: Measured.Numbers? = nil, clock: Int64) {
        let isRegraded = facts.regradedTo != .unspecified
        facts = grader.graded(facts, numbers ?? self.numbers, clock: clock)
        guard isRegraded, facts.regradedTo == .unspecified else { return }
        texts.regradedBy = ""
        texts.regradeReason = ""
    }

    // MARK: What people read

    /// Writes the texts of the newest measurement; needs the cluster they rest on.
    private func render() {
        guard let measured, let cluster else { return }
        assessment = assessor.render(measured, cluster, self)
        if let first = evidence.first, first.mentionID != titled { title(after: first.message) }
        texts.keywords = cluster.marks.keywords(cluster.names, limit: Self.maximumKeywords)
        self.measured = nil
    }

    /// Calls the incident by its most telling mention.
    func title(after first: Evidence) {
        titled = first.mentionID
        texts.title = EvidenceSample.title(of: first)
    }

    /// The incident takes no more mentions.
    func close() {
        render()
        measured = nil
        cluster = nil
    }
}
