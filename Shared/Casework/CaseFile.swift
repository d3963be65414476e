public import Plan
public import Schemas

/// What is known where a decision is about to be taken: the plan, the moment, and of the incident, its case, a delivery
/// and a resource request what the decision is about. One function judges every decision, at the console before it goes
/// on the log and by the service that carries it out.
public struct CaseFile: Sendable {
    /// What a service knows of something: it keeps none of the sort, there is none, or this.
    public enum Known<Value: Sendable>: Sendable {
        case notKept
        case none
        case found(Value)

        public init(_ value: Value?) { self = value.map { .found($0) } ?? .none }

        var value: Value? {
            guard case .found(let value) = self else { return nil }
            return value
        }
    }

    public let plan: ResponsePlan
    /// Milliseconds since 1970.
    public let now: Int64
    public var incident = Known<Incident>.notKept
    public var row = Known<Case>.notKept
    /// Statements that made room in the case's row.
    public var earlier: [Statement] = []
    /// Of a merge: the incident that goes on.
    public var target = Known<Incident>.notKept
    public var delivery = Known<Delivery>.notKept
    /// The request that the decision names.
    public var request = Known<ResourceRequest>.notKept
    /// Requests about the incident so far.
    public var requests = 0

    public init(plan: ResponsePlan, now: Int64) {
        self.plan = plan
        self.now = now
    }

    /// Judges what can be judged of a decision by itself: what it says, who took it, and whether it has its reason.
    public func standing(of decision: Decision) throws(Refusal) -> Ruling {
        guard let kind = decision.kind else { throw .invalid("the decision does not say what was decided", "kind") }
        do { try DecisionBounds.check(decision, now: now) } catch { throw .invalid("\(error)", error.field) }
        let ruling = Ruling(decision, kind, holder: try authority(decision, kind))
        guard !kind.row.asksReason || !decision.reason.isBlank else {
            throw .invalid("\(kind.name) takes a reason", "reason")
        }
        return ruling
    }

    /// Judges a decision: what it says, who took it, and whether it fits what is there now.
    /// - Returns: the decision as it may be carried out.
    public func admit(_ decision: Decision) throws(Refusal) -> Ruling {
        var ruling = try standing(of: decision)
        switch ruling.kind {
        case .requestResource(let asked): try request(asked, &ruling)
        case .decideResource(let verdict): try decide(verdict, &ruling)
        case .acknowledge(let acknowledge): try self.acknowledge(acknowledge, ruling)
        case .retryDelivery(let retry): try self.retry(retry, ruling)
        case .regrade(let regrade): try self.regrade(regrade)
        case .confirmGrade(let confirm): try self.confirm(confirm, ruling)
        case .falseAlarm: try sayFalseAlarm()
        case .merge(let merge): try self.merge(merge)
        case .split(let split): try self.split(split)
        case .rumour(let rumour): try setRumour(rumour)
        case .openCase: try open()
        case .strategy(let choice): try choose(choice, &ruling)
        case .editStatement(let edit): try self.edit(edit)
        case .sign(let sign): try self.sign(sign, &ruling)
        case .release(let release): try self.release(release, &ruling)
        case .withdraw(let withdraw): try self.withdraw(withdraw)
        case .issueDirective(let issue): try self.issue(issue, &ruling)
        case .updateDirective(let update): try self.update(update, &ruling)
        case .waiveDirective(let waive): try self.waive(waive)
        case .meetClock(let meet): try self.meet(meet, ruling)
        case .explainClock(let explain): try self.explain(explain)
        case .extendClock(let extend): try self.extend(extend, ruling)
        case .close: try close(ruling)
        case .reopen: try reopen()
        case .note(let note): try self.note(note)
        case .requestReport(let request): try requestReport(request)
        case .writeEvaluation(let write): try self.write(write)
        }
        try asSeen(ruling)
        return ruling
    }
}
