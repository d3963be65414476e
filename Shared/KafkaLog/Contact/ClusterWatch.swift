import EventLog
import Synchronization

/// Looks at the cluster every few seconds: that it answers, and that the topics are as they should be. So the log knows
/// of a cluster that is away before anybody needs it; and once partitions are led by other brokers, it has every client
/// ask who leads now, rather than each of them all the time.
struct ClusterWatch: Sendable {
    let topology: Topology
    let queries: Queries
    let contact: ClusterContact
    let report: @Sendable (KafkaNotice) -> Void

    /// Between looks; the next one comes sooner while something is wrong, or when a connection broke: brokers take some
    /// seconds to find out that one of them is dead, and others lead then.
    static let pause = Duration.seconds(3)
    static let pauseInTrouble = Duration.seconds(1)
    static let suspicion = Duration.seconds(30)
    /// A leader that does not answer for so long is said: by then a cluster that can would have chosen another.
    static let silence = Duration.seconds(15)
    /// How long one leader may take.
    static let leaderPatience = Duration.milliseconds(1500)
    /// How long one look may take.
    static let patience = Duration.seconds(5)

    /// Until cancelled.
    func run() async {
        var last: String?
        var silent: [Int32: ContinuousClock.Instant] = [:]
        while !Task.isCancelled {
            let complaint = await look(&silent)
            if complaint != last {
                report(
                    KafkaNotice(
                        level: complaint == nil ? .info : .warning, client: "watch",
                        text: complaint ?? "the cluster answers, and nothing is wrong any more"))
            }
            last = complaint
            try? await Task.sleep(for: isCalm(complaint) ? Self.pause : Self.pauseInTrouble)
        }
    }

    /// - Returns: what is wrong; `nil`: nothing.
    func look(_ silent: inout [Int32: ContinuousClock.Instant]) async -> String? {
        var complaint: String?
        do {
            if try await topology.refresh("looking at the cluster", within: Self.patience) { tellClients() }
            contact.heard()
            complaint = topology.complaint
            if complaint == nil { complaint = await silence(&silent) }
        } catch {
            let trouble = topology.trouble.map { " (\($0))" } ?? ""
            complaint = "the brokers do not answer: \(error)\(trouble)"
        }
        if Task.isCancelled { return nil }
        contact.found(complaint)
        return complaint
    }

    /// Brokers that are left may go on naming leaders that are dead: without most of their controllers they can choose no
    /// others. So one partition of each leader is asked for.
    private func silence(_ silent: inout [Int32: ContinuousClock.Instant]) async -> String? {
        let places = topology.oneOfEachLeader
        silent = silent.filter { places[$0.key] != nil }
        var complaint: String?
        for (leader, place) in places.sorted(by: { $0.key < $1.key }) {
            if await queries.answers(place, within: Self.leaderPatience) {
                silent[leader] = nil
                continue
            }
            contact.suspects()
            let since = silent[leader] ?? .now
            silent[leader] = since
            guard complaint == nil, ContinuousClock.now - since >= Self.silence else { continue }
            complaint =
                "broker \(leader), which leads \(place) and others, has not answered for \(Self.silence), and no "
                + "other leads in its stead: too few brokers are there"
        }
        return complaint
    }

    private func isCalm(_ complaint: String?) -> Bool {
        complaint == nil && !contact.isSuspicious(within: Self.suspicion)
    }

    private func tellClients() {
        for client in contact.clients {
            Task { try? await LeaderLook(client: client).lookAtKnown(within: Self.patience) }
        }
    }
}
