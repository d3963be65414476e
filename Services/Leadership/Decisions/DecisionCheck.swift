import Casework
import Foundation
import Plan
import Schemas

/// Whether a decision fits what is there now. The services check again; here a person hears at once what is wrong.
struct DecisionCheck {
    let plan: ResponsePlan
    let snapshot: ViewSnapshot
    let incident: Incident
    let visitor: Visitor
    let now: Int64

    /// - Returns: the decision, with ids of new things filled in.
    func checked(_ decision: Decision, kind: Decision.OneOf_Kind) throws -> Decision {
        var decision = decision
        let ruling: Ruling
        do { ruling = try file(for: decision, kind).admit(decision) } catch { throw Problem(error) }
        switch kind {
        case .regrade(let regrade): try grade(regrade.grade)
        case .confirmGrade(let confirm): try confirmGrade(confirm)
        case .falseAlarm, .openCase, .close, .reopen: try standing(kind)
        case .merge(let merge): try self.merge(merge)
        case .split(let split): try evidence(split.mentionIds, atLeastOne: true)
        case .rumour(let rumour):
            guard RumourState.allCases.contains(rumour.state) else { throw unknown("state", "\(rumour.state)") }
            try evidence(rumour.mentionIds, atLeastOne: false)
        case .strategy(let choice): try strategy(choice, reason: decision.reason)
        case .editStatement(let edit): try self.edit(edit)
        case .sign(let sign): try self.sign(sign, reason: decision.reason)
        case .release(let release): try self.release(release)
        case .withdraw(let withdraw): try self.withdraw(withdraw)
        case .issueDirective(let issue): try self.issue(issue)
        case .updateDirective(let update): try self.update(update)
        case .waiveDirective(let waive):
            guard !(try directive(waive.directiveID)).state.isSettled else {
                throw conflict("the directive is settled")
            }
        case .meetClock(let meet): try self.meet(meet)
        case .explainClock(let explain): _ = try clock(explain.clockID)
        case .extendClock(let extend):
            guard try clock(extend.clockID).extensionsOpen.contains(extend.extension) else {
                throw unknown("extension", extend.extension)
            }
        case .requestReport(let request):
            guard plan.report(request.kind) != nil else { throw unknown("kind", request.kind) }
            _ = try openMatter()
        case .writeEvaluation(let write):
            _ = try matter()
            guard plan.evaluation.sections.contains(where: { $0.id == write.section && $0.content == .written })
            else { throw unknown("section", write.section) }
            try required(write.text, "text")
        case .note(let note): try required(note.text, "text")
        case .requestResource: decision.requestResource.requestID = ruling.request?.id ?? ""
        case .acknowledge, .decideResource, .retryDelivery: break
        }
        return decision
    }

    /// What is known of what the decision is about.
    private func file(for decision: Decision, _ kind: Decision.OneOf_Kind) -> CaseFile {
        var file = CaseFile(plan: plan, now: now)
        if let id = kind.deliveryID { file.delivery = .init(snapshot.deliveries[id]) }
        if let id = kind.requestID(of: decision) { file.request = .init(snapshot.resources[id]) }
        file.requests = snapshot.resourcesByIncident[incident.id]?.count ?? 0
        return file
    }

    // MARK: the incident

    private func grade(_ grade: Grade) throws {
        guard grade.plan != nil else {
            throw Problem(.invalid, "found no grade, expected one of I, II, III, IV", field: "grade")
        }
        guard !incident.state.isOver else { throw conflict("the incident is over") }
    }

    private func confirmGrade(_ confirm: ConfirmGrade) throws {
        let matter = try matter()
        if matter.hasLowering, confirm.grade == matter.lowering.grade {
            if let objection = matter.lowering.objection(to: visitor.acting) { throw Problem(.permission, objection) }
            return
        }
        guard confirm.grade == matter.grade else {
            throw conflict("the grade is \(matter.grade.label) by now; look at the assessment again")
        }
        guard let grade = matter.grade.plan, let rule = plan.grading.confirmation(of: grade) else { return }
        guard rule.roles.contains(where: { visitor.person.roles.contains($0) }) else {
            throw Problem(
                .permission, "a grade \(grade.label) is confirmed by \(rule.roles.joined(separator: " or ")) only")
        }
    }

