import Casework
import Foundation
import Plan
import Processing
import Schemas

@testable import Logistics

/// The example plan and a case under it, with only what a test names.
enum Fixture {
    static let now: Int64 = 1_767_225_600_000

    private static let read = Result {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Plans/commercial-bank.yaml")
        return try ResponsePlan.load(file: file.path)
    }

    static let links = MessageLinks(
        console: "https://fenghuo.bank.example",
        acknowledgements: AcknowledgementLinks(secret: "a secret of tests, thirty-two bytes."))

    /// Every notice is a message of its own.
    static func plan() throws -> ResponsePlan {
        var plan = try read.get()
        plan.attention = nil
        return plan
    }

    /// As the example has it: gathered within 5 min, at most 12 an hour.
    static func attentivePlan() throws -> ResponsePlan { try read.get() }

    static func driver(_ plan: ResponsePlan, batch: Int = 1) -> ProcessorDriver<LogisticsProcessor> {
        ProcessorDriver(now: now, batch: batch) { LogisticsProcessor(plan: plan) }
    }

    static func aCase(_ change: (inout Case) -> Void = { _ in }) -> Case {
        var aCase = Case()
        aCase.incidentID = "incident-1"
        aCase.subject = "lanjiang-bank"
        aCase.title = "澜江宝赎回延迟"
        aCase.state = .instructed
        aCase.grade = .i
        aCase.openedAt = now
        change(&aCase)
        return aCase
    }

    static func notice(
        _ id: String, to people: [String] = ["lin-yue"], what: String = "incidentGraded", about: String = "",
        channels: [String] = ["webhook", "email"], acknowledge: Bool = true, every seconds: Int64 = 600,
        escalateTo: [String] = ["shen-qihang"]
    ) -> Notice {
        var notice = Notice()
        notice.id = id
        notice.what = what
        notice.about = about
        notice.title = "Ⅰ级事件"
        notice.text = "请立即处理。"
        notice.at = now
        notice.grade = .i
        notice.people = people
        notice.channels = channels
        notice.acknowledge = acknowledge
        notice.repeatSeconds = seconds
        notice.escalateTo = escalateTo
        return notice
    }

    static func directive(_ id: String, to person: String = "he-junyi", state: DirectiveState = .issued) -> Directive {
        var directive = Directive()
        directive.id = id
        directive.department = "it"
        directive.assignee = person
        directive.title = "核查系统与交易"
        directive.text = "确认是否存在故障。"
        directive.state = state
        directive.issuedAt = now
        return directive
    }

    /// Released and signed by the one role it needs.
    static func statement(_ id: String = "statement-1", channel: String = "press", body: String = "我行已关注到相关情况。")
        -> Statement
    {
        var statement = Statement()
        statement.id = id
        statement.channel = channel
        statement.language = "zh-Hans"
        statement.title = "关于澜江宝的说明"
        statement.body = body
        statement.contentHash = statement.signedHash
        statement.state = .released
        statement.requiredRoles = ["president"]
        var signOff = SignOff()
        signOff.person = "shen-qihang"
        signOff.role = "president"
        signOff.contentHash = statement.contentHash
        signOff.at = now
        statement.signOffs = [signOff]
        return statement
    }

    static func delivery(_ change: (inout Delivery) -> Void = { _ in }) -> Delivery {
        var delivery = Delivery()
        delivery.id = "d0123456789abcdef"
        delivery.incidentID = "incident-1"
        delivery.subject = "lanjiang-bank"
        delivery.what = "notice"
        delivery.about = "notice-1"
        delivery.thing = "notice-1"
        delivery.recipient = "lin-yue"
        delivery.channel = "webhook"
        delivery.address = "https://hooks.lanjiang.example/lin-yue"
        delivery.title = "Ⅰ级事件"
        delivery.body = "请立即处理。"
        delivery.state = .pending
        delivery.createdAt = now
        delivery.nextAttemptAt = now
        change(&delivery)
        return delivery
    }

    static func attempt(
        _ id: String, _ number: Int32, _ outcome: AttemptOutcome, at time: Int64 = now,
        retryAfter: Int64 = 0
    ) -> Attempt {
        var attempt = Attempt()
        attempt.deliveryID = id
        attempt.number = number
        attempt.outcome = outcome
        attempt.at = time
        attempt.verdict = "\(outcome)"
        attempt.error = outcome == .delivered ? "" : "no luck"
        attempt.retryAfterSeconds = retryAfter
        attempt.subject = "lanjiang-bank"
        return attempt
    }

    static func attempt(_ number: Int32, _ outcome: AttemptOutcome, at time: Int64 = now, retryAfter: Int64 = 0)
        -> Attempt
    {
        attempt("d0123456789abcdef", number, outcome, at: time, retryAfter: retryAfter)
    }

    static func decision(by person: String, at time: Int64 = now, _ kind: Decision.OneOf_Kind) -> Decision {
        var decision = Decision()
        decision.id = EventID.derive("decision", person, String(time), "\(kind)")
        decision.incidentID = "incident-1"
        decision.subject = "lanjiang-bank"
        decision.person = person
        decision.decidedAt = time
        decision.reason = "依预案"
        decision.kind = kind
        return decision
    }

    static func row(_ delivery: Delivery) -> TableChange {
        let table = Table<Delivery>(.deliveryUpdated, partitionKey: { $1.subject })
        table.begin()
        table[delivery.id] = delivery
        _ = table.keep(stamp: ChangeStamp(origin: "test", now: now))
        return table.takeChanges()[0]
    }

    static func acknowledge(_ id: String) -> Decision.OneOf_Kind {
        var acknowledge = Acknowledge()
        acknowledge.deliveryID = id
        return .acknowledge(acknowledge)
    }

    static func retry(_ id: String) -> Decision.OneOf_Kind {
        var retry = RetryDelivery()
        retry.deliveryID = id
        return .retryDelivery(retry)
    }
}

extension ProcessorDriver<LogisticsProcessor> {
    /// All deliveries, by when they were made out and id.
    var deliveries: [Delivery] {
        processor.book.table.rows.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    func deliveries(to recipient: String) -> [Delivery] { deliveries.filter { $0.recipient == recipient } }

    mutating func see(_ aCase: Case) throws { try pipe(.caseAdvanced, aCase, key: aCase.incidentID) }

    @discardableResult
    mutating func decide(_ decision: Decision) throws -> TaskCore<LogisticsProcessor>.Outcome {
        try pipe(.decisionTaken, decision, key: decision.id)
    }

    @discardableResult
    mutating func hear(_ attempt: Attempt) throws -> TaskCore<LogisticsProcessor>.Outcome {
        try pipe(.attemptMade, attempt, key: attempt.deliveryID)
    }
}
