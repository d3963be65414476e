import Casework
import Plan
import Schemas

/// The clocks of one case: those that run first, each with what this person may do about it.
extension IncidentFile {
    func clockFields(_ matter: Case) -> Fields {
        let sorted = matter.clocks.sorted {
            ($0.state != .running ? 1 : 0, $0.dueAt, $0.id) < ($1.state != .running ? 1 : 0, $1.dueAt, $1.id)
        }
        return ["clocks": sorted.map { face(of: $0).merging(forms(for: $0, of: matter)) { $1 } }]
    }

    /// Those that run, in short: each leads to what can be done about it.
    func runningClocks(_ matter: Case) -> [Fields] {
        matter.clocks.filter { $0.state == .running }.sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }.map { clock in
            var fields = face(of: clock)
            fields["clockHref"] = IncidentTab.clocks.address(
                of: incident.id, anchor: "clock-\(PageAddress.encoded(clock.id))")
            return fields
        }
    }

    private func face(of clock: CaseClock) -> Fields {
        Fields([
            "id": clock.id, "name": naming.clock(clock.id, else: clock.name), "stateWord": clock.standingWord,
            "stateName": clock.dropped ? words["clockState_dropped"] : naming.state(clock.state),
            "running": clock.state == .running ? running(clock) : nil,
            "dueAt": naming.time(clock.dueAt), "metAt": clock.dropped ? nil : naming.time(clock.metAt),
            "metBy": clock.metBy.isEmpty || clock.dropped ? nil : naming.person(clock.metBy),
            "receipt": clock.receiptNumber.isEmpty ? nil : clock.receiptNumber,
            "ruleSource": clock.ruleSource.isEmpty ? nil : clock.ruleSource,
            "explanation": clock.explanation.isEmpty ? nil : said.text(clock.explanation),
            "granted": clock.extensions.map { granted($0) },
        ])
    }

    private func running(_ clock: CaseClock) -> Fields {
        let length = max(clock.dueAt - clock.startedAt, 1000)
        return [
            "due": clock.dueAt, "remaining": naming.remaining(until: clock.dueAt, now: now),
            "isOver": clock.dueAt < now, "used": min(max(now - clock.startedAt, 0), length) / 1000,
            "length": length / 1000,
        ]
    }

    private func granted(_ extended: ClockExtension) -> Fields {
        let text = words.filled(
            "clock_extended", naming.person(extended.grantedBy), extended.name, naming.time(extended.dueBefore) ?? "",
            naming.time(extended.dueAfter) ?? "")
        return Fields(["grantText": text, "grantReason": extended.reason.isEmpty ? nil : extended.reason])
    }

    private func forms(for clock: CaseClock, of matter: Case) -> Fields {
        let rule = naming.clockRule(clock.id)
        let isFiled = rule.map { $0.stop == .filing } ?? true
        let canMeet = may(.meetClock(MeetClock()))
        let canExtend = isOpen && clock.state == .running && may(.extendClock(ExtendClock()))
        return Fields([
            "proof": clock.proofRequired, "asksReceipt": rule?.proof.asksReceipt ?? false,
            "asksDocument": rule?.proof.asksDocument ?? false,
            "extend": canExtend && !clock.extensionsOpen.isEmpty ? extending(clock, rule) : nil,
            "canMeet": canMeet && isFiled && clock.state != .met,
            "canExplain": canMeet && clock.state == .missed && clock.explanation.isEmpty,
            "meetAction": action("meet-clock"), "explainAction": action("explain-clock"),
        ])
    }

    private func extending(_ clock: CaseClock, _ rule: ResponsePlan.ClockRule?) -> Fields {
        let choices = clock.extensionsOpen.map { id -> Fields in
            let known = rule?.extensions.first { $0.id == id }
            let length = known.map { naming.length(Int64($0.duration.seconds) * 1000) } ?? ""
            return ["extensionID": id, "extensionName": "\(known?.names[words.language] ?? id) (+\(length))"]
        }
        return ["extendAction": action("extend-clock"), "choices": choices]
    }
}
