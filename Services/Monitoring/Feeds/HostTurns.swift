/// Politeness: one request at a time to a host, with a gap between two.
actor HostTurns {
    private let gap: Int64
    private let pace: Pace
    private var busy: Set<String> = []
    private var free: [String: Int64] = [:]
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// - Parameter gap: milliseconds from the end of one request to the start of the next.
    init(gap: Int64, pace: Pace) {
        self.gap = gap
        self.pace = pace
    }

    func turn<Result: Sendable>(
        at host: String, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        if busy.contains(host) {
            await withCheckedContinuation { waiting[host, default: []].append($0) }
        } else {
            busy.insert(host)
        }
        defer { pass(host) }
        let wait = (free[host] ?? 0) - pace.now()
        if wait > 0 { try await pace.sleep(wait) }
        defer { free[host] = pace.now() + gap }
        try Task.checkCancellation()
        return try await body()
    }

    /// Hands the turn on, still busy, to who waits longest.
    private func pass(_ host: String) {
        guard var queue = waiting[host], !queue.isEmpty else {
            busy.remove(host)
            return
        }
        let next = queue.removeFirst()
        waiting[host] = queue.isEmpty ? nil : queue
        next.resume()
    }
}
