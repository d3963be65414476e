public import Plan
public import Schemas

/// Whether a case may be closed: the plan's closing rule, measured.
public enum ClosingRule {
    static let hour: Int64 = 3_600_000

    /// Since when volume has stayed at or below the plan's fraction of its peak: the end of the last hour above it.
    /// 0 where nothing was counted.
    public static func declineSince(_ incident: Incident, peak: Int64, rule: ResponsePlan.ClosingRule) -> Int64 {
        let most = rule.declineFraction * Double(peak)
        guard let last = incident.volume.last(where: { Double($0.mentions) > most }) else {
            return incident.volume.first?.hour ?? 0
        }
        return last.hour + hour
    }

    /// Something that the rule asks for and that is not so yet.
    public enum Condition: Hashable, Sendable {
        /// Volume has to stay down longer. Since when it has (0: it is not down), and when that will have been long enough
        /// if nothing flares up (`nil`: not to be said), ms since 1970.
        case decline(since: Int64, until: Int64?)
        /// The case has to be older: when it will be, ms since 1970.
        case age(until: Int64)
        /// Directives neither done nor waived, by id.
        case directives([String])
        /// Clocks that still run, by id.
        case clocks([String])
        /// Sections of the evaluation that nobody has written, by the plan's id.
        case sections([String])
    }

    /// What stands against closing; empty where the rule holds.
    public static func missing(_ row: Case, plan: ResponsePlan, now: Int64) -> [Condition] {
        let rule = plan.closing
        var missing: [Condition] = []
        let sustained = Int64(rule.sustainedFor.seconds) * 1000
        let since = row.declineSince
        if since == 0 || now - since < sustained {
            missing.append(.decline(since: since, until: since == 0 ? nil : since + sustained))
        }
        let age = Int64(rule.minimumAge.seconds) * 1000
        if now - row.openedAt < age { missing.append(.age(until: row.openedAt + age)) }
        let open = row.directives.filter(\.isOpen)
        if rule.allDirectivesDone, !open.isEmpty { missing.append(.directives(open.map(\.id))) }
        let running = row.clocks.filter { clock in
            guard clock.state == .running else { return false }
            // The close itself stops the one, and the other begins to matter only then.
            let stop = plan.rule(of: clock)?.stop
            return stop != .caseClosed && stop != .evaluationSigned
        }
        if rule.allClocksStopped, !running.isEmpty { missing.append(.clocks(running.map(\.id))) }
        let unwritten = plan.sectionsUnwritten(in: row)
        if rule.evaluationWritten, !unwritten.isEmpty { missing.append(.sections(unwritten)) }
        return missing
    }

    /// The same in sentences, as refusals and journals say it.
    public static func reasonsAgainst(_ row: Case, plan: ResponsePlan, now: Int64) -> [String] {
        let rule = plan.closing
        return missing(row, plan: plan, now: now).map { condition in
            switch condition {
            case .decline(let since, _):
                let held = since == 0 ? 0 : max(now - since, 0)
                return "volume has been at or below \(rule.declineFraction) of its peak "
                    + "(\(row.peakHourlyMentions) an hour) for \(held / 60_000) min, not for \(rule.sustainedFor)"
            case .age: return "the case is \((now - row.openedAt) / 60_000) min old, not \(rule.minimumAge)"
            case .directives(let ids):
                let titles = row.directives.filter { ids.contains($0.id) }.map(\.title)
                return "directives neither done nor waived: " + titles.joined(separator: ", ")
            case .clocks(let ids): return "clocks still running: " + ids.joined(separator: ", ")
            case .sections(let ids): return "sections of the evaluation not written: " + ids.joined(separator: ", ")
            }
        }
    }

    /// Whether an incident flared up again after its case was closed, by the plan's rule: an hour after the close with
    /// more than a fraction of the peak and so many mentions, soon enough after the close.
    public static func rebounds(_ incident: Incident, row: Case, plan: ResponsePlan, now: Int64) -> Bool {
        let rule = plan.closing.rebound
        guard now - row.closedAt <= Int64(rule.within.seconds) * 1000 else { return false }
        let most = rule.fraction * Double(row.peakHourlyMentions)
        return incident.volume.contains {
            $0.hour >= row.closedAt && Double($0.mentions) > most && $0.mentions >= Int64(rule.mentions)
        }
    }
}