    private func standing(_ kind: Decision.OneOf_Kind) throws {
        let matter = snapshot.cases[incident.id]
        switch kind {
        case .openCase:
            if let matter, !matter.state.isOver { throw conflict("the case is open") }
        case .falseAlarm:
            if incident.state == .falseAlarm { throw conflict("that was decided already") }
        case .close:
            guard !(try self.matter()).state.isOver else { throw conflict("the case is closed") }
            guard plan.closing.roles.isEmpty || plan.closing.roles.contains(where: visitor.person.roles.contains)
            else {
                throw Problem(
                    .permission, "a case is closed by \(plan.closing.roles.joined(separator: " or ")) only")
            }
        case .reopen:
            guard try self.matter().state.isOver else { throw conflict("the case is open") }
        default: break
        }
    }

    private func merge(_ merge: MergeIncidents) throws {
        guard let other = snapshot.incidents[merge.into] else {
            throw Problem(.notFound, "there is no incident \"\(merge.into)\" to merge into", field: "into")
        }
        guard other.id != incident.id, other.subject == incident.subject, !other.state.isOver else {
            throw Problem(
                .invalid, "expected another open incident of the same subject to merge into", field: "into")
        }
    }

    private func evidence(_ ids: [String], atLeastOne: Bool) throws {
        guard ids.count <= 200, !atLeastOne || !ids.isEmpty else {
            throw Problem(.invalid, "found \(ids.count) mentions, expected 1 to 200", field: "mentionIds")
        }
    }

    // MARK: the case

    private func strategy(_ choice: ChooseStrategy, reason: String) throws {
        let matter = try openMatter()
        guard let id = ResponsePlan.Strategy.ID(rawValue: choice.strategy), let strategy = plan.strategy(id) else {
            throw unknown("strategy", choice.strategy)
        }
        guard !strategy.supplementOnly else {
            throw Problem(
                .invalid, "\(choice.strategy) is a supplement, never a strategy of its own", field: "strategy")
        }
        guard ResponsePlan.Responsibility(rawValue: choice.responsibility) != nil else {
            throw unknown("responsibility", choice.responsibility)
        }
        if !choice.supplement.isEmpty {
            guard let other = ResponsePlan.Strategy.ID(rawValue: choice.supplement).flatMap({ plan.strategy($0) })
            else { throw unknown("supplement", choice.supplement) }
            guard !strategy.excludes.contains(other.id), !other.excludes.contains(id) else {
                throw Problem(
                    .invalid, "\(choice.strategy) never goes together with \(choice.supplement)", field: "supplement")
            }
        }
        let isAllowed =
            matter.proposal.allowed.contains(choice.strategy) && choice.responsibility == matter.proposal.responsibility
        guard isAllowed || !reason.allSatisfy(\.isWhitespace) else {
            throw Problem(.invalid, "a choice other than the proposed ones asks for a reason", field: "reason")
        }
    }

    private func issue(_ issue: IssueDirective) throws {
        let matter = try openMatter()
        if let proposed = matter.directives.first(where: { $0.id == issue.directiveID }) {
            guard proposed.state == .proposed else { throw conflict("the directive was issued already") }
        } else {
            guard issue.directiveID.isEmpty else {
                throw Problem(.notFound, "there is no directive \"\(issue.directiveID)\"", field: "directiveId")
            }
            guard plan.department(issue.department) != nil else { throw unknown("department", issue.department) }
            try required(issue.title, "title")
            try required(issue.text, "text")
            guard issue.dueAt > now else { throw Problem(.invalid, "the due time has to be ahead", field: "due") }
        }
        guard issue.dueAt == 0 || issue.dueAt > now else {
            throw Problem(.invalid, "the due time has to be ahead", field: "due")
        }
        guard issue.assignee.isEmpty || plan.person(issue.assignee) != nil else {
            throw unknown("assignee", issue.assignee)
        }
    }

