#if FUZZ
    import EventLog
    import Foundation
    import HTTPTypes
    import Hosting
    import Hummingbird
    import Logging
    import NIOCore
    import NIOEmbedded
    import Plan
    import Schemas
    import Text
    import SwiftProtobuf

    @testable import Leadership

    /// Every page and every route of the API over a view of valid-looking, partly spoilt messages; and decisions through both
    /// doors. An input is a whole way.
    enum PageDoors {
        static let all = [
            Door("console", .walk(steps: 24), usual: 200, limit: 60_000) {
                let plan = try House.plan()
                let paths = APIRoutes.all.map(\.path) + pages
                return { input in
                    let walk = Walk(input)
                    var visit = try await Visit(Random(seed: walk.seed), plan)
                    try await visit.fill()
                    for _ in 0..<walk.steps { try await visit.step(paths) }
                }
            }
        ]

        static let pages = [
            "/", "/?show=over&q=x&page=9", "/?page=9223372036854775807", "/tasks", "/clocks", "/clocks?state=missed",
            "/statements",
            "/statements?state=published", "/deliveries?state=all", "/drills", "/people", "/audit",
            "/audit?kind=refused&person=lin-yue&page=3", "/incidents/{incident}",
            "/incidents/{incident}/statements/st1",
            "/incidents/{incident}/evaluation", "/sources", "/evaluations", "/plan", "/api", "/sign-in",
            "/archive?q=x&kind=mention",
        ]

        /// A console of its own, and a browser signed in.
        struct Visit {
            var random: Random
            let plan: ResponsePlan
            let view = LeadershipView()
            let console: Console
            private let responder: any HTTPResponder<ConsoleContext>
            private var maker: DecisionMaker
            private var offset: Int64 = 0
            private let ids = ["incident-1", "incident-2"]

            init(_ random: Random, _ plan: ResponsePlan) async throws {
                self.random = random
                self.plan = plan
                maker = DecisionMaker(plan: plan)
                let environment = ServiceEnvironment(
                    log: SilentLog(), plan: plan, partitions: 4, contentType: .protobuf, clock: { House.now },
                    logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() },
                    settings: try await Settings.load(environment: [:]), health: HealthRegistry())
                var console = try await LeadershipService.console(
                    environment, view: view,
                    key: TokenKey(bytes: Array("a key for the fuzzers, thirty-two bytes!".utf8)),
                    isSecure: false)
                console.sessionClock = { House.now }
                self.console = console
                responder = console.router().buildResponder()
            }

            /// Something of everything is in the view.
            mutating func fill() async throws {
                for _ in 0..<6 {
                    try await show(
                        .incidentAssessed, random.pick(ids, else: ""), Samples.incident(random.pick(ids, else: "")))
                    var row = Samples.aCase
                    row.incidentID = random.pick(ids, else: "")
                    row.state = CaseState(rawValue: random.below(12)) ?? .analysed
                    try await show(.caseAdvanced, row.incidentID, row)
                    try await show(.deliveryUpdated, "d1", MailDoors.delivery())
                    try await show(.resourceUpdated, "req1", Samples.resource)
                    try await show(.evaluationWritten, "incident-1", Samples.evaluation)
                    try await show(.sourceObserved, plan.sources.first?.id ?? "", Samples.source)
                    try await show(.journalEntered, "incident-1", Samples.journalEntry)
                    try await show(.accessRecorded, "a", Samples.access)
                    let decision = decision()
                    try await show(.decisionTaken, decision.id, decision)
                }
                await view.markComplete()
            }

            private mutating func decision() -> Decision {
                maker.decision(
                    about: random.pick(ids, else: ""), Samples.aCase, incidents: ids, mentions: ["mention-1"],
                    deliveries: ["d1"], resources: ["req1"], now: House.now, &random)
            }

            private mutating func show(_ kind: EventKind, _ key: String, _ message: some Message & Sendable)
                async throws
            {
                var value = try EventCodec.encode(message, as: .protobuf)
                if random.chance(1, in: 2) { for _ in 0...random.below(4) { WireChange.apply(&value, &random) } }
                offset += 1
                await view.apply([
                    LogRecord(
                        topicPartition: TopicPartition(kind.topic, 0), offset: offset,
                        timestamp: random.chance(1, in: 20) ? random.pick(Extremes.integers, else: 0) : House.now,
                        key: Array(key.utf8), value: value,
                        headers: [RecordHeader("content-type", "application/protobuf")])
                ])
            }

            mutating func step(_ paths: [String]) async throws {
                let person = random.pick(plan.people.map(\.id), else: "")
                let session = console.sessions.begin(person: person, until: House.now + House.hour, now: House.now)
                var headers: HTTPFields = [
                    .cookie: "\(Sessions.cookie)=\(console.sessions.seal(session))",
                    .acceptLanguage: random.pick(["en", "zh-Hant", "zh-CN"], else: "en"),
                ]
                if random.chance(1, in: 4) {
                    let decision = decision()
                    headers[.contentType] = "application/json"
                    headers[.idempotencyKey] = "key-\(decision.id)-\(random.next())"
                    if let name = HTTPField.Name("X-Fenghuo-Seal") { headers[name] = console.forgery.seal(of: session) }
                    headers[.formSeal] = console.forgery.seal(of: session)
                    if let body = try? decision.jsonUTF8Bytes() as [UInt8] {
                        try await ask("/api/v1/decisions", .post, headers, body)
                    }
                    return
                }
                var path = random.pick(paths, else: "/")
                while let open = path.firstIndex(of: "{"), let close = path[open...].firstIndex(of: "}") {
                    path.replaceSubrange(
                        open...close, with: random.pick(ids + ["st1", "d1", "req1", "none"], else: ""))
                }
                if random.chance(1, in: 3) {
                    path += path.contains("?") ? "&" : "?"
                    path += random.pick(
                        ["limit=", "page=", "after=", "since=", "until=", "q=", "format=", "sort=", "state=", "from="],
                        else: "")
                    path += PercentEncoding.component(random.pick(Extremes.numbers + Extremes.texts, else: ""))
                }
                try await ask(path, .get, headers, [])
            }

            private func ask(_ path: String, _ method: HTTPRequest.Method, _ headers: HTTPFields, _ body: [UInt8])
                async throws
            {
                guard path.hasPrefix("/"), !path.hasPrefix("/events") else { return }
                let request = Request(
                    head: .init(
                        method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers),
                    body: .init(buffer: ByteBuffer(bytes: body)))
                let context = ConsoleContext(
                    source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: console.logger))
                let response = try await responder.respond(to: request, context: context)
                if response.status == .internalServerError {
                    throw Finding("\(method) \(path) is answered with 500")
                }
                try await response.body.write(Reader())
            }
        }

        /// Takes a body, and keeps nothing of it.
        private struct Reader: ResponseBodyWriter {
            mutating func write(_ buffer: ByteBuffer) async throws {}
            consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
        }
    }

    /// A log that takes everything and keeps nothing.
    final class SilentLog: EventLog {
        func createTopics(_ topics: [TopicSpecification]) async throws {}
        func deleteTopics(_ names: [String]) async throws {}
        func deleteGroups(_ names: [String]) async throws {}
        func identity() async throws -> String? { nil }
        var maximumRecordBytes: Int { 1_000_000 }
        func describeTopics() async throws -> [TopicDescription] { [] }
        func describeGroups() async throws -> [GroupDescription] { [] }
        func makeProducer() async throws -> any Producer { Taker() }
        func makeTransactionalProducer(id: String) async throws -> any TransactionalProducer { throw unused }
        func joinGroup(_ subscription: GroupSubscription) async throws -> any GroupMember { throw unused }
        func makeReader() async throws -> any LogReader { throw unused }

        private var unused: EventLogError {
            .refused(doing: "using the fuzzers' log", found: "a reader", expected: "a producer")
        }

        private struct Taker: Producer {
            func append(_ records: [ProducerRecord]) async throws {}
            func close() async {}
        }
    }
#endif
