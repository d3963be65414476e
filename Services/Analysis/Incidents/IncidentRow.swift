import Processing
import Schemas

/// An incident as analysis works on it. What only people read (reasons, mentions behind a score, title, keywords) is
/// rendered when the incident is committed, not each time a mention comes.
final class IncidentRow: MarkedRow, WorkingRow {
    /// Without its lists and its assessment, which are beside it.
    var incident: Incident
    /// As rendered last, as protobuf.
    private var assessment: [UInt8]
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
        evidence = incident.evidence.map { KeptEvidence($0, assessor.sample) }
        volume = incident.volume
        sources = incident.sources
        assessment = incident.hasAssessment ? Self.written(incident.assessment) : []
        numbers = Measured.Numbers(incident.assessment)
        // A new incident has none of them: nothing is copied for it.
        if incident.hasAssessment { self.incident.clearAssessment() }
        if !evidence.isEmpty { self.incident.evidence = [] }
        if !volume.isEmpty { self.incident.volume = [] }
        if !sources.isEmpty { self.incident.sources = [] }
    }

    var key: String { incident.id }
    var partitionKey: String { incident.subject }
    var isDrill: Bool { incident.drill }

    func message() -> Incident {
        render()
        var message = incident
        if !assessment.isEmpty { message.assessment = Self.read(assessment) }
        message.evidence = evidence.map(\.message)
        message.volume = volume
        message.sources = sources
        return message
    }

    /// Its lists and its assessment, most of an incident's bytes, stand at the end.
    func bytes() -> [UInt8]? {
        render()
        guard let few = try? EventCodec.encode(incident, as: .protobuf) else {
            // Writing the message meets the same, and says so.
            return nil
        }
        var writer = FieldWriter(after: few)
        writer.reserve(
            assessment.count + evidence.reduce(8) { $0 + $1.byteCount } + volume.count * 48 + sources.count * 32)
        if !assessment.isEmpty { writer.message(9, assessment) }
        for evidence in evidence { evidence.write(to: &writer) }
        for hour in volume { Volume.write(hour, to: &writer) }
        for count in sources { SourceCounts.write(count, to: &writer) }
        return writer.bytes
    }

    private static func written(_ assessment: Assessment) -> [UInt8] {
        do {
            return try EventCodec.encode(assessment, as: .protobuf)
        } catch {
            preconditionFailure("an assessment cannot be written: \(error)")
        }
    }

    private static func read(_ assessment: [UInt8]) -> Assessment {
        do {
            return try EventCodec.decode(Assessment.self, from: assessment, contentType: .protobuf)
        } catch {
            preconditionFailure("an assessment written by this process cannot be read: \(error)")
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
        if let first = evidence.first, first.mentionID != titled { title(after: first.message) }
        incident.keywords = cluster.marks.keywords(cluster.names, limit: Self.maximumKeywords)
        self.measured = nil
    }

    /// Calls the incident by its most telling mention.
    func title(after first: Evidence) {
        titled = first.mentionID
        incident.title = EvidenceSample.title(of: first)
    }

    /// The incident takes no more mentions.
    func close() {
        render()
        measured = nil
        cluster = nil
    }
}
