import Plan
import Schemas

/// Sources and whether they are heard of: no news and a broken feed are different things.
struct SourceRows {
    let naming: Naming
    let now: Int64

    /// Sources of the plan that are past their cadence.
    func silent(_ snapshot: ViewSnapshot) -> [ResponsePlan.Source] {
        naming.plan.sources.filter { $0.isSilent(snapshot.sources[$0.id], at: now) }
    }

    /// One sentence on what is heard of.
    func summary(_ snapshot: ViewSnapshot) -> String {
        let silent = silent(snapshot).count
        let all = naming.plan.sources.count
        return silent == 0
            ? naming.words.filled("sources_allHeard", String(all))
            : naming.words.filled("sources_someSilent", String(silent), String(all))
    }

    /// Silent ones first.
    func rows(_ snapshot: ViewSnapshot) -> [Fields] {
        let silent = Set(silent(snapshot).map(\.id))
        let sorted = naming.plan.sources.enumerated().sorted { a, b in
            (silent.contains(a.element.id) ? 0 : 1, a.offset) < (silent.contains(b.element.id) ? 0 : 1, b.offset)
        }
        return sorted.map(\.element).map { source in
            let seen = snapshot.sources[source.id]
            let standing = source.standing(seen, at: now)
            let isFailing = (seen?.consecutiveFailures ?? 0) > 0
            // What went wrong more than a day ago, and has gone well since, is no news.
            let trouble = seen.flatMap { seen in
                let isRecent = seen.lastErrorAt > now.subtractingReportingOverflow(86_400_000).partialValue
                return !seen.lastError.isEmpty && (isFailing || isRecent) ? seen : nil
            }
            return Fields([
                "id": source.id, "name": source.name, "kind": naming.words["sourceKind_\(source.kind.rawValue)"],
                "tier": naming.words["tier_\(source.tier)"],
                "cadence": source.cadence.map { naming.length(Int64($0.seconds) * 1000) },
                "isSilent": standing == .silent, "isFrozen": standing == .frozen, "isFailing": isFailing,
                "isHeard": standing == .heard && !isFailing, "isNotHeardYet": standing == .notHeardYet && !isFailing,
                "failing": isFailing
                    ? naming.words.filled("source_failing", String(seen?.consecutiveFailures ?? 0)) : nil,
                "lastSuccess": seen.flatMap { naming.time($0.lastSuccessAt) },
                "lastMention": seen.flatMap { naming.time($0.lastMentionAt) },
                "lag": seen.flatMap { $0.lagMilliseconds > 0 ? naming.length($0.lagMilliseconds) : nil },
                "received": naming.count(seen?.received ?? 0), "matched": naming.count(seen?.matched ?? 0),
                "dropped": seen?.dropped ?? 0,
                "refused": seen?.refused ?? 0, "failures": seen?.consecutiveFailures ?? 0,
                "lastError": trouble?.lastError, "lastErrorAt": trouble.flatMap { naming.time($0.lastErrorAt) },
            ])
        }
    }
}
