/// Politeness: so many requests at a time to a host, with a gap between two. What hangs holds its own place.
actor HostTurns {
    private let gap: Int64
    private let places: Int
    private let pace: Pace
    private var busy: [String: Int] = [:]
    private var free: [String: Int64] = [:]
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// - Parameters:
    ///   - gap: milliseconds from the end of one request to the start of the next; with several places between two starts.
    ///   - places: at least 1.
    init(gap: Int64, places: Int = 1, pace: Pace) {
        self.gap = gap
        self.places = max(1, places)
        self.pace = pace
    }

    func turn<Result: Sendable>(
        at host: String, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        if busy[host, default: 0] >= places {
            await withCheckedContinuation { waiting[host, default: []].append($0) }
        } else {
            busy[host, default: 0] += 1
        }
        defer { pass(host) }
        let now = pace.now()
        let start = max(now, free[host] ?? 0)
        if places > 1 { free[host] = start + gap }
        if start > now { try await pace.sleep(start - now) }
        defer { if places == 1 { free[host] = pace.now() + gap } }
        try Task.checkCancellation()
        return try await body()
    }

    /// Hands the turn on, still busy, to who waits longest.
    private func pass(_ host: String) {
        guard var queue = waiting[host], !queue.isEmpty else {
            let left = (busy[host] ?? 1) - 1
            busy[host] = left > 0 ? left : nil
            return
        }
        let next = queue.removeFirst()
        waiting[host] = queue.isEmpty ? nil : queue
        next.resume()
    }
}
