import Casework
public import Plan
public import Processing
public import Schemas

/// The emergency response group's work as a pure step: incidents, decisions, deliveries and resources in; cases, journal
/// and evaluations out.
///
/// Two private tables stand beside the cases: incidents that have none yet, so that a person may open one; and each
/// case's journal, bounded, because a case's row is public and must stay small while the evaluation needs the whole
/// time line and a repeated decision must be known again.
public struct ResponseProcessor: Processor {
    /// Journal entries kept for one case; the journal topic has them all.
    public static let mostKept: Int64 = 2000

    public static let topology = Topology(
        name: "response", inputs: [.incidentAssessed, .decisionTaken, .deliveryUpdated, .resourceUpdated],
        tables: [.caseAdvanced, .recordKept, .incidentWatched, .journalKept],
        outputs: [.journalEntered, .evaluationWritten],
        tick: 1000)

    public let plan: ResponsePlan
    /// The cases, by incident id: for a backtest to read.
    public let cases: Table<Case>
    private let records: Table<CaseRecord>
    private let watched: Table<Incident>
    private let journals: Table<JournalEntry>
    /// When each case has to be looked at next. Derived.
    private var wakes: [String: Int64] = [:]
    /// Keys of the records of each incident. Derived.
    private var recordKeys: [String: Set<String>] = [:]
    /// Decisions entered in a journal. Derived.
    private var seen: Set<String> = []

    public init(plan: ResponsePlan) {
        self.plan = plan
        cases = Table(.caseAdvanced, partitionKey: { _, row in row.subject }, isDrill: { $0.drill })
        records = Table(.recordKept, partitionKey: { _, row in row.subject }, isDrill: { $0.drill })
        watched = Table(.incidentWatched, partitionKey: { _, row in row.subject }, isDrill: { $0.drill })
        journals = Table(.journalKept, partitionKey: { _, row in row.subject })
    }

    /// The earliest time that a case has to be looked at; nil: none has.
    package var nextLook: Int64? { wakes.values.min() }

    public var tables: [any ChangelogTable] { [cases, records, watched, journals] }

    public mutating func restored() {
        wakes = [:]
        for (id, row) in cases.rows { wakes[id] = wake(of: row) }
        recordKeys = [:]
        for (key, record) in records.rows { recordKeys[record.incidentID, default: []].insert(key) }
        seen = Set(journals.rows.values.map(\.decisionID).filter { !$0.isEmpty })
    }

    public mutating func process(_ event: InputEvent, _ context: inout ProcessorContext) throws {
        switch event.kind.type {
        case EventKind.incidentAssessed.type:
            // A removed incident leaves its case: the record stays.
            guard event.data != nil else { return watched[event.key] = nil }
            try take(event.decode(Incident.self), &context)
        case EventKind.decisionTaken.type: try take(event.decode(Decision.self), &context)
        case EventKind.deliveryUpdated.type:
            guard event.data != nil else { return }
            try take(event.decode(Delivery.self), &context)
        case EventKind.resourceUpdated.type:
            guard event.data != nil else { return }
            try take(event.decode(ResourceRequest.self), &context)
        default:
            throw Rejection("response reads incidents, decisions, deliveries and resources, found \(event.kind.type)")
        }
    }

    public mutating func tick(_ context: inout ProcessorContext) throws {
        let now = context.now
        for id in wakes.filter({ $0.value <= now }).keys.sorted() {
            guard let row = cases[id], !retire(row, at: now) else { continue }
            var file = file(for: row, now: now)
            ClockKeeper.tick(&file)
            if !row.state.isOver {
                DirectiveFollowing.tick(&file)
                ReportDesk.tick(&file)
            }
            keep(file, was: row, &context)
            wakes[id] = cases[id].flatMap(wake(of:))
        }
    }

    /// A decision that makes a case, or its evaluation, too large is refused as others are: in the journal.
    public mutating func refusedAsTooLarge(
        _ event: InputEvent, why: Rejection, _ context: inout ProcessorContext
    ) throws {
        guard event.kind.type == EventKind.decisionTaken.type, let decision = try? event.decode(Decision.self),
            let kind = decision.kind, !seen.contains(decision.id), let row = cases[decision.incidentID]
        else { return }
        var file = file(for: row, now: context.now)
        file.actor = decision.person
        file.decisionID = decision.id
        file.enter(
            .refused, about: kind.name,
            ["reason": "too large: \(why.reason)", "role": decision.role, "state": file.row.state.label])
        keep(file, was: row, &context)
    }

