public import Schemas

/// How much a decision may say, and how far off its times may lie: one rule for every door that decisions come in by.
///
/// Texts are measured in bytes of UTF-8, because a log counts bytes: what looks like one character may take dozens.
public enum DecisionBounds {
    /// A decision that says too much, or names a time or number that cannot be meant.
    public struct Excess: Error, Hashable, Sendable, CustomStringConvertible {
        /// The member, as JSON names it.
        public var field: String
        public var found: String
        public var expected: String

        public var description: String { "\(field): found \(found), expected \(expected)" }
    }

    /// Bytes of ids and of words the plan has.
    public static let longestID = 200
    /// Bytes of a reason, a report of progress, a correction or a purpose.
    public static let longestReason = 6_000
    public static let longestTitle = 600
    /// Bytes of a directive's text.
    public static let longestDirective = 15_000
    /// Bytes of a statement's text, a note or a section of the evaluation.
    public static let longestText = 30_000
    /// Bytes of what is filled in into one field of a directive.
    public static let longestField = 2_000
    public static let mostFields = 20
    /// Fields of one directive, and bytes of all of them with their names, whoever filled them in and when.
    public static let mostFieldsInAll = 40
    public static let longestFieldsInAll = 24_000
    public static let mostMentions = 200
    /// Incidents that one incident may have come of, merged into it or split: their ids stand in its row.
    public static let mostOrigins = 400
    /// Mentions that one statement cites.
    public static let mostCited = 50
    /// Requests for resources about one incident.
    public static let mostRequests = 200
    public static let largestQuantity = 1e9
    public static let largestCost = 1e12

    static let day: Int64 = 86_400_000
    /// How far ahead a directive may be due or a resource be needed, in milliseconds: ten years, as long as a rule of
    /// the plan may be.
    public static let farthest = 3_660 * day
    /// How far ahead the next word may be promised, in milliseconds.
    public static let farthestPromise = 366 * day

    /// - Parameter now: ms since 1970. Times are measured from when the decision was taken, where it says so.
    public static func check(_ decision: Decision, now: Int64) throws(Excess) {
        try checkEnvelope(decision, now: now)
        try text(decision.reason, "reason", atMost: longestReason)
        let taken = decision.decidedAt > 0 ? decision.decidedAt : now
        switch decision.kind {
        case nil, .regrade, .confirmGrade, .falseAlarm, .openCase, .close, .reopen: return
        case .merge(let merge): try id(merge.into, "into")
        case .split(let split): try ids(split.mentionIds, "mentionIds", atMost: mostMentions)
        case .rumour(let rumour): try ids(rumour.mentionIds, "mentionIds", atMost: mostMentions)
        case .strategy(let choice):
            try id(choice.strategy, "strategy")
            try id(choice.responsibility, "responsibility")
            try id(choice.supplement, "supplement")
        case .editStatement(let edit): try check(edit, taken: taken)
        case .sign(let sign):
            try id(sign.statementID, "statementId")
            try id(sign.contentHash, "contentHash")
        case .release(let release):
            try id(release.statementID, "statementId")
            try id(release.contentHash, "contentHash")
        case .withdraw(let withdraw):
            try id(withdraw.statementID, "statementId")
            try text(withdraw.correction, "correction", atMost: longestReason)
        case .issueDirective(let issue): try check(issue, taken: taken)
        case .updateDirective(let update): try check(update, taken: taken)
        case .waiveDirective(let waive): try id(waive.directiveID, "directiveId")
        case .meetClock(let meet):
            try id(meet.clockID, "clockId")
            try id(meet.documentHash, "documentHash")
            try text(meet.receiptNumber, "receiptNumber", atMost: longestTitle)
        case .explainClock(let explain): try id(explain.clockID, "clockId")
        case .extendClock(let extend):
            try id(extend.clockID, "clockId")
            try id(extend.extension, "extension")
        case .requestReport(let request): try id(request.kind, "kind")
        case .writeEvaluation(let write):
            try id(write.section, "section")
            try text(write.text, "text", atMost: longestText)
        case .note(let note): try text(note.text, "text", atMost: longestText)
        case .acknowledge(let acknowledge): try id(acknowledge.deliveryID, "deliveryId")
        case .requestResource(let request): try check(request, taken: taken)
        case .decideResource(let verdict):
            try id(verdict.requestID, "requestId")
            try number(verdict.cost, "cost", atMost: largestCost)
        case .retryDelivery(let retry): try id(retry.deliveryID, "deliveryId")
        }
    }

