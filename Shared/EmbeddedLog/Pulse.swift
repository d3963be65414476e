import EventLog
import Foundation
import GRDB

/// Finds out again and again whether the log can be written, also while nobody writes: a disk that is full or has
/// become read-only is known before somebody's decision fails on it.
struct Pulse: Sendable {
    let store: Store

    /// Until the task is cancelled.
    func runForever() async {
        guard let interval = store.options.pulseInterval else { return }
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            guard !Task.isCancelled, !store.watch.isClosed else { return }
            await beat()
        }
    }

    /// One look: room on the disk, and a write where nobody has written lately.
    func beat() async {
        let doing = "looking whether the log \(store.path) can be written"
        do {
            try checkRoom(doing)
            try await store.write(doing) { try $0.execute(sql: "UPDATE upkeep SET due = due") }
            store.heard()
        } catch {
            store.complained("\(error)")
        }
    }

    /// Small writes may still succeed on a full disk, in room that the log has already: so the disk is asked.
    private func checkRoom(_ doing: String) throws {
        let folder = URL(fileURLWithPath: store.path).deletingLastPathComponent().path
        var found = statvfs()
        guard statvfs(folder, &found) == 0 else { return }
        let (free, isTooMuch) = UInt64(found.f_bavail).multipliedReportingOverflow(by: UInt64(found.f_frsize))
        guard !isTooMuch, free < store.options.leastRoom else { return }
        throw EventLogError.retriable(
            doing: doing,
            found: "\(free) bytes free on the disk, expected at least \(store.options.leastRoom); make room")
    }
}
