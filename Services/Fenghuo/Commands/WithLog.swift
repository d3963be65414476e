import EventLog
import Foundation
import Hosting
import Synchronization

/// Opens the log, lets `body` work with it, and closes it.
/// - Parameters:
///   - creating: for commands that write: makes the embedded log where there is none.
///   - orEmpty: for a look at what would be written: where there is no log yet, an empty one is looked at.
func withLog(
    _ options: LogOptions, creating: Bool = false, orEmpty: Bool = false,
    _ body: (any EventLog, Settings) async throws -> Void
) async throws {
    var settings = try await Settings.load(overrides: options.overrides)
    var creating = creating
    let folder = LogAddress.folder(settings.dataFolder.path)
    let empty =
        orEmpty && !creating && settings.string("kafka.bootstrap.servers") == nil && !folder.isThere
        ? FileManager.default.temporaryDirectory.appending(path: UUID().uuidString) : nil
    defer { if let empty { try? FileManager.default.removeItem(at: empty) } }
    if let empty {
        var overrides = options.overrides
        overrides["fenghuo.data"] = empty.path
        settings = try await Settings.load(overrides: overrides)
        creating = true
    }
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
