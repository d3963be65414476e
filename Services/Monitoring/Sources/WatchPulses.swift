import Synchronization

/// Whether the watches of sources go on: each says, before it waits or looks, by when it will be heard of again.
final class WatchPulses: Sendable {
    /// What a look may take beyond the wait before it: redirects, slow hosts and a commit tried again are within it.
    static let grace = Duration.seconds(300)

    private let now: @Sendable () -> ContinuousClock.Instant
    private let deadlines = Mutex<[String: ContinuousClock.Instant]>([:])

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

    /// - Parameter wait: milliseconds until the source is looked at next.
    func beat(_ source: String, wait: Int64) {
        let deadline = now() + .milliseconds(max(0, wait)) + Self.grace
        deadlines.withLock { $0[source] = deadline }
    }

    /// Nothing more is expected of it: another instance watches it now, or it has come to its end.
    func end(_ source: String) { deadlines.withLock { $0[source] = nil } }

    /// The sources not heard of in time, in the order of their ids.
    var silent: [String] {
        let now = now()
        return deadlines.withLock { $0.filter { $0.value < now }.keys.sorted() }
    }
}
