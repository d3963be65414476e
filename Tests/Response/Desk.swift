import Casework
import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Response

/// Monday 2026-03-02, 10:00 in Shanghai: working time.
let monday: Int64 = 1_772_416_800_000
let minute: Int64 = 60_000
let hour: Int64 = 3_600_000

/// Read once: reading is most of what a test costs.
private let readPlan = Result {
    let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Plans/commercial-bank.yaml")
    return try ResponsePlan.load(file: file.path)
}

func examplePlan() throws -> ResponsePlan { try readPlan.get() }

func exampleIncident(
    grade: Grade = .ii, kind: MentionKind = .complaint, at: Int64 = monday, revision: Int64 = 1,
    volume: [Int64] = [4, 20, 40]
) -> Incident {
    var incident = Incident()
    incident.id = "incident-1"
    incident.subject = "lanjiang-bank"
    incident.title = "澜江宝转不出"
    incident.state = .open
    incident.grade = grade
    incident.kind = kind
    incident.firstMentionAt = at - 3 * hour
    incident.discoveredAt = at - 10 * minute
    incident.lastMentionAt = at
    incident.mentions = volume.reduce(0, +)
    incident.negative = incident.mentions * 3 / 4
    incident.revision = revision
    incident.updatedAt = at
    for (index, count) in volume.enumerated() {
        var row = HourlyVolume()
        row.hour = (at / hour - Int64(volume.count - index)) * hour
        row.mentions = count
        row.negative = count * 3 / 4
        incident.volume.append(row)
    }
    for number in 1...3 {
        var evidence = Evidence()
        evidence.mentionID = "mention-\(number)"
        evidence.source = "forum-push"
        evidence.title = "转不出来了 \(number)"
        evidence.publishedAt = at - 3 * hour + Int64(number) * minute
        incident.evidence.append(evidence)
        var source = SourceCount()
        source.source = "source-\(number)"
        source.mentions = 1
        incident.sources.append(source)
    }
    return incident
}

func decision(_ id: String, _ person: String, _ kind: Decision.OneOf_Kind, reason: String = "") -> Decision {
    var decision = Decision()
    decision.id = id
    decision.incidentID = "incident-1"
    decision.subject = "lanjiang-bank"
    decision.person = person
    decision.kind = kind
    decision.reason = reason
    return decision
}

/// The response group at work: the real task, time moved by hand.
struct Desk {
    var driver: ProcessorDriver<ResponseProcessor>
    let plan: ResponsePlan
    private var decisions = 0

    init(_ plan: ResponsePlan? = nil, now: Int64 = monday, batch: Int = 1) throws {
        let plan = try plan ?? examplePlan()
        self.plan = plan
        driver = ProcessorDriver(now: now, batch: batch) { ResponseProcessor(plan: plan) }
    }

    /// A desk with a case open for the example incident.
    static func open(grade: Grade = .ii, kind: MentionKind = .complaint, plan: ResponsePlan? = nil) throws -> Desk {
        var desk = try Desk(plan)
        try desk.take(exampleIncident(grade: grade, kind: kind))
        return desk
    }