    private mutating func take(_ incident: Incident, _ context: inout ProcessorContext) throws {
        guard !incident.id.isEmpty, !incident.subject.isEmpty else {
            throw Rejection("an incident takes an id and a subject, found \"\(incident.id)\", \"\(incident.subject)\"")
        }
        if let row = cases[incident.id] {
            guard Self.isNewer(incident, than: row.incident) else { return }
            let bound = BindingRule.bound(by: incident, since: row.incident) { cases[$0] }
            var file = file(for: row, now: context.now)
            IncidentAnswers.take(of: incident, unless: seen, likeCases: likeCases(incident), in: &file)
            CaseDesk.follow(incident, bound: bound, likeCases: likeCases(incident), in: &file)
            keep(file, was: row, &context)
            if row.mergedInto.isEmpty, !file.row.mergedInto.isEmpty { handOn(file.row, &context) }
        } else if CaseDesk.calls(forCase: incident, plan: plan)
            || BindingRule.carriesOn(incident, since: nil, among: { cases[$0] })
        {
            open(incident, actor: "system", decision: "", &context)
        } else if incident.state == .open || incident.state == .quiet || incident.state == .unspecified {
            if let known = watched[incident.id], !Self.isNewer(incident, than: known) { return }
            watched[incident.id] = incident
        } else {
            watched[incident.id] = nil
        }
    }

    private mutating func take(_ decision: Decision, _ context: inout ProcessorContext) throws {
        guard let kind = decision.kind else { throw Rejection("decision \(decision.id) does not say what was decided") }
        guard !decision.id.isEmpty else { throw Rejection("a decision takes an id") }
        do { try DecisionBounds.checkEnvelope(decision, now: context.now) } catch {
            throw Rejection("decision \(String(decision.id.prefix(40))): \(error)")
        }
        guard !seen.contains(decision.id) else { return }
        if let row = cases[decision.incidentID] {
            var file = file(for: row, now: context.now)
            DecisionDesk.take(decision, kind: kind, likeCases: likeCases(row.incident), in: &file)
            keep(file, was: row, &context)
            return
        }
        // Others carry these out; without a case there is no journal to note them in.
        guard kind.row.owner == .response else { return }
        let incident = watched[decision.incidentID]
        var known = Casework.CaseFile(plan: plan, now: context.now)
        known.row = .none
        known.incident = .init(incident)
        do throws(Refusal) { _ = try known.admit(decision) } catch {
            throw Rejection("decision \(decision.id) (\(kind.name)): \(error.reason)")
        }
        guard let incident else { return }
        open(incident, actor: decision.person, principal: decision.deputyFor, decision: decision.id, &context)
    }

    private mutating func take(_ delivery: Delivery, _ context: inout ProcessorContext) {
        // Deliveries about no incident, such as lost coverage, are not a case's.
        guard let row = cases[delivery.incidentID] else { return }
        var file = file(for: row, now: context.now)
        DeliveryDesk.take(delivery, in: &file)
        DecisionAnswers.enter(delivery.answers.filter { !seen.contains($0.decisionID) }, about: delivery.id, in: &file)
        keep(file, was: row, &context)
    }

    private mutating func take(_ request: ResourceRequest, _ context: inout ProcessorContext) {
        guard let row = cases[request.incidentID] else { return }
        var file = file(for: row, now: context.now)
        ResourceDesk.take(request, answers: request.answers.filter { !seen.contains($0.decisionID) }, in: &file)
        keep(file, was: row, &context)
    }

    private mutating func open(
        _ incident: Incident, actor: String, principal: String = "", decision: String,
        _ context: inout ProcessorContext
    ) {
        watched[incident.id] = nil
        let blank = CaseDesk.blank(for: incident)
        var file = CaseFile(plan: plan, now: context.now, row: blank, kept: [])
        file.actor = actor
        file.principal = principal
        file.decisionID = decision
        let bound = BindingRule.bound(by: incident, since: nil) { cases[$0] }
        CaseDesk.open(with: incident, bound: bound, likeCases: likeCases(incident), in: &file)
        IncidentAnswers.take(of: incident, unless: seen, likeCases: likeCases(incident), in: &file)
        for merged in cases.rows.values.filter({ $0.mergedInto == incident.id }).sorted(by: {
            $0.incidentID < $1.incidentID
        }) {
            GradeRule.inherit(merged.highestGrade, from: merged.incidentID, in: &file)
        }
        keep(file, was: blank, &context)
    }

