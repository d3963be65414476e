import Foundation
import Processing
import Schemas
import SwiftProtobuf

/// A subject's state beside its incidents: what its mentions have in common, and how many are usual.
final class Subject {
    let id: String
    var mentions: Int64 = 0
    var dropped: Int64 = 0
    /// The newest publication time seen, ms since 1970.
    var eventTime: Int64 = 0
    var detector = BurstDetector()
    var burst = Burst()
    var lull = Burst()
    /// Sources silent past their cadence, by id, with their last success.
    var silent: [String: Int64] = [:] { didSet { silentSources = silent.keys.sorted() } }
    private(set) var silentSources: [String] = []
    /// Its rows, once there are any. They hold this object, and their table holds them.
    weak var profileRow: SubjectRow?
    weak var termsRow: SubjectRow?
    /// The newest mentions taken in: those that are given again are known.
    var recent = RecentMentions()
    /// What its negative mentions are ordinarily about.
    var everyday = Everyday()
    /// The open incidents, and the statistics of terms.
    var clustering = Clustering()
    /// Incidents that take no more mentions, kept for a while.
    var closed: [IncidentRow] = []
    /// Texts that are not part of the state: `now` when its last event came, and how far it was swept.
    var heard: Int64 = 0
    var sweptTo: Int64 = 0

    init(id: String) { self.id = id }

    /// The current hour's expectation.
    func expected(at hour: Int64) -> Double {
        if hour == detector.hour, let last = detector.recent.last { return last.expected }
        return detector.baseline.expected(hour)
    }
}

/// A row of the subjects' table: the subject's counters and baseline, or its terms, which are many and change seldom.
final class SubjectRow: MarkedRow, WorkingRow {
    enum Part { case profile, terms }

    let key: String
    let part: Part
    var subject: Subject

    private static let suffix = "/terms"

    init(_ subject: Subject, _ part: Part) {
        self.subject = subject
        self.part = part
        key = part == .profile ? subject.id : subject.id + Self.suffix
    }

    /// A row as restored, of a subject of its own; the processor joins the parts.
    init(key: String, _ value: SubjectProfile) {
        self.key = key
        part = key.hasSuffix(Self.suffix) ? .terms : .profile
        subject = Subject(id: value.subject)
        switch part {
        case .terms:
            subject.clustering.statistics = TermStatistics(
                packed: PackedTerms(value.packedFrequencies), learnt: value.learnt)
            subject.everyday.terms = TermStatistics(value.documentFrequencies, capacity: Everyday.capacity)
        case .profile:
            subject.mentions = value.mentions
            subject.dropped = value.dropped
            subject.recent = RecentMentions(value.recentMentions)
            subject.everyday.lists = ListUse(value.documentFrequencies)
            subject.eventTime = value.eventTime
            subject.sweptTo = value.eventTime
            subject.detector = BurstDetector(value.baseline)
            subject.burst = value.burst
            subject.lull = value.lull
            for source in value.silent { subject.silent[source.source] = source.since }
        }
    }

    var partitionKey: String { subject.id }
    var isDrill: Bool { false }

    func message() -> SubjectProfile {
        SubjectProfile.with { row in
            row.subject = subject.id
            switch part {
            case .terms:
                row.packedFrequencies = subject.clustering.statistics.packed.data
                row.learnt = subject.clustering.statistics.learnt
                row.documentFrequencies = subject.everyday.terms.terms
            case .profile:
                row.mentions = subject.mentions
                row.dropped = subject.dropped
                row.recentMentions = subject.recent.data
                row.documentFrequencies = subject.everyday.lists.terms
                row.eventTime = subject.eventTime
                row.hourlyBaseline = subject.detector.baseline.week
                row.baseline = subject.detector.row
                if subject.burst.score > 0 { row.burst = subject.burst }
                if subject.lull.score > 0 { row.lull = subject.lull }
                row.silent = subject.silent.sorted { $0.key < $1.key }.map { source, since in
                    SilentSource.with {
                        $0.source = source
                        $0.since = since
                    }
                }
            }
        }
    }
}
