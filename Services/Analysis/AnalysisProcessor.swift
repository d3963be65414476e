public import Plan
public import Processing
import Schemas
import Text

/// The analysis duty of the monitoring group (研判): mentions become incidents, assessed and graded; people's decisions
/// change them.
///
/// Event time only. The clock of a subject is the newest publication time seen; while nothing comes, ticks let it run
/// on from there at the pace of `now`, so that an incident goes quiet after real silence, and a file of old mentions is
/// judged by its own times whenever it is imported.
public struct AnalysisProcessor: Processor {
    public static let topology = Topology(
        name: "analysis", inputs: [.mentionPublished, .decisionTaken],
        tables: [.incidentAssessed, .clusterUpdated, .subjectProfiled], outputs: [], tick: 60_000)

    let plan: ResponsePlan
    let lexicon: CueLexicon
    let reader: MentionReader
    var mentionJudge: MentionJudge
    let sample: EvidenceSample
    let assessor: Assessor
    let grader: Grader
    let incidents: Table<Incident>
    let clusters: Table<Cluster>
    let profiles: Table<SubjectProfile>
    /// Derived from the tables.
    var subjects: [String: Clustering] = [:]
    /// `now` when a subject's last event came; not kept, so that a restart only delays what silence brings.
    var heard: [String: Int64] = [:]

    /// A publication time further ahead of its receipt than this is not believed.
    static let maximumAhead: Int64 = 5 * 60_000
    static let sweepEvery: Int64 = 10 * 60_000
    /// How long incidents without a case, and what is known of refuted texts, are kept after the last mention.
    static let retention: Int64 = 7 * 24 * 3_600_000
    static let maximumOpen = 256
    static let negativeFrom = 0.3

    /// - Parameter models: what judges mentions beside the cues; those that ship where the institution has none.
    public init(plan: ResponsePlan, models: JudgingModels = .shipped) {
        self.plan = plan
        lexicon = CueLexicon(plan: plan)
        reader = MentionReader(lexicon: lexicon)
        mentionJudge = MentionJudge(reader: reader, plan: plan, models: models)
        sample = EvidenceSample(credibility: plan.grading.credibility)
        assessor = Assessor(plan: plan, lexicon: lexicon)
        grader = Grader(grading: plan.grading)
        incidents = Table(.incidentAssessed, partitionKey: { $1.subject }, isDrill: \.drill)
        clusters = Table(.clusterUpdated, partitionKey: { $1.subject })
        profiles = Table(.subjectProfiled, partitionKey: { key, _ in key })
    }

    public var tables: [any ChangelogTable] { [incidents, clusters, profiles] }

    public mutating func restored() {
        subjects = [:]
        for (id, profile) in profiles.rows {
            var clustering = Clustering(rule: plan.grading.clustering)
            clustering.frequencies = SubjectFrequencies(profile)
            subjects[id] = clustering
        }
        for (id, row) in clusters.rows.sorted(by: { $0.key < $1.key }) {
            guard let incident = incidents[id] else { continue }
            subjects[row.subject, default: Clustering(rule: plan.grading.clustering)]
                .put(OpenCluster(row: row, incident: incident))
        }
    }

    public mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        if event.kind.type == EventKind.mentionPublished.type {
            guard event.data != nil else { return }
            try take(try event.decode(Mention.self), now: context.now)
        } else if event.kind.type == EventKind.decisionTaken.type {
            guard event.data != nil else { return }
            try take(try event.decode(Decision.self), now: context.now)
        }
    }

    public mutating func tick(_ context: inout ProcessorContext) throws {
        for subject in profiles.rows.keys.sorted() {
            let since = heard[subject] ?? context.now
            heard[subject] = since
            guard let profile = profiles[subject] else { continue }
            sweep(subject, clock: profile.eventTime + max(0, context.now - since))
        }
    }
}
