import CRdkafka

extension Client {
    /// Calls librdkafka on threads that all clients share, for a short question beside calls that take long: a commit that waits
    /// for brokers is not to keep its own client from hearing who leads now.
    func callAside<T: Sendable>(
        within bound: Duration, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T {
        try await options.contact.asides.run(
            within: bound + .seconds(5),
            stuck: { [weak self] in self?.giveUp("a question to librdkafka was not answered") }
        ) { [self] in try use(body) }
    }
}
