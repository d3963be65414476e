import EventLog
import Hosting
import Synchronization

/// Opens the log, lets `body` work with it, and closes it.
/// - Parameter creating: for commands that write: makes the embedded log where there is none.
func withLog(
    _ options: LogOptions, creating: Bool = false, _ body: (any EventLog, Settings) async throws -> Void
) async throws {
    let settings = try await Settings.load(overrides: options.overrides)
    try settings.refuseUnknown(plan: try? settings.plan())
    let client = ClientNotices()
    let log = try await ServiceHost.openLog(settings: settings, creating: creating) { client.hear($0) }
    do {
        try await body(log, settings)
    } catch {
        await ServiceHost.close(log)
        throw client.explaining(error)
    }
    await ServiceHost.close(log)
}

/// What the cluster's client had to say: a question that is not answered in time does not know that the password was
/// refused, the client does.
final class ClientNotices: Sendable {
    private let last = Mutex<String?>(nil)

    func hear(_ notice: String) { last.withLock { $0 = notice } }

    /// An error that only says that the log is away, with why.
    func explaining(_ error: any Error) -> any Error {
        guard case EventLogError.retriable(let doing, let found) = error, let said = last.withLock({ $0 }) else {
            return error
        }
        return EventLogError.retriable(doing: doing, found: "\(found); the cluster's client says: \(said)")
    }
}
