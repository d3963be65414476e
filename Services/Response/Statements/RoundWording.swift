import Plan
import Schemas

/// What all versions of one round say (one agreed wording, 統一口徑): its facts as of one time, its number, its promise.
/// It follows the record until somebody signs or writes a version; from then on what is drafted says the same, so that
/// the versions agree.
enum RoundWording {
    /// Takes the wording anew where nobody is bound to it yet and the facts have moved on.
    static func refresh(_ file: inout CaseFile) {
        let current = file.row.wording
        if current.frozenAt > 0 { return }
        let taken = taken(round: max(current.round, 1), in: file)
        let promiseHolds = current.nextWordAt == 0 ? taken.nextWordAt == 0 : current.nextWordAt > file.now
        guard current.round == 0 || !promiseHolds || !saysTheSame(current, taken) else { return }
        file.row.wording = taken
    }

    /// Somebody is bound to the wording: it stays.
    static func freeze(_ file: inout CaseFile) {
        guard file.row.wording.round > 0, file.row.wording.frozenAt == 0 else { return }
        file.row.wording.frozenAt = file.now
        let wording = file.row.wording
        file.enter(
            .wordingAgreed,
            [
                "round": "\(wording.round)", "number": wording.number, "asOf": Timestamps.rfc3339(wording.asOf),
                "nextWord": wording.nextWordAt > 0 ? Timestamps.rfc3339(wording.nextWordAt) : "",
                "mentions": wording.mentionIds.joined(separator: " "),
            ])
    }

    /// The facts or the strategy changed, or a person asks for new drafts: taken anew, as the next round where something
    /// of this one is out.
    static func renew(_ file: inout CaseFile) {
        let round = max(file.row.wording.round, 1)
        let isOut = file.row.statements.contains { $0.releasedAt > 0 && $0.round == round }
        file.row.wording = taken(round: isOut ? round + 1 : round, in: file)
    }

    /// The facts in one language, each with what it rests on.
    static func facts(of wording: AgreedWording, language: ResponsePlan.Language, plan: ResponsePlan) -> [Fact] {
        let words = Wording(language: language)
        var facts: [Fact] = []
        func add(_ name: String, _ value: String, mentions: [String], decision: String = "") {
            var fact = Fact()
            fact.name = name
            fact.value = value
            fact.mentionIds = mentions
            fact.decisionID = decision
            facts.append(fact)
        }
        if !wording.firstSeenMention.isEmpty {
            let moment = words.moment(wording.firstSeenAt, in: plan.institution.timeZone)
            add(
                "first-seen", plan.statements.say(.firstSeen, in: language, ["moment": moment]),
                mentions: [wording.firstSeenMention])
        }
        if wording.mentions > 0, !wording.mentionIds.isEmpty {
            let counts = ["mentions": "\(wording.mentions)", "sources": "\(wording.sources)"]
            add("spread", plan.statements.say(.spread, in: language, counts), mentions: wording.mentionIds)
        }
        let found: ResponsePlan.Phrase? =
            switch wording.rumourState {
            case RumourState.refuted.word: .refuted
            case RumourState.confirmed.word: .confirmed
            default: nil
            }
        if let found {
            add(
                "rumour-state", plan.statements.say(found, in: language), mentions: wording.rumourMentionIds,
                decision: wording.rumourDecisionID)
        }
        return facts
    }

    private static func taken(round: Int32, in file: CaseFile) -> AgreedWording {
        let incident = file.row.incident
        var wording = AgreedWording()
        wording.round = round
        wording.number = [
            file.plan.institution.id.uppercased(),
            Wording.digits(file.now, in: file.plan.institution.timeZone),
            String(file.row.incidentID.prefix(6)).uppercased(), "\(round)",
        ].joined(separator: "-")
        wording.asOf = file.now
        // A round that is drafted anew goes on; another begins at the grade of now.
        let before = file.row.wording
        wording.gravestGrade =
            round == before.round || before.round == 0 ? .graver(before.gravestGrade, file.row.grade) : file.row.grade
        let within = file.plan.statements.nextWordWithin[file.grade]
        wording.nextWordAt = within.map { file.now + Int64($0.seconds) * 1000 } ?? 0
        let evidence = incident.evidence
        if let first = evidence.min(by: { ($0.publishedAt, $0.mentionID) < ($1.publishedAt, $1.mentionID) }) {
            wording.firstSeenAt = first.publishedAt
            wording.firstSeenMention = first.mentionID
            wording.mentions = incident.mentions
            wording.sources = Int32(clamping: incident.sources.count)
            wording.mentionIds = evidence.prefix(10).map(\.mentionID)
        }
        // What people established counts as of their latest decision only.
        if let entry = file.journal.last(where: { $0.action == JournalAction.rumourStateSet.rawValue }) {
            wording.rumourState = entry.details["state"] ?? ""
            wording.rumourDecisionID = entry.decisionID
            wording.rumourMentionIds = (entry.details["mentions"] ?? "").split(separator: " ").map(String.init)
        }
        return wording
    }

    /// Whether two wordings differ in nothing but when they were taken.
    private static func saysTheSame(_ one: AgreedWording, _ other: AgreedWording) -> Bool {
        var one = one
        one.asOf = other.asOf
        one.number = other.number
        one.nextWordAt = other.nextWordAt
        return one == other
    }
}
