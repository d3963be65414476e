import Processing
import Schemas

/// An incident as analysis works on it. What only people read (reasons, mentions behind a score, title, keywords) is
/// rendered when the incident is committed, not each time a mention comes.
final class IncidentRow: WorkingRow {
    var mark = RowMark()
    /// Its `assessment` has the numbers of the newest measurement, and the texts of the newest rendering.
    var incident: Incident
    /// While it takes mentions.
    var cluster: OpenCluster?
    /// Of each piece of evidence, in its order.
    var evidenceWeights: [Double]
    /// What is to be rendered; nil where the assessment is as rendered.
    private var measured: Measured?
    private let assessor: Assessor

    static let maximumKeywords = 8

    init(_ incident: Incident, assessor: Assessor) {
        self.incident = incident
        self.assessor = assessor
        evidenceWeights = incident.evidence.map(assessor.sample.weight)
    }

    var key: String { incident.id }
    var partitionKey: String { incident.subject }
    var isDrill: Bool { incident.drill }

    func message() -> Incident {
        render()
        return incident
    }

    /// Takes a measurement over.
    func put(_ measured: Measured) {
        self.measured = measured
        numbers = measured.numbers
    }

    var numbers: Measured.Numbers {
        get {
            let assessment = incident.assessment
            return Measured.Numbers(
                total: assessment.total, grade: assessment.computedGrade, clock: assessment.assessedAt)
        }
        set {
            incident.assessment.total = newValue.total
            incident.assessment.computedGrade = newValue.grade
            incident.assessment.assessedAt = newValue.clock
        }
    }

    /// Writes the texts of the newest measurement; needs the cluster they rest on.
    func render() {
        guard let measured, let cluster else { return }
        assessor.render(measured, cluster, into: &incident)
        incident.title = EvidenceSample.title(of: incident.evidence)
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
