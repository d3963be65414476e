import NIOPosix

/// Reads strangers' documents on a thread of its own. What is read may be 20 MB and made to be slow: the threads that all
/// groups share never wait for it, and one document waits for another.
enum DocumentReading {
    private static let thread: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    static func apart<Read: Sendable>(_ read: @escaping @Sendable () throws -> Read) async throws -> Read {
        try await thread.runIfActive(read)
    }
}
