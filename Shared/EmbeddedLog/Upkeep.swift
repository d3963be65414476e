import GRDB

/// Retention and compaction, in steps so small that writers hardly notice.
struct Upkeep: Sendable {
    let store: Store

    /// Until the task is cancelled.
    func runForever() async {
        guard let interval = store.options.maintenanceInterval else { return }
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            guard !Task.isCancelled else { return }
            // What fails (a locked file, a full disk) is tried again the next time.
            if (try? await takeTurn(interval)) == true { try? await pass(pause: .milliseconds(5)) }
        }
    }

    /// - Parameter pause: rest between steps.
    func pass(pause: Duration?) async throws {
        let (now, limit) = (store.options.now(), store.options.maintenanceStep)
        let superseded = now - store.options.compactionLag.milliseconds
        let tombstones = now - store.options.tombstoneRetention.milliseconds
        try await removeDeleted(pause: pause)
        for due in try await store.read("looking for old records", { try Retention.due(now: now, in: $0) }) {
            try await repeated(pause) { try Retention.remove(due, limit: limit, in: $0) }
        }
        try await repeated(pause) { try Compaction.removeSuperseded(upTo: superseded, limit: limit, in: $0) }
        try await repeated(pause) { try Compaction.removeTombstones(upTo: tombstones, limit: limit, in: $0) }
    }

    /// What deleted topics have left.
    func removeDeleted(pause: Duration?) async throws {
        let limit = store.options.maintenanceStep
        try await repeated(pause) { try Deletion.proceed(limit: limit, in: $0) }
    }

    private func repeated(_ pause: Duration?, _ step: @escaping @Sendable (Database) throws -> Int) async throws {
        let limit = store.options.maintenanceStep
        while try await store.write("removing old records from \(store.path)", step) >= limit {
            try Task.checkCancellation()
            if let pause { try await Task.sleep(for: pause) } else { await Task.yield() }
        }
    }

    /// Whether it is this process's turn: one of those on the file does it each time.
    private func takeTurn(_ interval: Duration) async throws -> Bool {
        let now = store.options.now()
        return try await store.write("taking a turn at upkeep") { db in
            try db.execute(
                sql: "UPDATE upkeep SET due = ? WHERE due <= ?",
                arguments: [now + interval.milliseconds * 9 / 10, now])
            return db.changesCount > 0
        }
    }
}
