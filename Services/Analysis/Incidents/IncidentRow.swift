import Processing
import Schemas

/// An incident as analysis works on it. What only people read (reasons, mentions behind a score, title, keywords) is
/// rendered when the incident is committed, not each time a mention comes.
final class IncidentRow: MarkedRow, WorkingRow {
    /// Without its lists and its assessment, which are beside it.
    var incident: Incident
    /// As rendered last.
    private var assessment: Assessment
    /// What grows with each mention stands beside the message: within it, a list is copied for every change.
    var evidence: [KeptEvidence]
    var volume: [HourlyVolume]
    var sources: [SourceCount]
    /// While it takes mentions.
    var cluster: OpenCluster? {
        didSet {
            oldValue?.row = nil
            cluster?.row = self
        }
    }
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
        evidence = incident.evidence.map { KeptEvidence($0, weight: assessor.sample.weight($0)) }
        volume = incident.volume
        sources = incident.sources
        assessment = incident.assessment
        numbers = Measured.Numbers(incident.assessment)
        self.incident.clearAssessment()
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
        message.assessment = assessment
        message.evidence = evidence.map(\.message)
        message.volume = volume
        message.sources = sources
        return message
    }

    /// Assessment and evidence, most of an incident's bytes, stand at the end.
    func bytes() -> [UInt8]? {
        render()
        incident.volume = volume
        incident.sources = sources
        defer {
            incident.volume = []
            incident.sources = []
        }
        do {
            var bytes = try EventCodec.encode(incident, as: .protobuf)
            EncodedFields.append(try EventCodec.encode(assessment, as: .protobuf), as: 9, to: &bytes)
            for index in evidence.indices { try evidence[index].append(to: &bytes) }
            return bytes
        } catch {
            // Writing the message meets the same, and says so.
            return nil
        }
    }

    /// Takes a measurement over.
    func put(_ measured: Measured) {
        self.measured = measured
        numbers = measured.numbers
        cluster?.isSettled = false
    }

    /// Writes the texts of the newest measurement; needs the cluster they rest on.
    func render() {
        guard let measured, let cluster else { return }
        assessment = assessor.render(measured, cluster, self)
        if let first = evidence.first, first.message.mentionID != titled {
            titled = first.message.mentionID
            incident.title = EvidenceSample.title(of: first.message)
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
