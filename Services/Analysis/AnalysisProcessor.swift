public import Plan
public import Processing
public import Schemas
import Text

/// The analysis duty of the monitoring group (研判): mentions become incidents, assessed and graded; people's decisions
/// change them.
///
/// Event time only. The clock of a subject is the newest publication time seen; while nothing comes, ticks let it run
/// on from there at the pace of `now`, so that an incident goes quiet after real silence, and a file of old mentions is
/// judged by its own times whenever it is imported.
///
/// Every mention counts, is assessed and graded by itself; what people read of it is rendered once a commit. Whatever
/// can be refused is refused before anything changes.
public struct AnalysisProcessor: Processor {
    public static let topology = Topology(
        name: "analysis", inputs: [.mentionPublished, .decisionTaken, .coverageChanged],
        tables: [.incidentAssessed, .clusterUpdated, .subjectProfiled], outputs: [], tick: 60_000)

    let plan: ResponsePlan
    let lexicon: CueLexicon
    let reader: MentionReader
    var mentionJudge: MentionJudge
    let terms: TermReader
    let names: MarkNames
    let sample: EvidenceSample
    let assessor: Assessor
    let grader: Grader
    let incidents: WorkingTable<IncidentRow>
    let clusters: WorkingTable<OpenCluster>
    let profiles: WorkingTable<SubjectRow>
    public let tables: [any ChangelogTable]
    /// By id. Derived from the tables, which hold the same objects.
    var subjects: [String: Subject] = [:]
    var subjectIDs: [String] = []
    /// Whether an incident has become something else for the response group since the incidents were handed over last;
    /// noted for a recomputation, which hands over no more than it has to.
    package internal(set) var hasTurned = false
    /// Noted for those who measure; nil where nobody does.
    var steps: [AnalysisStep]?

    /// Mentions of one commit at the most. An incident that changes is written once a commit, however often it changed, so
    /// a backlog is worked off in large ones.
    public static let batch = 20_000
    /// A publication time further ahead of its receipt than this is not believed.
    static let maximumAhead: Int64 = 5 * 60_000
    /// A mention further ahead of the clock than this is refused: clocks of machines differ, but not by days.
    static let furthestAhead: Int64 = 24 * 3_600_000
    /// How long incidents without a case, and what is known of refuted texts, are kept after the last mention.
    static let retention: Int64 = 7 * 24 * 3_600_000
    static let negativeFrom = 0.3

    /// - Parameter models: what judges mentions beside the cues; those that ship where the institution has none.
    public init(plan: ResponsePlan, models: JudgingModels = .shipped) {
        self.plan = plan
        let lexicon = CueLexicon(plan: plan)
        self.lexicon = lexicon
        reader = MentionReader(lexicon: lexicon)
        mentionJudge = MentionJudge(reader: reader, plan: plan, models: models)
        terms = TermReader(
            names: plan.subjects.flatMap(\.allNames) + plan.peers.flatMap { [$0.name] + $0.aliases })
        let names = MarkNames(lexicon: lexicon)
        self.names = names
        sample = EvidenceSample(credibility: plan.grading.credibility)
        let assessor = Assessor(plan: plan, lexicon: lexicon, names: names)
        self.assessor = assessor
        grader = Grader(grading: plan.grading)
        incidents = WorkingTable(.incidentAssessed) { _, incident in IncidentRow(incident, assessor: assessor) }
        clusters = WorkingTable(.clusterUpdated) { _, row in OpenCluster(row: row, names: names) }
        profiles = WorkingTable(.subjectProfiled) { key, row in SubjectRow(key: key, row) }
        tables = [incidents, clusters, profiles]
    }

    /// Incidents that take mentions.
    public var openIncidents: Int { subjects.values.reduce(0) { $0 + $1.clustering.count } }

    /// What one mention is judged to be, by itself: how bad for its subject, 0…1, of what kind, and how much like a rumour,
    /// 0…1.
    public mutating func judgement(of mention: Mention) -> (negativity: Double, kind: MentionKind, rumour: Double) {
        let judged = judge(mention, at: Self.time(of: mention))
        return (judged.judgement.negativity, judged.judgement.kind, judged.judgement.rumour)
    }

    public mutating func restored() {
        joinSubjects()
        for subject in subjects.values {
            let statistics = subject.clustering.statistics
            subject.clustering = Clustering()
            subject.clustering.statistics = statistics
            subject.closed = []
        }
        for row in incidents.working.sorted(by: { $0.key < $1.key }) {
            let subject = subject(row.subject)
            guard let cluster = clusters.row(row.key) else {
                row.cluster = nil
                subject.closed.append(row)
                continue
            }
            cluster.adopt(row.facts)
            row.cluster = cluster
            subject.clustering.insert(cluster)
        }
    }

    /// Brings the two parts of each restored subject together.
    private mutating func joinSubjects() {
        subjects = [:]
        subjectIDs = []
        for row in profiles.working.sorted(by: { $0.key < $1.key }) {
            let subject = subjects[row.subject.id] ?? row.subject
            subjects[subject.id] = subject
            if subject !== row.subject {
                // Profiles come before terms: `id` sorts before `id/terms`.
                subject.clustering.statistics = row.subject.clustering.statistics
                subject.everyday.terms = row.subject.everyday.terms
                row.subject = subject
            }
            if row.part == .profile { subject.profileRow = row } else { subject.termsRow = row }
        }
        subjectIDs = subjects.keys.sorted()
    }

    /// Nothing was changed before it was refused.
    public mutating func takenBack() {}

    public mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        guard event.data != nil else { return }
        switch event.kind.topic {
        case EventKind.mentionPublished.topic: try take(try event.decode(Mention.self), now: context.now)
        case EventKind.decisionTaken.topic: try take(try event.decode(Decision.self), now: context.now)
        case EventKind.coverageChanged.topic: try take(try event.decode(CoverageChange.self))
        default: return
        }
    }

    public mutating func tick(_ context: inout ProcessorContext) throws {
        for id in subjectIDs {
            guard let subject = subjects[id] else { continue }
            if subject.heard == 0 { subject.heard = context.now }
            sweep(subject, clock: subject.eventTime + max(0, context.now - subject.heard))
        }
    }

    /// The state of a subject, new where nothing was heard of it.
    mutating func subject(_ id: String) -> Subject {
        if let subject = subjects[id] { return subject }
        let subject = Subject(id: id)
        subjects[id] = subject
        subjectIDs.insert(id, at: subjectIDs.firstIndex { $0 > id } ?? subjectIDs.count)
        return subject
    }

    /// Notes that a subject's counters, or its terms, change with this event.
    func touch(_ subject: Subject, _ part: SubjectRow.Part = .profile) {
        let row = part == .profile ? subject.profileRow : subject.termsRow
        if let row { return profiles.touch(row) }
        let made = SubjectRow(subject, part)
        if part == .profile { subject.profileRow = made } else { subject.termsRow = made }
        profiles.insert(made)
    }
}