    private func update(_ update: UpdateDirective) throws {
        let directive = try directive(update.directiveID)
        guard !directive.state.isSettled else { throw conflict("the directive is settled") }
        guard directive.state != .proposed else { throw conflict("the directive has not been issued yet") }
        guard directive.isFor(visitor) else {
            throw Problem(
                .permission,
                "the directive went to \(directive.assignee.isEmpty ? directive.department : directive.assignee)")
        }
        try bound { () throws(DecisionBounds.Excess) in
            _ = try DecisionBounds.merged(update.fields, into: directive.fields)
        }
        switch update.step {
        case .accept:
            guard directive.state != .accepted else { throw conflict("the directive is accepted already") }
        case .progress:
            guard !update.progress.isEmpty || !update.fields.isEmpty else {
                throw Problem(.invalid, "expected what was done", field: "progress")
            }
        case .reassign:
            guard visitor.may(.instruct) else {
                throw Problem(.permission, "handing on a directive asks for the permission instruct")
            }
            guard plan.person(update.assignee) != nil else { throw unknown("assignee", update.assignee) }
        case .done:
            let missing = directive.requiredFields.filter {
                (update.fields[$0] ?? directive.fields[$0] ?? "").allSatisfy(\.isWhitespace)
            }
            guard missing.isEmpty else {
                throw Problem(
                    .invalid, "before it is done, fill in \(missing.joined(separator: ", "))", field: missing[0])
            }
        case .amend:
            guard visitor.may(.instruct) else {
                throw Problem(.permission, "changing a directive asks for the permission instruct")
            }
            guard update.dueAt == 0 || update.dueAt > now else {
                throw Problem(.invalid, "the due time has to be ahead", field: "due")
            }
        case .unspecified, .UNRECOGNIZED: throw unknown("step", "\(update.step)")
        }
    }

    private func meet(_ meet: MeetClock) throws {
        let clock = try clock(meet.clockID)
        guard clock.state == .running || clock.state == .missed else { throw conflict("the clock is met already") }
        if clock.proofRequired, meet.receiptNumber.isEmpty && meet.documentHash.isEmpty {
            throw Problem(
                .invalid, "this clock asks for proof: the filing's receipt number or its SHA-256",
                field: "receiptNumber")
        }
        let asked = plan.clock(String(clock.id.prefix { $0 != "#" && $0 != "@" }))?.proof ?? .none
        if asked.asksReceipt, meet.receiptNumber.allSatisfy(\.isWhitespace) {
            throw Problem(.invalid, "this clock asks for the filing's receipt number", field: "receiptNumber")
        }
        if asked.asksDocument, meet.documentHash.isEmpty {
            throw Problem(.invalid, "this clock asks for the SHA-256 of the document filed", field: "documentHash")
        }
        guard meet.documentHash.isEmpty || Data(hex: meet.documentHash)?.count == 32 else {
            throw Problem(.invalid, "expected a SHA-256 in 64 hex digits", field: "documentHash")
        }
    }

    // MARK: finding and refusing

    func matter() throws -> Case {
        guard let matter = snapshot.cases[incident.id] else {
            throw Problem(.conflict, "no case is open for this incident; open one first")
        }
        return matter
    }

    func openMatter() throws -> Case {
        let matter = try matter()
        guard !matter.state.isOver else { throw conflict("the case is closed; open it again first") }
        return matter
    }

    private func directive(_ id: String) throws -> Directive {
        guard let directive = try openMatter().directives.first(where: { $0.id == id }) else {
            throw Problem(.notFound, "there is no directive \"\(id)\"", field: "directiveId")
        }
        return directive
    }

    private func clock(_ id: String) throws -> CaseClock {
        guard let clock = try matter().clocks.first(where: { $0.id == id }) else {
            throw Problem(.notFound, "there is no clock \"\(id)\"", field: "clockId")
        }
        return clock
    }

    private func bound(_ check: () throws(DecisionBounds.Excess) -> Void) throws {
        do { try check() } catch {
            throw Problem(.invalid, "found \(error.found), expected \(error.expected)", field: error.field)
        }
    }

    func conflict(_ why: String) -> Problem { Problem(.conflict, why) }

    func unknown(_ field: String, _ found: String) -> Problem {
        Problem(.invalid, "found \"\(found)\", which the plan does not have", field: field)
    }

    func required(_ value: String, _ field: String) throws {
        guard !value.allSatisfy(\.isWhitespace) else {
            throw Problem(.invalid, "expected a text", field: field)
        }
    }
}

extension Directive {
    /// Those who instruct, the assignee, and the department carry a directive on.
    func isFor(_ visitor: Visitor) -> Bool {
        visitor.may(.instruct) || visitor.person.id == assignee || visitor.person.department == department
    }
}
