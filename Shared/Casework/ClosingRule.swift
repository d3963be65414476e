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

    /// What stands against closing; empty where the rule holds.
    public static func reasonsAgainst(_ row: Case, plan: ResponsePlan, now: Int64) -> [String] {
        let rule = plan.closing
        var reasons: [String] = []
        let sustained = Int64(rule.sustainedFor.seconds) * 1000
        let since = row.declineSince
        if since == 0 || now - since < sustained {
            let held = since == 0 ? 0 : max(now - since, 0)
            reasons.append(
                "volume has been at or below \(rule.declineFraction) of its peak "
                    + "(\(row.peakHourlyMentions) an hour) for \(held / 60_000) min, not for \(rule.sustainedFor)")
        }
        let age = now - row.openedAt
        if age < Int64(rule.minimumAge.seconds) * 1000 {
            reasons.append("the case is \(age / 60_000) min old, not \(rule.minimumAge)")
        }
        let open = row.directives.filter(\.isOpen)
        if rule.allDirectivesDone, !open.isEmpty {
            reasons.append("directives neither done nor waived: " + open.map(\.title).joined(separator: ", "))
        }
        let running = row.clocks.filter { clock in
            guard clock.state == .running else { return false }
            // The close itself stops the one, and the other begins to matter only then.
            let stop = plan.rule(of: clock)?.stop
            return stop != .caseClosed && stop != .evaluationSigned
        }
        if rule.allClocksStopped, !running.isEmpty {
            reasons.append("clocks still running: " + running.map(\.id).joined(separator: ", "))
        }
        let unwritten = plan.sectionsUnwritten(in: row)
        if rule.evaluationWritten, !unwritten.isEmpty {
            reasons.append("sections of the evaluation not written: " + unwritten.joined(separator: ", "))
        }
        return reasons
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
