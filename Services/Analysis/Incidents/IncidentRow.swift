import Processing
import Schemas

/// An incident as analysis works on it. What only people read (reasons, mentions behind a score, title, keywords) is
/// rendered when the incident is committed, not each time a mention comes.
final class IncidentRow: WorkingRow {
    let mark: RowMark
    /// Without its lists, which are beside it; its `assessment` is the one rendered last.
    var incident: Incident
    /// What grows with each mention stands beside the message: within it, a list is copied for every change.
    var evidence: [Evidence]
    var volume: [HourlyVolume]
    var sources: [SourceCount]
    /// While it takes mentions.
    var cluster: OpenCluster?
    /// Of each piece of evidence, in its order.
    var evidenceWeights: [Double]
    /// What grading looks at: of the newest measurement.
    var numbers: Measured.Numbers
    /// The mention the title is of.
    private var titled = ""
    /// What is to be rendered; nil where the assessment is as rendered.
    private var measured: Measured?
    private let assessor: Assessor

    static let maximumKeywords = 8

    init(_ incident: Incident, assessor: Assessor) {
        self.incident = incident
        self.assessor = assessor
        mark = RowMark(key: incident.id)
        evidence = incident.evidence
        volume = incident.volume
        sources = incident.sources
        evidenceWeights = evidence.map(assessor.sample.weight)
        numbers = Measured.Numbers(incident.assessment)
        self.incident.evidence = []
        self.incident.volume = []
        self.incident.sources = []
    }

    var key: String { incident.id }
    var partitionKey: String { incident.subject }
    var isDrill: Bool { incident.drill }

    func message() -> Incident {
        render()
        var message = incident
        message.evidence = evidence
        message.volume = volume
        message.sources = sources
        return message
    }

    /// Takes a measurement over.
    func put(_ measured: Measured) {
        self.measured = measured
        numbers = measured.numbers
    }

    /// Writes the texts of the newest measurement; needs the cluster they rest on.
    func render() {
        guard let measured, let cluster else { return }
        assessor.render(measured, cluster, self)
        if let first = evidence.first, first.mentionID != titled {
            titled = first.mentionID
            incident.title = EvidenceSample.title(of: first)
        }
        incident.keywords = cluster.marks.keywords(cluster.names, limit: Self.maximumKeywords)
        self.measured = nil
    }

    /// The incident takes no more mentions.
    func close() {
        render()
        measured = nil
        cluster = nil
    }
}