    /// Who, when and about what: without that to go by, not even a refusal can be entered in a journal.
    public static func checkEnvelope(_ decision: Decision, now: Int64) throws(Excess) {
        try id(decision.id, "id")
        try id(decision.incidentID, "incidentId")
        try id(decision.subject, "subject")
        try id(decision.person, "person")
        try id(decision.role, "role")
        try id(decision.planHash, "planHash")
        try id(decision.deputyFor, "deputyFor")
        try id(decision.seenHash, "seenHash")
        guard decision.decidedAt >= 0, decision.decidedAt <= EventBounds.largest,
            decision.decidedAt <= max(now, 0) + day
        else {
            throw Excess(
                field: "decidedAt", found: "\(decision.decidedAt)",
                expected: "milliseconds since 1970, not ahead of now")
        }
        guard (0...EventBounds.largest).contains(decision.seenRevision) else {
            throw Excess(field: "seenRevision", found: "\(decision.seenRevision)", expected: "a revision, 0 or more")
        }
    }

    /// What a directive's fields are once these are filled in.
    public static func merged(
        _ new: [String: String], into fields: [String: String]
    ) throws(Excess) -> [String: String] {
        let merged = fields.merging(new) { _, new in new }
        let bytes = merged.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard new.isEmpty || (merged.count <= mostFieldsInAll && bytes <= longestFieldsInAll) else {
            throw Excess(
                field: "fields", found: "\(merged.count) fields of \(bytes) bytes in all",
                expected: "at most \(mostFieldsInAll) of \(longestFieldsInAll) bytes")
        }
        return merged
    }

    private static func check(_ edit: EditStatement, taken: Int64) throws(Excess) {
        try id(edit.statementID, "statementId")
        try id(edit.channel, "channel")
        try id(edit.language, "language")
        try text(edit.title, "title", atMost: longestTitle)
        try text(edit.body, "body", atMost: longestText)
        try ids(edit.factMentionIds, "factMentionIds", atMost: mostCited)
        try id(edit.corrects, "corrects")
        try moment(edit.nextWordAt, "nextWordAt", from: 1, taken: taken, atMost: farthestPromise)
    }

    private static func check(_ issue: IssueDirective, taken: Int64) throws(Excess) {
        try id(issue.directiveID, "directiveId")
        try id(issue.playbookItem, "playbookItem")
        try id(issue.department, "department")
        try id(issue.assignee, "assignee")
        try text(issue.title, "title", atMost: longestTitle)
        try text(issue.text, "text", atMost: longestDirective)
        try ids(issue.requiredFields, "requiredFields", atMost: mostFields)
        try moment(issue.dueAt, "dueAt", from: 1, taken: taken, atMost: farthest)
    }

    private static func check(_ update: UpdateDirective, taken: Int64) throws(Excess) {
        try id(update.directiveID, "directiveId")
        try id(update.assignee, "assignee")
        try text(update.progress, "progress", atMost: longestReason)
        try text(update.title, "title", atMost: longestTitle)
        try text(update.text, "text", atMost: longestDirective)
        try count(update.fields.count, "fields", atMost: mostFields)
        for (name, value) in update.fields.sorted(by: { $0.key < $1.key }) {
            try id(name, "fields")
            try text(value, "fields", atMost: longestField)
        }
        try moment(update.dueAt, "dueAt", from: 1, taken: taken, atMost: farthest)
    }

    private static func check(_ request: RequestResource, taken: Int64) throws(Excess) {
        try id(request.requestID, "requestId")
        try id(request.kind, "kind")
        try id(request.currency, "currency")
        try text(request.purpose, "purpose", atMost: longestReason)
        try number(request.quantity, "quantity", atMost: largestQuantity)
        try number(request.cost, "cost", atMost: largestCost)
        // Clocks differ, and what was needed yesterday may still be asked for.
        try moment(request.neededAt, "neededAt", from: taken - day, taken: taken, atMost: farthest)
    }

    private static func id(_ value: String, _ field: String) throws(Excess) {
        try text(value, field, atMost: longestID)
    }

    private static func ids(_ values: [String], _ field: String, atMost most: Int) throws(Excess) {
        try count(values.count, field, atMost: most)
        for value in values { try id(value, field) }
    }

    private static func text(_ value: String, _ field: String, atMost limit: Int) throws(Excess) {
        let found = value.utf8.count
        guard found <= limit else {
            throw Excess(field: field, found: "\(found) bytes", expected: "at most \(limit)")
        }
    }

    private static func count(_ found: Int, _ field: String, atMost most: Int) throws(Excess) {
        guard found <= most else { throw Excess(field: field, found: "\(found) of them", expected: "at most \(most)") }
    }

    private static func number(_ value: Double, _ field: String, atMost most: Double) throws(Excess) {
        guard value.isFinite, value >= 0, value <= most else {
            throw Excess(field: field, found: "\(value)", expected: "a number from 0 to \(most)")
        }
    }

    /// 0 says no time.
    private static func moment(
        _ value: Int64, _ field: String, from first: Int64, taken: Int64, atMost ahead: Int64
    ) throws(Excess) {
        guard value != 0 else { return }
        guard value >= max(first, 1), value - taken <= ahead else {
            throw Excess(
                field: field, found: "\(value)",
                expected: "0 or a time in milliseconds since 1970, at most \(ahead / day) days ahead")
        }
    }
}