    /// The case that carries a merged one on goes by the graver rules of the two.
    private mutating func handOn(_ merged: Case, _ context: inout ProcessorContext) {
        guard let row = cases[merged.mergedInto] else { return }
        var file = file(for: row, now: context.now)
        file.enter(.caseTakenIn, about: merged.incidentID, ["title": merged.title])
        GradeRule.inherit(merged.highestGrade, from: merged.incidentID, in: &file)
        keep(file, was: row, &context)
    }

    private func file(for row: Case, now: Int64) -> CaseFile {
        let kept = (1...max(row.journalEntries, 1)).prefix(Int(Self.mostKept))
            .compactMap { journals[Self.journalKey(row.incidentID, $0)] }
        let recorded = (recordKeys[row.incidentID] ?? []).compactMap { records[$0] }
        var file = CaseFile(plan: plan, now: now, row: row, kept: kept, records: CaseRecords(recorded))
        if row.planHash != plan.hash {
            file.enter(.planChanged, ["from": row.planHash, "to": plan.hash])
            file.row.planHash = plan.hash
        }
        return file
    }

    /// Puts a file back: the row, what was entered, what was evaluated.
    private mutating func keep(_ file: CaseFile, was before: Case, _ context: inout ProcessorContext) {
        var file = file
        if file.row.statements != before.statements { Consistency.review(&file) }
        BindingRule.stick(in: &file)
        if file.row != before { CaseRoom.tidy(&file) }
        keep(file.records, of: file.row.incidentID)
        file.row.records = Int64(recordKeys[file.row.incidentID]?.count ?? 0)
        var row = file.row
        guard row != before else { return }
        row.revision = before.revision + 1
        row.updatedAt = context.now
        cases[row.incidentID] = row
        wakes[row.incidentID] = wake(of: row)
        for entry in file.entries {
            context.emit(
                .journalEntered, entry, key: row.incidentID, about: row.incidentID, partitionKey: row.subject,
                isDrill: row.drill)
            if !entry.decisionID.isEmpty { seen.insert(entry.decisionID) }
            if entry.sequence <= Self.mostKept { journals[Self.journalKey(row.incidentID, entry.sequence)] = entry }
        }
        if let evaluation = file.evaluation {
            context.emit(
                .evaluationWritten, evaluation, key: row.incidentID, about: row.incidentID, partitionKey: row.subject,
                isDrill: row.drill)
        }
    }

    private mutating func keep(_ changed: CaseRecords, of incident: String) {
        for (id, record) in changed.changes.sorted(by: { $0.key < $1.key }) {
            let key = CaseRecords.key(incident, id)
            guard records[key] != record else { continue }
            records[key] = record
            if record == nil {
                recordKeys[incident]?.remove(key)
            } else {
                recordKeys[incident, default: []].insert(key)
            }
        }
    }

    /// Drops what the plan keeps no longer of a case that is over: first the copies of its journal, then its row.
    /// - Returns: whether the row is gone.
    private mutating func retire(_ row: Case, at now: Int64) -> Bool {
        let retention = Retention(plan: plan)
        guard let end = retention.copiesEnd(row), end <= now else { return false }
        for sequence in 1...min(max(row.journalEntries, 1), Self.mostKept) {
            let key = Self.journalKey(row.incidentID, sequence)
            guard let entry = journals[key] else { continue }
            seen.remove(entry.decisionID)
            journals[key] = nil
        }
        guard let rowEnds = retention.rowEnds(row), rowEnds <= now else { return false }
        for key in (recordKeys.removeValue(forKey: row.incidentID) ?? []).sorted() { records[key] = nil }
        cases[row.incidentID] = nil
        wakes[row.incidentID] = nil
        return true
    }

    static func isNewer(_ incident: Incident, than known: Incident) -> Bool {
        (incident.revision, incident.updatedAt) > (known.revision, known.updatedAt)
    }

    /// Zero-padded, so that keys sort as the journal runs.
    static func journalKey(_ incident: String, _ sequence: Int64) -> String {
        let digits = String(sequence)
        return "\(incident)/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
    }

    /// When a case has to be looked at next.
    private func wake(of row: Case) -> Int64? {
        let clocks = row.clocks.compactMap { ClockKeeper.nextLook($0) }
        guard !row.state.isOver else {
            let retention = Retention(plan: plan)
            let hasCopies = journals[Self.journalKey(row.incidentID, 1)] != nil
            let ends = [hasCopies ? retention.copiesEnd(row) : nil, retention.rowEnds(row)].compactMap { $0 }
            return (clocks + ends).min()
        }
        let directives = row.directives.compactMap { DirectiveFollowing.nextLook($0, plan: plan) }
        return (clocks + directives + [ReportDesk.nextLook(row)].compactMap { $0 }).min()
    }
}
