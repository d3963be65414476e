import EmbeddedLog
import EventLog
import Foundation
import Hosting
import Logging
import Plan
import Schemas
import ServiceLifecycle
import Testing

@testable import Monitoring

@Suite("Monitoring as a whole") struct MonitoringServiceTests {
    @Test("mentions of a followed file are published once, over a restart in the middle", .timeLimit(.minutes(2)))
    func published() async throws {
        let folder = try Fixture.folder()
        let file = folder.appending(path: "m.jsonl")
        var plan = try Fixture.plan()
        var source = try Fixture.source("complaints", kind: .file, plan)
        source.address = file.path
        source.follow = true
        source.schedule = ResponsePlan.Span(seconds: 1)
        plan.sources = [source]
        try Data(lines(0..<20).utf8).write(to: file)
        let log = try await Fixture.log(in: folder)
        try await run(log, plan, untilPublished: 20)
        try Data((lines(0..<20) + lines(0..<40)).utf8).write(to: file)
        try await run(log, plan, untilPublished: 40)
        let published = try await Fixture.all(.mentionPublished, Mention.self, in: log)
        #expect(Set(published.map(\.id)).count == 40 && published.count == 40)
        log.close()
    }

    private func lines(_ range: Range<Int>) -> String {
        range.map { #"{"text":"澜江银行第\#($0)条","author":"甲"}"# + "\n" }.joined()
    }

    /// Runs the real services until so many mentions are in the log, then stops them gracefully.
    private func run(_ log: EmbeddedLog, _ plan: ResponsePlan, untilPublished count: Int) async throws {
        let environment = ServiceEnvironment(
            log: log, plan: plan, partitions: Fixture.partitions, contentType: .protobuf,
            clock: { Int64(Date().timeIntervalSince1970 * 1000) }, logger: Logger(label: "test"),
            settings: try await Settings.load(overrides: ["monitoring.port": "0"], environment: [:]),
            health: HealthRegistry())
        let services = try await MonitoringService.services(in: environment)
        let group = ServiceGroup(services: services, logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let reader = try await log.makeReader()
            var positions: [Int32: Int64] = [:]
            var seen = 0
            var partition: Int32 = 0
            while seen < count {
                let place = TopicPartition(EventKind.mentionPublished.topic, partition)
                let (records, next) = try await reader.read(
                    place, from: positions[partition] ?? 0, to: nil, limit: 100, wait: .milliseconds(20))
                positions[partition] = next
                seen += records.count
                partition = (partition + 1) % Fixture.partitions
            }
            await reader.close()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
