/// The clock of the sources, for tests to move by hand.
struct Pace: Sendable {
    /// Milliseconds since 1970.
    var now: @Sendable () -> Int64
    /// Sleeps so many milliseconds; throws when cancelled.
    var sleep: @Sendable (Int64) async throws -> Void
    /// A fraction from 0 up to 1, for jitter.
    var chance: @Sendable () -> Double

    init(
        now: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Int64) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) },
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.now = now
        self.sleep = sleep
        self.chance = chance
    }

    /// Exponential backoff with jitter, in milliseconds: the interval doubled with every failure, an hour at most
    /// (or the interval, if it is longer), less up to a fifth; never before the server asked for.
    func backoff(failures: Int64, interval: Int64, retryAfter: Int64?) -> Int64 {
        let doubled = max(interval, 1_000) << min(max(failures, 1), 12)
        let bounded = Double(min(doubled, max(3_600_000, interval)))
        let jittered = Int64(bounded * (1 - 0.2 * chance()))
        return max(jittered, min(retryAfter ?? 0, 86_400_000))
    }
}
