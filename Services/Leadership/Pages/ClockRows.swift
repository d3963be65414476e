import Casework
import Plan
import Schemas

/// The clocks of all cases.
struct ClockRows {
    enum Standing: String, CaseIterable { case running, missed, met, dropped }

    struct Row {
        var matter: Case
        var clock: CaseClock
    }

    let snapshot: ViewSnapshot
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    /// Running: the one that ends first before the others; else the newest first.
    func clocks(_ standing: Standing) -> [Row] {
        let rows = snapshot.cases.values.flatMap { matter in
            // What is to be filed is so after the case's end, too.
            matter.clocks.filter {
                $0.standing == standing
                    && (standing != .running || !matter.state.isOver || naming.clockRule($0.id)?.stop == .filing)
            }
            .map { Row(matter: matter, clock: $0) }
        }
        return rows.sorted { a, b in
            let key = { (row: Row) in (row.clock.dueAt, row.matter.grade.order, row.matter.incidentID, row.clock.id) }
            return standing == .running ? key(a) < key(b) : key(a) > key(b)
        }
    }

    func row(_ row: Row) -> Fields {
        let (matter, clock) = (row.matter, row.clock)
        let length = max(clock.dueAt - clock.startedAt, 1)
        let used = min(max(now - clock.startedAt, 0), length)
        return Fields([
            "href": IncidentTab.clocks.address(
                of: matter.incidentID, anchor: "clock-\(PageAddress.encoded(clock.id))"),
            "clockName": naming.clock(clock.id, else: clock.name), "matterTitle": naming.title(matter),
            "grade": matter.grade.label, "gradeName": naming.grade(matter.grade), "colour": matter.grade.colour,
            "stateWord": clock.standingWord,
            "stateName": clock.dropped ? naming.words["clockState_dropped"] : naming.state(clock.state),
            "startedAt": naming.time(clock.startedAt), "dueAt": naming.time(clock.dueAt),
            "metAt": clock.dropped ? nil : naming.time(clock.metAt),
            "metBy": clock.metBy.isEmpty || clock.dropped ? nil : naming.person(clock.metBy),
            "receipt": clock.receiptNumber.isEmpty ? nil : clock.receiptNumber,
            "ruleSource": clock.ruleSource.isEmpty ? nil : clock.ruleSource,
            "explanation": clock.explanation.isEmpty ? nil : Said(naming: naming).text(clock.explanation),
            "isUnexplained": clock.state == .missed && clock.explanation.isEmpty, "proof": clock.proofRequired,
            "running": clock.state == .running
                ? [
                    "due": clock.dueAt, "remaining": naming.remaining(until: clock.dueAt, now: now),
                    "isOver": clock.dueAt < now, "used": used / 1000, "length": length / 1000,
                    "usedText": naming.percent(Double(used) / Double(length)),
                ] as Fields : nil,
        ])
    }
}

extension CaseClock {
    /// `dropped`, or its state: for classes and attributes.
    var standingWord: String { dropped ? "dropped" : state.word }

    /// A dropped clock was met by nobody: the case ended without need for it.
    var standing: ClockRows.Standing? {
        if dropped { return .dropped }
        return switch state {
        case .running: .running
        case .missed: .missed
        case .met: .met
        case .unspecified, .UNRECOGNIZED: nil
        }
    }
}
