import GRDB
import Synchronization

/// What pages and the API look up with. Never waits for who fills: the file's readers are its own.
package final class ArchiveReader: Sendable {
    /// Lookups under way and waiting; more are told to come back.
    static let mostAtOnce = 64
    /// One may take so long.
    static let longest = Duration.seconds(3)

    private struct State {
        var file: ArchiveFile?
        var status = ArchiveStatus()
        var underWay = 0
        /// What a lookup found broken, for who fills.
        var broken: (file: ArchiveFile, found: String)?
    }

    private let state = Mutex(State())

    package init() {}

    package var status: ArchiveStatus { state.withLock { $0.status } }

    /// The newest first.
    /// - Throws: `ArchiveFault`.
    package func page(_ query: ArchiveQuery) async throws(ArchiveFault) -> ArchivePage {
        try await look { try ArchiveSearch(db: $0).page(query) }
    }

    /// The entry of that kind and key; `nil` where there is none.
    /// - Throws: `ArchiveFault`.
    package func entry(_ kind: ArchiveKind, _ key: String) async throws(ArchiveFault) -> ArchivedEntry? {
        try await look { try ArchiveSearch(db: $0).entry(kind, key) }
    }

    private func look<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(ArchiveFault) -> T {
        let file = try enter()
        defer { state.withLock { $0.underWay -= 1 } }
        do {
            return try await withThrowingTaskGroup(of: T?.self) { group in
                group.addTask { try await file.pool.read(body) }
                group.addTask {
                    try await Task.sleep(for: Self.longest)
                    return nil
                }
                // Leaving cancels the other one; GRDB interrupts a read that is cancelled.
                defer { group.cancelAll() }
                guard let first = try await group.next(), let found = first else { throw ArchiveFault.tooSlow }
                return found
            }
        } catch {
            let fault = ArchiveFault(error) ?? .absent("\(error)")
            if case .broken(let found) = fault { state.withLock { $0.broken = (file, found) } }
            throw fault
        }
    }

    private func enter() throws(ArchiveFault) -> ArchiveFile {
        let (file, status, isTaken) = state.withLock { state in
            let isTaken = state.file != nil && state.underWay < Self.mostAtOnce
            if isTaken { state.underWay += 1 }
            return (state.file, state.status, isTaken)
        }
        guard let file else { throw .absent(status.detail) }
        guard isTaken else { throw .busy }
        return file
    }

    /// Says which file answers from now on.
    package func answer(from file: ArchiveFile?) { state.withLock { $0.file = file } }

    package func note(_ change: (inout ArchiveStatus) -> Void) { state.withLock { change(&$0.status) } }

    /// What a lookup found broken in that file, once.
    func brokenFound(in file: ArchiveFile) -> String? {
        state.withLock { state in
            guard let broken = state.broken, broken.file === file else { return nil }
            state.broken = nil
            return broken.found
        }
    }
}
