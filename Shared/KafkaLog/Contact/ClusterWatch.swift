import EventLog
import Synchronization

/// Looks at the cluster every few seconds: that it answers, and that the topics are as they should be. So the log knows
/// of a cluster that is away before anybody needs it; and once partitions are led by other brokers, it has every client
/// ask who leads now, rather than each of them all the time.
struct ClusterWatch: Sendable {
    let topology: Topology
    let administration: Administration
    let contact: ClusterContact
    let report: @Sendable (KafkaNotice) -> Void

    /// Between looks; the next one comes sooner while something is wrong, or when a connection broke: brokers take some
    /// seconds to find out that one of them is dead, and others lead then.
    static let pause = Duration.seconds(3)
    static let pauseInTrouble = Duration.milliseconds(500)
    static let suspicion = Duration.seconds(30)
    /// After another leads, clients are told for so long: a broker that is asked may not know it yet.
    static let telling = Duration.seconds(2)
    /// A broker that does not answer for so long is taken for dead.
    static let silence = Duration.seconds(15)
    /// How long one broker may take.
    static let brokerPatience = Duration.milliseconds(1500)
    /// How long one look may take.
    static let patience = Duration.seconds(5)

    /// Until cancelled.
    func run() async {
        var last: String?
        var silent: [Int32: ContinuousClock.Instant] = [:]
        while !Task.isCancelled {
            let complaint = await look(&silent)
            // A look that was broken off found nothing out.
            if Task.isCancelled { return }
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
            if try await topology.refresh("looking at the cluster", within: Self.patience) { contact.leadersMoved() }
            if contact.haveLeadersMoved(within: Self.telling) { tellClients() }
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

    /// Brokers that are left may go on naming others that are dead as leaders and in sync: without most of their
    /// controllers they can decide nothing. So each broker is asked for itself.
    private func silence(_ silent: inout [Int32: ContinuousClock.Instant]) async -> String? {
        let brokers = topology.brokers
        silent = silent.filter { brokers.contains($0.key) }
        for broker in brokers.sorted() {
            let address = silent[broker] == nil ? nil : topology.address(of: broker)
            if await administration.answers(broker: broker, at: address, within: Self.brokerPatience) {
                silent[broker] = nil
            } else {
                contact.suspects()
                silent[broker] = silent[broker] ?? .now
            }
        }
        let dead = Set(silent.filter { ContinuousClock.now - $0.value >= Self.silence }.keys)
        guard !dead.isEmpty, let place = topology.partition(without: dead) else { return nil }
        return
            "brokers \(dead.sorted().map(String.init).joined(separator: ", ")) have not answered for \(Self.silence): "
            + "too few are left for \(place) to be written"
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
