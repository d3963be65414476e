import Plan
import Schemas

/// Sources and whether they are heard of: no news and a broken feed are different things.
struct SourceRows {
    let naming: Naming
    let now: Int64

    /// Sources of the plan that are past their cadence, or were never heard of.
    func silent(_ snapshot: ViewSnapshot) -> [ResponsePlan.Source] {
        naming.plan.sources.filter { source in
            guard let cadence = source.cadence else { return false }
            guard let seen = snapshot.sources[source.id], lastSign(seen) > 0 else { return true }
            return now - lastSign(seen) > Int64(cadence.seconds) * 1000
        }
    }

    func rows(_ snapshot: ViewSnapshot) -> [Fields] {
        let silent = Set(silent(snapshot).map(\.id))
        return naming.plan.sources.map { source in
            let seen = snapshot.sources[source.id]
            return Fields([
                "id": source.id, "name": source.name, "kind": source.kind.rawValue,
                "tier": naming.words["tier_\(source.tier)"],
                "cadence": source.cadence.map { naming.length(Int64($0.seconds) * 1000) },
                "isSilent": silent.contains(source.id), "isFailing": (seen?.consecutiveFailures ?? 0) > 0,
                "lastSuccess": seen.flatMap { naming.time($0.lastSuccessAt) },
                "lastMention": seen.flatMap { naming.time($0.lastMentionAt) },
                "lag": seen.flatMap { $0.lagMilliseconds > 0 ? naming.length($0.lagMilliseconds) : nil },
                "received": seen?.received ?? 0, "matched": seen?.matched ?? 0, "dropped": seen?.dropped ?? 0,
                "refused": seen?.refused ?? 0, "failures": seen?.consecutiveFailures ?? 0,
                "lastError": seen.flatMap { $0.lastError.isEmpty ? nil : $0.lastError },
                "lastErrorAt": seen.flatMap { naming.time($0.lastErrorAt) },
            ])
        }
    }

    private func lastSign(_ source: Source) -> Int64 { max(source.lastMentionAt, source.lastSuccessAt) }
}