    var row: Case { get throws { try #require(driver.processor.cases["incident-1"]) } }

    func statement(_ channel: String = "press", _ language: String = "zh-Hans") throws -> Statement {
        try #require(row.statements.last { $0.channel == channel && $0.language == language })
    }

    func clock(_ id: String) throws -> CaseClock { try #require(row.clocks.first { $0.id == id }) }
    func journal() throws -> [JournalEntry] { try driver.outputs(.journalEntered) }
    func actions() throws -> [String] { try journal().map(\.action) }
    func refusals() throws -> [String] {
        try journal().filter { $0.action == "refused" }.map { $0.details["reason"] ?? "" }
    }

    mutating func take(_ incident: Incident) throws {
        try driver.pipe(.incidentAssessed, incident, key: incident.id, partitionKey: incident.subject)
    }

    mutating func take(_ decision: Decision) throws {
        try driver.pipe(.decisionTaken, decision, key: decision.id, partitionKey: decision.subject)
    }

    mutating func take(_ delivery: Delivery) throws {
        try driver.pipe(.deliveryUpdated, delivery, key: delivery.id, partitionKey: delivery.subject)
    }

    mutating func take(_ request: ResourceRequest) throws {
        try driver.pipe(.resourceUpdated, request, key: request.id, partitionKey: request.subject)
    }

    /// Decides, with an id of its own.
    mutating func decide(
        _ person: String, _ kind: Decision.OneOf_Kind, reason: String? = nil, deputyFor principal: String = ""
    ) throws {
        decisions += 1
        let reason = reason ?? (kind.row.asksReason ? "依预案" : "")
        var decision = decision("decision-\(decisions)", person, kind, reason: reason)
        decision.deputyFor = principal
        try take(decision)
        if kind.row.owner == .analysis { try take(answered(decision, kind)) }
    }

    /// As analysis answers: with the incident, by the rules of both.
    private func answered(_ decision: Decision, _ kind: Decision.OneOf_Kind) throws -> Incident {
        var incident = try row.incident
        var known = Casework.CaseFile(plan: plan, now: driver.now)
        known.incident = .found(incident)
        incident.revision += 1
        incident.updatedAt = driver.now
        do throws(Refusal) { _ = try known.admit(decision) } catch {
            incident.answers = [DecisionAnswer(to: decision, kind, at: driver.now, refused: error.reason)]
            return incident
        }
        incident.answers = [DecisionAnswer(to: decision, kind, at: driver.now)]
        switch kind {
        case .regrade(let regrade):
            incident.grade = regrade.grade
            incident.regradedTo = regrade.grade
            incident.regradedBy = decision.person
            incident.regradeReason = decision.reason
            if incident.state == .falseAlarm { incident.state = .open }
        case .falseAlarm:
            incident.state = .falseAlarm
            incident.grade = .unspecified
        case .rumour(let rumour): incident.rumourState = rumour.state
        case .merge(let merge):
            incident.state = .merged
            incident.mergedInto = merge.into
        default: break
        }
        return incident
    }

    /// Looks at the case every ten minutes until then, as the service would.
    mutating func pass(until end: Int64) throws {
        while driver.now < end { try driver.tick(at: min(driver.now + 10 * minute, end)) }
    }

    func notices(_ what: String) throws -> [Notice] { try row.notices.filter { $0.what == what } }
    func entries(_ action: String) throws -> [JournalEntry] { try journal().filter { $0.action == action } }
    func evaluation() throws -> Evaluation {
        try #require(driver.outputs(.evaluationWritten, as: Evaluation.self).last)
    }

    mutating func choose(_ strategy: String = "diminish", by person: String = "lin-yue", reason: String = "依预案") throws
    {
        var choice = ChooseStrategy()
        choice.strategy = strategy
        try decide(person, .strategy(choice), reason: reason)
    }

    mutating func sign(
        _ person: String, _ statement: Statement, refuse: Bool = false, reason: String = "",
        deputyFor principal: String = ""
    ) throws {
        var sign = SignStatement()
        sign.statementID = statement.id
        sign.contentHash = statement.contentHash
        sign.refuse = refuse
        try decide(person, .sign(sign), reason: reason, deputyFor: principal)
    }

    /// Signed by everybody that grade II takes.
    mutating func signAll(_ channel: String = "press", _ language: String = "zh-Hans") throws {
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try sign(person, statement(channel, language)) }
    }

    mutating func release(_ person: String, _ statement: Statement, reason: String = "") throws {
        var release = ReleaseStatement()
        release.statementID = statement.id
        release.contentHash = statement.contentHash
        try decide(person, .release(release), reason: reason)
    }

    mutating func edit(_ person: String, _ statement: Statement, body: String) throws {
        var edit = EditStatement()
        edit.statementID = statement.id
        edit.title = statement.title
        edit.body = body
        try decide(person, .editStatement(edit))
    }

    mutating func issue(_ directive: Directive, by person: String = "lin-yue") throws {
        var issue = IssueDirective()
        issue.directiveID = directive.id
        try decide(person, .issueDirective(issue))
    }

    mutating func update(
        _ directive: Directive, by person: String, _ step: DirectiveStep, fields: [String: String] = [:],
        progress: String = ""
    ) throws {
        var update = UpdateDirective()
        update.directiveID = directive.id
        update.step = step
        update.fields = fields
        update.progress = progress
        try decide(person, .updateDirective(update))
    }

    mutating func finish(_ directive: Directive) throws {
        let fields = Dictionary(uniqueKeysWithValues: directive.requiredFields.map { ($0, "已核") })
        try update(directive, by: directive.assignee, .done, fields: fields)
    }

    mutating func meet(
        _ clock: String, by person: String = "zhou-heng", receipt: String = "", document: String = ""
    ) throws {
        var meet = MeetClock()
        meet.clockID = clock
        meet.receiptNumber = receipt
        meet.documentHash = document
        try decide(person, .meetClock(meet))
    }

    /// Everything decided, signed, released, issued and done at this moment.
    mutating func handle() throws {
        try choose()
        for directive in try row.directives { try issue(directive) }
        for person in ["lin-yue", "zhou-heng", "xu-wenqing"] { try sign(person, statement()) }
        try release("fang-jing", statement())
        for directive in try row.directives { try finish(directive) }
    }
}
