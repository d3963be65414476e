import EventLog
import Schemas

/// A sandbox as `--json` prints it.
struct SandboxStanding: Encodable {
    var name: String
    var source: String
    var since: String
    var until: String
    var plan: String
    var createdAt: String?
    var ranAt: String?
    var build: String?
    /// Of the records copied.
    var mentions: Int64

    init(_ description: SandboxDescription) {
        name = description.name
        source = description.source
        since = description.since
        until = description.until
        plan = description.planHash
        createdAt = description.createdAt
        ranAt = description.ranAt
        build = description.build
        mentions = description.copied[EventKind.mentionPublished.topic] ?? 0
    }

    init(planned making: SandboxMaking, _ found: SandboxMaking.Plan) {
        name = making.name
        source = making.live.namespace.prefix
        since = Timestamps.rfc3339(making.since)
        until = Timestamps.rfc3339(making.until)
        plan = making.plan.hash
        mentions = found.counts[EventKind.mentionPublished.topic] ?? 0
    }
}
