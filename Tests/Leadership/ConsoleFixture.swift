import EmbeddedLog
import EventLog
import Foundation
import HTTPTypes
import Hosting
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Synchronization

@testable import Leadership

/// A console over a log of its own, with the example plan and one incident of each sort.
struct ConsoleFixture: Sendable {
    static let now: Int64 = 1_767_600_000_000  // 2026-01-05 16:00 in Asia/Shanghai
    static let key: [UInt8] = Array("a key for tests, thirty-two bytes long!".utf8)

    let plan: ResponsePlan
    let view: LeadershipView
    var console: Console
    let log: RecordingLog
    let clock: MovedClock

    init(
        log: RecordingLog = RecordingLog(), incidents: [Incident] = [Samples.incident()],
        cases: [Case] = [Samples.matter()], isRead: Bool = true,
        changing change: (inout ResponsePlan) -> Void = { _ in }
    ) async throws {
        var plan = try ResponsePlan.load(file: Self.root.appending(path: "Plans/commercial-bank.yaml").path)
        change(&plan)
        let clock = MovedClock(Self.now)
        let view = LeadershipView()
        let environment = ServiceEnvironment(
            log: log, plan: plan, partitions: 4, contentType: .protobuf, clock: { clock.now },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            settings: try await Settings.load(environment: [:]), health: HealthRegistry())
        var console = try await LeadershipService.console(
            environment, view: view, key: TokenKey(bytes: Self.key), isSecure: false)
        console.sessionClock = { clock.now }
        self.console = console
        self.plan = plan
        self.view = view
        self.log = log
        self.clock = clock
        try await show(incidents.map { (EventKind.incidentAssessed, $0.id, $0) })
        try await show(cases.map { (EventKind.caseAdvanced, $0.incidentID, $0) })
        if isRead { await view.markComplete() }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Puts events into the view, as the follower does.
    func show(_ events: [(kind: EventKind, key: String, message: any MessageOfOurs)]) async throws {
        let records = try events.map { event in
            LogRecord(
                topicPartition: TopicPartition(event.kind.topic, 0), offset: clock.nextOffset(), timestamp: clock.now,
                key: Array(event.key.utf8), value: try event.message.encoded(),
                headers: [RecordHeader("content-type", "application/protobuf")])
        }
        let bad = await view.apply(records)
        precondition(bad == 0, "a sample cannot be read back")
    }

    /// What the log was given goes into the view.
    func catchUp() async {
        let records = log.appended.enumerated().map { index, record in
            LogRecord(
                topicPartition: record.topicPartition, offset: Int64(index), timestamp: record.timestamp,
                key: record.key, value: record.value, headers: record.headers)
        }
        await view.apply(records)
    }

    /// A program's.
    func token(_ person: String, validFor: Duration = .seconds(3600), key: [UInt8] = key) throws -> String {
        try TokenIssuer(key: TokenKey(bytes: key)).issue(person: person, plan: plan, validFor: validFor, now: date)
    }

    /// What stands after the # of a link that signs in.
    func link(_ person: String, validFor: Duration = .seconds(600), key: [UInt8] = key) throws -> String {
        try TokenIssuer(key: TokenKey(bytes: key)).link(person: person, plan: plan, validFor: validFor, now: date)
    }

    private var date: Date { Date(timeIntervalSince1970: Double(clock.now) / 1000) }

    /// What `fenghuo token revoke` puts on the log.
    func revoke(_ person: String) async throws {
        let access = Access.with {
            $0.kind = .revoked
            $0.person = person
            $0.at = clock.now
        }
        try await show([(.accessRecorded, person, access)])
    }

    /// A signed-in browser.
    func browser(_ person: String) -> Browser {
        let session = console.sessions.begin(person: person, until: clock.now + 3_600_000, now: clock.now)
        return Browser(
            cookie: "\(Sessions.cookie)=\(console.sessions.seal(session))", seal: console.forgery.seal(of: session),
            session: session)
    }

    func app() -> some ApplicationProtocol {
        Application(router: console.router(), logger: console.logger)
    }

    /// The same, with another console over it.
    func with(_ console: Console) -> ConsoleFixture {
        var other = self
        other.console = console
        return other
    }

    /// What is in the audit's topic.
    var accesses: [Access] {
        get throws {
            try log.appended.filter { $0.topicPartition.topic == EventKind.accessRecorded.topic }
                .map { try EventCodec.decode(Access.self, from: $0.value ?? [], contentType: .protobuf) }
        }
    }

    var decisions: [Decision] {
        get throws {
            try log.appended.filter { $0.topicPartition.topic == EventKind.decisionTaken.topic }
                .map { try EventCodec.decode(Decision.self, from: $0.value ?? [], contentType: .protobuf) }
        }
    }
}

struct Browser: Sendable {
    var cookie: String
    var seal: String
    var session: Session

    var headers: HTTPFields { [.cookie: cookie, .acceptLanguage: "en"] }
    var formHeaders: HTTPFields {
        [.cookie: cookie, .acceptLanguage: "en", .contentType: "application/x-www-form-urlencoded"]
    }

    func form(_ fields: [(String, String)], seal: String? = nil, nonce: String = "nonce-0001") -> ByteBuffer {
        let all = [("csrf", seal ?? self.seal), ("nonce", nonce)] + fields
        return ByteBuffer(string: all.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&"))
    }

    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// A clock that only moves when told.
final class MovedClock: Sendable {
    private let state: Mutex<(now: Int64, offset: Int64)>

    init(_ now: Int64) { state = Mutex((now, 0)) }

    var now: Int64 { state.withLock { $0.now } }
    func advance(by milliseconds: Int64) { state.withLock { $0.now += milliseconds } }
    func nextOffset() -> Int64 {
        state.withLock { state in
            state.offset += 1
            return state.offset
        }
    }
}
