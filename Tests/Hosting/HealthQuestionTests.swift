import HummingbirdTesting
import Logging
import Testing

@testable import Hosting

/// What a container's health check finds out.
@Suite struct HealthQuestionTests {
    private func answer(_ question: HealthQuestion, alive: Bool, ready: Bool) async throws -> HealthQuestion.Answer {
        let health = HealthRegistry()
        health.register("analysis") { HealthReport(isAlive: alive, isReady: ready, detail: "6 partitions") }
        let server = OperationsServer(
            host: "127.0.0.1", port: 0, health: health, metrics: PrometheusMetrics(),
            standing: StandingFigures(health: health), logger: Logger(label: "test"))
        return try await server.application().test(.live) { client in
            await question.ask(host: "0.0.0.0", port: client.port ?? 0)
        }
    }

    @Test(
        arguments: [
            (HealthQuestion.alive, true, false, true), (.ready, true, false, false), (.ready, true, true, true),
            (.alive, false, true, false),
        ])
    func `It asks the running service and believes only a 200`(
        question: HealthQuestion, alive: Bool, ready: Bool, expected: Bool
    ) async throws {
        let answer = try await answer(question, alive: alive, ready: ready)
        #expect(answer.isGood == expected)
        #expect(answer.detail == "\(expected ? "ok" : "NO") analysis: 6 partitions\n")
    }

    @Test func `Nobody there is not well, and said with the address`() async {
        // Port 1 of the loopback has no service on any machine that tests run on.
        let answer = await HealthQuestion.ready.ask(host: "127.0.0.1", port: 1)
        #expect(!answer.isGood && answer.detail.contains("http://127.0.0.1:1/readyz"))
    }

    @Test(arguments: ["", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"])
    func `What is no 200 of HTTP is not well`(response: String) {
        #expect(!HealthQuestion.read(response).isGood)
    }
}
