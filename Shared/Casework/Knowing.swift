public import Plan
public import Schemas

/// Finding what a decision is about, and saying that it is not there.
extension CaseFile {
    func anyCase() throws(Refusal) -> Case {
        guard let row = row.value else {
            throw .conflict("no case is open for this incident; open one first")
        }
        return row
    }

    func openCase() throws(Refusal) -> Case {
        let row = try anyCase()
        guard !row.state.isOver else { throw .conflict("the case is over; open it again first") }
        return row
    }

    /// The incident, unless another carries it on; `nil` where none is kept.
    func ownIncident() throws(Refusal) -> Incident? {
        if case .none = incident { throw .missing("there is no such incident", "incidentId") }
        guard let incident = incident.value else { return nil }
        guard incident.state != .merged else {
            throw .conflict("incident \(incident.id) was merged into \(incident.mergedInto); decide about that one")
        }
        return incident
    }

    func statement(_ id: String, in row: Case, _ field: String = "statementId") throws(Refusal) -> Statement {
        guard let found = row.statements.first(where: { $0.id == id }) ?? earlier.first(where: { $0.id == id }) else {
            throw .missing("the case has no statement \"\(id)\"", field)
        }
        return found
    }

    func directive(_ id: String, in row: Case) throws(Refusal) -> Directive {
        guard let directive = row.directives.first(where: { $0.id == id }) else {
            throw .missing("the case has no directive \"\(id)\"", "directiveId")
        }
        return directive
    }

    func clock(_ id: String, in row: Case) throws(Refusal) -> CaseClock {
        guard let clock = row.clocks.first(where: { $0.id == id }) else {
            throw .missing("the case has no clock \"\(id)\"", "clockId")
        }
        return clock
    }

    /// Whether the case's state lets this happen.
    func step(_ event: CaseEvent, from state: CaseState) throws(Refusal) {
        if case .refused(let why) = CaseMachine.step(from: state, on: event) { throw .conflict(why) }
    }

    func holds(_ ruling: Ruling, oneOf roles: [String]) -> Bool {
        roles.isEmpty || roles.contains { plan.has(ruling.holder, role: $0) }
    }
}

extension ResponsePlan {
    /// The rule behind a clock. A rule that starts again gets a clock of its own: `next-word#2`, after a reopening too;
    /// `grade-confirmation@I` for a graver grade.
    public func rule(of clock: CaseClock) -> ClockRule? {
        self.clock(String(clock.id.prefix { $0 != "#" && $0 != "@" }))
    }
}

extension Grade {
    /// One of the plan's four; `nil` for none.
    var planned: ResponsePlan.Grade? { ResponsePlan.Grade(rawValue: rawValue) }
    var named: String { planned?.label ?? "none" }
}
