import EmbeddedLog
import EventLog
import Foundation
import HTTPTypes
import Logging
import Processing
import Schemas
import ServiceLifecycle
import SwiftProtobuf
import Synchronization
import Testing

@testable import Logistics

/// The desk with everything around it that is real: the log, the task, the processor. Only the clock is moved by hand.
@Suite(.timeLimit(.minutes(2))) struct DeliveryDeskTests {
    /// Stands still until it is moved; who sleeps is woken when their time has come.
    final class HandClock: Sendable {
        private struct State {
            var now = Fixture.now
            var sleepers: [(until: Int64, id: Int, continuation: CheckedContinuation<Void, Never>)] = []
            var next = 0
        }
        private let state = Mutex(State())
        var now: Int64 { state.withLock { $0.now } }

        func sleep(until time: Int64) async throws {
            let id = state.withLock { state in
                state.next += 1
                return state.next
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isOver = state.withLock { state in
                        if Task.isCancelled || state.now >= time { return true }
                        state.sleepers.append((time, id, continuation))
                        return false
                    }
                    if isOver { continuation.resume() }
                }
            } onCancel: {
                wake { $0.id == id }
            }
            try Task.checkCancellation()
        }

        func advance(to time: Int64) {
            state.withLock { $0.now = max($0.now, time) }
            wake { $0.until <= time }
        }

        private func wake(_ isOver: ((until: Int64, id: Int, continuation: CheckedContinuation<Void, Never>)) -> Bool) {
            let woken = state.withLock { state in
                let woken = state.sleepers.filter(isOver)
                state.sleepers.removeAll(where: isOver)
                return woken
            }
            for sleeper in woken { sleeper.continuation.resume() }
        }
    }

    /// Answers as told, and says how often each delivery was attempted.
    final class ScriptedSender: Sender {
        private let answers: @Sendable (Delivery) -> SendOutcome
        private let attempts = Mutex<[String: Int]>([:])
        init(_ answers: @escaping @Sendable (Delivery) -> SendOutcome) { self.answers = answers }
        var made: [String: Int] { attempts.withLock { $0 } }
        func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
            attempts.withLock { $0[delivery.id, default: 0] += 1 }
            return answers(delivery)
        }
    }

    /// Watches the table's changelog as another service would.
    struct World {
        var log: EmbeddedLog
        var clock: HandClock
        var sender: any Sender

        func services() async throws -> [any Service] {
            let plan = try Fixture.plan()
            let producer = try await log.makeProducer()
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let clock = clock
            let desk = DeliveryDesk(
                queue: DeliveryQueue(host: LogisticsService.host), sender: sender,
                clock: .init(now: { clock.now }, sleep: { try await clock.sleep(until: $0) }), logger: logger
            ) { try await producer.append([try LogisticsService.record(of: $0, partitions: 1)]) }
            let application = StreamApplication(
                log: log, options: StreamOptions(partitions: 1), clock: { clock.now }, logger: logger, observer: desk
            ) { _ in LogisticsProcessor(plan: plan) }
            return [application, desk]
        }

        func append(_ kind: EventKind, _ message: any Message & Sendable, key: String) async throws {
            let producer = try await log.makeProducer()
            try await producer.append([
                try EventRecord.make(
                    kind: kind, message: message, key: key, about: key, partitionKey: "lanjiang-bank", partitions: 1,
                    id: key, source: "/test", now: clock.now)
            ])
            await producer.close()
        }

        /// Reads the deliveries' topic until their newest states satisfy the condition.
        func deliveries(until condition: ([Delivery]) -> Bool) async throws -> [Delivery] {
            let reader = try await log.makeReader()
            var rows: [String: Delivery] = [:]
            var next: Int64 = 0
            while !condition(Array(rows.values)) {
                let read = try await reader.read(
                    TopicPartition(EventKind.deliveryUpdated.topic, 0), from: next, to: nil, limit: 100,
                    wait: .milliseconds(200))
                next = read.next
                for record in read.records {
                    let event = try InputEvent(record, kind: .deliveryUpdated)
                    rows[event.key] = try event.decode(Delivery.self)
                }
                try Task.checkCancellation()
            }
            await reader.close()
            return rows.values.sorted { $0.id < $1.id }
        }

        /// Runs the services while `body` does something, then stops them as SIGTERM would.
        func run(_ body: () async throws -> Void) async throws {
            let group = ServiceGroup(
                configuration: .init(
                    services: try await services().map { .init(service: $0) }, logger: Logger(label: "t")))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                do {
                    try await body()
                } catch {
                    tasks.cancelAll()
                    throw error
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    private func world<R>(_ sender: any Sender, _ body: (World) async throws -> R) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "logistics-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        try await log.createTopics(
            EventCatalogue.topics.map { TopicSpecification(name: $0.name, partitions: 1, cleanup: .compact) })
        Self.logs.withLock { $0.append(log) }
        return try await body(World(log: log, clock: HandClock(), sender: sender))
    }

    /// Kept open to the end: how a log closes is its own tests' matter.
    private static let logs = Mutex<[EmbeddedLog]>([])

    private let told = Fixture.aCase {
        $0.notices = [Fixture.notice("n1", to: ["lin-yue", "zhou-heng", "luo-siyuan"], acknowledge: false)]
    }

    @Test func aNoticeIsSentTriedAgainAndDelivered() async throws {
        let sender = ScriptedSender { delivery in
            delivery.attempts < 1 && delivery.recipient == "lin-yue"
                ? .retry("refused (500)", "answered 500") : .delivered("accepted (200)")
        }
        try await world(sender) { world in
            try await world.run {
                try await world.append(.caseAdvanced, told, key: "incident-1")
                let failed = try await world.deliveries { $0.contains { $0.attempts == 1 && $0.state == .pending } }
                let next = failed.map(\.nextAttemptAt).max() ?? 0
                #expect(next > world.clock.now)
                world.clock.advance(to: next)
                let rows = try await world.deliveries { $0.count == 3 && $0.allSatisfy { $0.state == .delivered } }
                #expect(rows.map(\.attempts).sorted() == [1, 1, 2])
                #expect(rows.allSatisfy { $0.verdict == "accepted (200)" })
                #expect(sender.made.values.sorted() == [1, 1, 2])
            }
        }
    }

    @Test func afterARestartNothingThatArrivedIsSentAgain() async throws {
        let sender = ScriptedSender { _ in .delivered("accepted (200)") }
        try await world(sender) { world in
            try await world.run {
                try await world.append(.caseAdvanced, told, key: "incident-1")
                _ = try await world.deliveries { $0.count == 3 && $0.allSatisfy { $0.state == .delivered } }
            }
            var more = told
            more.notices.append(Fixture.notice("n2", acknowledge: false))
            try await world.run {
                try await world.append(.caseAdvanced, more, key: "incident-1")
                _ = try await world.deliveries { $0.count == 4 && $0.allSatisfy { $0.state == .delivered } }
            }
            #expect(sender.made.values.sorted() == [1, 1, 1, 1])
        }
    }

    @Test func aWebhookAnswersThroughTheWholeHouse() async throws {
        try await Receiver.serve { receiver, port in
            let sender = WebhookSenderTests.sender()
            try await self.world(sender.at(port)) { world in
                try await world.run {
                    try await world.append(
                        .caseAdvanced,
                        Fixture.aCase { $0.notices = [Fixture.notice("n1", to: ["lin-yue"], acknowledge: false)] },
                        key: "incident-1")
                    let rows = try await world.deliveries { $0.contains { $0.state == .delivered } }
                    let id = HTTPField.Name("webhook-id").flatMap { receiver.calls.first?.headers[$0] }
                    #expect(id == rows.first?.id)
                    #expect(receiver.calls.count == 1)
                }
            }
        }
    }

    @Test func anOutcomeIsHeldUntilTheLogTakesIt() async throws {
        let failures = Mutex(2)
        let (kept, keeper) = AsyncStream<Attempt>.makeStream()
        let clock = HandClock()
        let sender = ScriptedSender { _ in .delivered("accepted (200)") }
        let (refusals, refused) = AsyncStream<Void>.makeStream()
        let desk = DeliveryDesk(
            queue: DeliveryQueue(host: { $0.address }), sender: sender,
            clock: .init(
                now: { clock.now },
                sleep: {
                    refused.yield()
                    try await clock.sleep(until: $0)
                }), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { attempt in
            let fails = failures.withLock { left in
                left -= 1
                return left >= 0
            }
            if fails { throw EventLogError.retriable(doing: "appending", found: "a disk that is full") }
            keeper.yield(attempt)
        }
        let run = Task { try await desk.run() }
        await desk.restored(partition: 0, rows: [Fixture.row(Fixture.delivery())])
        var refusal = refusals.makeAsyncIterator()
        await refusal.next()
        clock.advance(to: clock.now + 10_000)
        await refusal.next()
        clock.advance(to: clock.now + 10_000)
        var attempts = kept.makeAsyncIterator()
        let attempt = await attempts.next()
        #expect(attempt?.number == 1)
        #expect(sender.made.values.sorted() == [1], "what was sent is not sent again because the log was away")
        run.cancel()
        _ = await run.result
    }
}

extension WebhookSender {
    /// Sends to a receiver's port whatever the plan's address says.
    func at(_ port: Int) -> any Sender { Redirected(sender: self, port: port) }

    struct Redirected: Sender {
        var sender: WebhookSender
        var port: Int
        func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
            var delivery = delivery
            delivery.address = "http://127.0.0.1:\(port)/hook"
            return await sender.send(delivery, at: time)
        }
    }
}
