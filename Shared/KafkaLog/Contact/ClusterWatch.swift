import EventLog
import Synchronization

/// Looks at the cluster every few seconds: that it answers, and that the topics are as they should be. So the log knows
/// of a cluster that is away before anybody needs it.
struct ClusterWatch: Sendable {
    let topology: Topology
    let contact: ClusterContact
    let report: @Sendable (KafkaNotice) -> Void

    /// Between looks; the next one comes sooner while something is wrong.
    static let pause = Duration.seconds(3)
    static let pauseInTrouble = Duration.seconds(1)
    /// How long one look may take.
    static let patience = Duration.seconds(5)

    /// Until cancelled.
    func run() async {
        var last: String?
        while !Task.isCancelled {
            let complaint = await look()
            if complaint != last {
                report(
                    KafkaNotice(
                        level: complaint == nil ? .info : .warning, client: "watch",
                        text: complaint ?? "the cluster answers, and nothing is wrong any more"))
            }
            last = complaint
            try? await Task.sleep(for: complaint == nil ? Self.pause : Self.pauseInTrouble)
        }
    }

    /// - Returns: what is wrong; `nil`: nothing.
    func look() async -> String? {
        var complaint: String?
        do {
            try await topology.refresh("looking at the cluster", within: Self.patience)
            contact.heard()
            complaint = topology.complaint
        } catch {
            let trouble = topology.trouble.map { " (\($0))" } ?? ""
            complaint = "the brokers do not answer: \(error)\(trouble)"
        }
        if Task.isCancelled { return nil }
        contact.found(complaint)
        return complaint
    }
}
