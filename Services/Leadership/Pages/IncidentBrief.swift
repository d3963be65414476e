import Casework
import Plan
import Schemas

/// The state of a case on one page, for a head who comes in: what happened, how grave and why, what was done, what is open
/// and until when, and who is at it. It prints as it stands.
extension IncidentFile {
    /// Lines of what was done; the record has every step.
    static let briefSteps = 14
    /// The most telling mentions.
    static let briefEvidence = 3

    var brief: Fields {
        let journal = JournalRows(naming: naming, matter: matter, snapshot: snapshot)
        let steps = BriefSteps(
            entries: snapshot.journal[incident.id] ?? [], naming: naming, object: { journal.object(of: $0) }
        ).rows
        let open =
            matter.map { BriefOpen(matter: $0, naming: naming, isOpen: isOpen, now: now).rows } ?? []
        return Fields([
            "briefWhat": briefWhat, "gradeWhy": why, "numbers": numbers,
            "briefEvidence": incident.evidence.prefix(Self.briefEvidence).map { briefMention($0) },
            "outlook": incident.hasAssessment ? outlook : nil, "confirmed": confirmedGrade,
            "briefStrategy": matter.flatMap { briefStrategy($0) },
            "briefSteps": Array(steps.suffix(Self.briefSteps)),
            "briefEarlier": steps.count > Self.briefSteps
                ? words.filled("brief_earlier", String(steps.count - Self.briefSteps)) : nil,
            "recordHref": IncidentTab.record.address(of: incident.id),
            "briefOpen": open, "hasOpen": !open.isEmpty,
            "briefSaid": matter.map { briefSaid($0) } ?? [],
            "duty": PeopleRows(snapshot: snapshot, naming: naming, now: now).duty,
            "madeAt": naming.time(now), "planHash": matter?.planHash ?? incident.assessment.planHash,
        ])
    }

    private var briefWhat: String {
        words.filled(
            "brief_what", naming.count(incident.mentions), naming.count(Int64(incident.sources.count)),
            naming.count(incident.negative), naming.count(incident.reach), naming.time(incident.firstMentionAt) ?? "–",
            naming.time(incident.lastMentionAt) ?? "–")
    }

    private func briefMention(_ evidence: Evidence) -> Fields {
        Fields([
            "mentionText": evidence.title.isEmpty ? evidence.excerpt : evidence.title,
            "sourceName": naming.source(evidence.source), "publishedAt": naming.time(evidence.publishedAt),
            "mentionHref": IncidentTab.mentions.address(of: incident.id, anchor: "mention-\(evidence.mentionID)"),
        ])
    }

    /// Whether a person stands behind the grade.
    private var confirmedGrade: String? {
        guard let matter, let grade = matter.grade.plan, plan.grading.confirmation(of: grade) != nil else { return nil }
        guard matter.gradeConfirmed else { return words["grade_unconfirmed"] }
        return matter.gradeConfirmedBy.isEmpty
            ? nil : words.filled("incident_confirmed", naming.person(matter.gradeConfirmedBy), "")
    }

    private func briefStrategy(_ matter: Case) -> String? {
        guard matter.hasStrategy else { return nil }
        let choice = matter.strategy
        let names = [choice.strategy, choice.supplement].filter { !$0.isEmpty }.map { naming.strategy($0) }
        return words.filled(
            "brief_strategy", names.joined(separator: " + "), naming.person(choice.decidedBy),
            naming.time(choice.decidedAt) ?? "")
    }

    /// What is out, the versions of one channel together.
    private func briefSaid(_ matter: Case) -> [Fields] {
        let out = snapshot.statements(of: matter).filter { $0.releasedAt > 0 && $0.withdrawnAt == 0 }
        let byChannel = Dictionary(grouping: out) { $0.channel }
        let rows = byChannel.map { channel, versions -> (Int64, String, [Statement]) in
            (versions.map(\.releasedAt).min() ?? 0, channel, versions)
        }
        return rows.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map { at, channel, versions in
            let languages = versions.map { words.texts["language_\($0.language)"] ?? $0.language }
            return Fields([
                "channelName": naming.channel(channel), "languages": naming.list(languages), "at": naming.time(at),
                "by": naming.list(Array(Set(versions.map { naming.person($0.releasedBy) })).sorted()),
                "statementHref": "/incidents/\(PageAddress.encoded(incident.id))/statements/\(versions[0].id)",
                "title": versions[0].title, "code": versions[0].language,
            ])
        }
    }
}
