import Crypto
import EmbeddedLog
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Plan
import Schemas
import Testing

@testable import Monitoring

/// A log that is away.
private struct AwayProducer: Producer {
    func append(_ records: [ProducerRecord]) async throws {
        throw EventLogError.retriable(doing: "appending", found: "no broker")
    }
    func close() async {}
}

@Suite("POST /v1/mentions") struct PushTests {
    private struct Desk {
        var log: EmbeddedLog
        var coverage: PushCoverage
        var room: IntakeRoom
        var ledger: SourceLedger
        var application: any ApplicationProtocol
    }

    private func desk(places: Int = 4, isAway: Bool = false) async throws -> Desk {
        var plan = try Fixture.plan()
        var first = try Fixture.source("first", kind: .push, plan)
        first.apiKeyHash = nil
        first.apiKey = "FIRST_KEY"
        var second = try Fixture.source("second", kind: .push, plan)
        second.apiKeyHash = EventID.hex(SHA256.hash(data: Array("second-key".utf8)))
        plan.sources = [first, second]
        let log = try await Fixture.log(in: try Fixture.folder())
        let clock = HandClock()
        let records = IntakeRecords(partitions: Fixture.partitions, contentType: .protobuf)
        let ledger = SourceLedger(log: log, partitions: Fixture.partitions)
        let coverage = PushCoverage(
            plan: plan, log: log, ledger: ledger, records: records, pace: clock.pace, logger: Logger(label: "test"))
        let producer: any Producer = if isAway { AwayProducer() } else { try await log.makeProducer() }
        let room = IntakeRoom(limits: .init(requests: places))
        let endpoint = PushEndpoint(
            keys: APIKeys(plan: plan) { $0 == "FIRST_KEY" ? "first-key" : nil },
            writer: IntakeWriter(
                plan: plan, producer: producer, partitions: Fixture.partitions, contentType: .protobuf,
                clock: { clock.now }),
            coverage: coverage, room: room, refusals: KeyRefusals(logger: Logger(label: "test")) { _ in },
            clock: { clock.now }, logger: Logger(label: "test"))
        return Desk(
            log: log, coverage: coverage, room: room, ledger: ledger,
            application: Application(router: endpoint.router()))
    }

    private func post(
        _ desk: Desk, _ body: String, type: String? = "application/json", key: String? = "Bearer first-key",
        more: HTTPFields = [:]
    ) async throws -> (status: Int, body: String, headers: HTTPFields) {
        var headers = more
        headers[.contentType] = type
        headers[.authorization] = key
        return try await sent(desk.application, body, headers)
    }

    private func sent(_ application: some ApplicationProtocol, _ body: String, _ headers: HTTPFields) async throws -> (
        status: Int, body: String, headers: HTTPFields
    ) {
        try await application.test(.router) { client in
            let response = try await client.execute(
                uri: "/v1/mentions", method: .post, headers: headers, body: ByteBuffer(string: body))
            return (response.status.code, String(buffer: response.body), response.headers)
        }
    }

    private static let event = """
        {"specversion": "1.0", "id": "e1", "source": "/x", "type": "post", "time": "2026-03-02T07:00:00Z",
         "data": {"text": "澜江银行的云事件"}}
        """

    @Test(
        "every format is taken in",
        arguments: [
            (#"{"text": "澜江银行"}"#, "application/json; charset=utf-8", 1),
            (#"[{"text": "澜江银行"}, {"text": "天气"}]"#, "application/json", 2),
            ("{\"text\": \"澜江银行\"}\n\n{\"text\": \"澜江理财\"}\n", "application/x-ndjson", 2),
            (event, "application/cloudevents+json", 1),
            ("[\(event), \(event)]", "application/cloudevents-batch+json", 2),
        ])
    func formats(body: String, type: String, count: Int) async throws {
        let desk = try await desk()
        let answer = try await post(desk, body, type: type)
        #expect(answer.status == 202, "\(answer.body)")
        #expect(answer.body.contains("\"accepted\":\(count)"))
        let intakes = try await Fixture.all(.mentionTakenIn, Intake.self, in: desk.log)
        #expect(intakes.allSatisfy { answer.body.contains($0.mention.id) } && !intakes.isEmpty)
        desk.log.close()
    }

    @Test("another method is refused, with the one that is allowed")
    func methods() async throws {
        let desk = try await desk()
        try await desk.application.test(.router) { client in
            for method in [HTTPRequest.Method.get, .put, .trace] {
                let answer = try await client.execute(uri: "/v1/mentions", method: method)
                #expect(answer.status == .methodNotAllowed)
                #expect(answer.headers[.allow] == "POST")
            }
        }
        desk.log.close()
    }

    @Test("the trace that came in goes on; what is none is replaced, and where none came one begins")
    func traced() async throws {
        let desk = try await desk()
        let name = try #require(HTTPField.Name("traceparent"))
        let incoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        for (text, value) in [("澜江银行一", incoming), ("澜江银行二", "00-oh-no"), ("澜江银行三", nil)] {
            var more = HTTPFields()
            more[name] = value
            #expect(try await post(desk, "{\"text\": \"\(text)\"}", more: more).status == 202)
        }
        let reader = try await desk.log.makeReader()
        var traces: [String?] = []
        for partition in 0..<Fixture.partitions {
            let place = TopicPartition(EventKind.mentionTakenIn.topic, partition)
            let range = try await reader.range(of: place)
            let read = try await reader.read(place, from: range.low, to: range.high, limit: 10, wait: .zero)
            traces += read.records.map { $0.header("traceparent") }
        }
        #expect(traces.count == 3)
        let read = traces.compactMap { $0.flatMap { TraceParent($0) } }
        #expect(Set(read.map(\.traceID)).count == 3)
        #expect(read.count { $0.description == incoming } == 1)
        await reader.close()
        desk.log.close()
    }

    @Test("a CloudEvent in binary mode lends its id and time")
    func binary() async throws {
        let desk = try await desk()
        var more = HTTPFields()
        for (name, value) in [
            ("ce-specversion", "1.0"), ("ce-id", "e9"), ("ce-source", "/x"), ("ce-type", "post"),
            ("ce-time", "2026-03-02T07:00:00Z"),
        ] { more[try #require(HTTPField.Name(name))] = value }
        #expect(try await post(desk, #"{"text": "澜江银行"}"#, more: more).status == 202)
        let mention = try #require(try await Fixture.all(.mentionTakenIn, Intake.self, in: desk.log).first?.mention)
        #expect(mention.externalID == "e9" && mention.publishedAt == Fixture.start - 3_600_000)
        desk.log.close()
    }

    @Test(
        "what is wrong is answered by its status",
        arguments: [
            (#"{"text": "x"}"#, "application/json", nil, 401, "API key"),
            (#"{"text": "x"}"#, "application/json", "Bearer wrong", 401, "unknown"),
            (#"{"text": "x"}"#, "application/json", "Basic Zmlyc3Q=", 401, "API key"),
            (#"{"text": "澜江银行", "source": "second"}"#, "application/json", "Bearer first-key", 403, "first"),
            (#"{"text": "x"}"#, "text/plain", "Bearer first-key", 415, "application/json"),
            (#"{"text": "x"}"#, nil, "Bearer first-key", 415, "none"),
            ("{", "application/json", "Bearer first-key", 400, "item 0"),
            ("[]", "application/json", "Bearer first-key", 400, "at least one"),
            (#"[{"text": "澜江银行"}, {"txet": "x"}]"#, "application/json", "Bearer first-key", 400, "item 1: field txet"),
            (
                #"[{"text": "澜江银行"}, {"text": "x", "url": "x"}]"#, "application/json", "Bearer first-key", 400,
                "item 1: field url"
            ),
            (
                event.replacing("1.0", with: "0.3"), "application/cloudevents+json", "Bearer first-key", 400,
                "specversion"
            ),
        ] as [(String, String?, String?, Int, String)])
    func refused(body: String, type: String?, key: String?, status: Int, says: String) async throws {
        let desk = try await desk()
        let answer = try await post(desk, body, type: type, key: key)
        #expect(answer.status == status)
        #expect(answer.body.contains(says), "\(answer.body)")
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try await Fixture.all(.mentionTakenIn, Intake.self, in: desk.log).isEmpty)
        desk.log.close()
    }

    @Test("too large, too many, too busy, and a log that is away")
    func limits() async throws {
        let desk = try await desk(places: 1)
        let large = "{\"text\": \"" + String(repeating: "x", count: PushEndpoint.maximumBytes) + "\"}"
        #expect(try await post(desk, large).status == 413)
        let many = "[" + Array(repeating: "{\"text\":\"x\"}", count: 2_001).joined(separator: ",") + "]"
        #expect(try await post(desk, many).status == 413)
        #expect(desk.room.takePlace("first"))
        let busy = try await post(desk, #"{"text": "x"}"#)
        #expect(busy.status == 429 && busy.headers[.retryAfter] == "1")
        desk.room.giveBack("first")
        #expect(
            try await post(desk, #"{"text": "x"}"#, key: nil, more: [HTTPField.Name("X-API-Key")!: "second-key"]).status
                == 202)
        let away = try await self.desk(isAway: true)
        let answer = try await post(away, #"{"text": "澜江银行"}"#)
        #expect(answer.status == 503 && answer.headers[.retryAfter] == "5")
        desk.log.close()
        away.log.close()
    }

    /// Seven kilobytes of arrays once cost 94 s.
    @Test(
        "JSON that means harm is refused at once",
        arguments: [
            (String(repeating: "[", count: 3_500) + String(repeating: "]", count: 3_500), "application/json"),
            (
                "["
                    + Array(
                        repeating: String(repeating: "[", count: 500) + String(repeating: "]", count: 500), count: 7
                    ).joined(separator: ",") + "]", "application/json"
            ),
            (#"{"text": "x", "title": "# + String(repeating: "[", count: 7_000), "application/x-ndjson"),
            (String(repeating: "{\"data\":", count: 1_000) + "1", "application/cloudevents+json"),
            (#"{"text": "澜江银行", "text": "天气"}"#, "application/json"), (#"{"text": "\ud83d"}"#, "application/json"),
            (#"{"text": "\u0000"}"#, "application/x-ndjson"), (#"{"text": "x", "reach": 1e999}"#, "application/json"),
            (
                #"{"specversion":"1.0","id":"1","source":"/x","type":"t","data_base64":""#
                    + Data(String(repeating: "[", count: 5_000).utf8).base64EncodedString() + #""}"#,
                "application/cloudevents+json"
            ),
        ])
    func harmful(body: String, type: String) async throws {
        let desk = try await desk()
        var answer = (status: 0, body: "", headers: HTTPFields())
        let took = try await ContinuousClock().measure { answer = try await post(desk, body, type: type) }
        #expect(answer.status == 400, "\(answer.body)")
        #expect(took < .seconds(40))
        desk.log.close()
    }

    /// 64 slow bodies of one key once blocked all intake.
    @Test("bodies that come slowly take nobody's place")
    func slowBodies() async throws {
        let desk = try await desk(places: 4)
        for _ in 0..<4 { #expect(desk.room.begin("second")) }
        #expect(!desk.room.begin("second"))
        #expect(try await post(desk, #"{"text": "澜江银行"}"#).status == 202)
        for _ in 0..<3 { #expect(desk.room.takePlace("second")) }
        #expect(!desk.room.takePlace("second"), "a quarter of the places is the others'")
        #expect(try await post(desk, #"{"text": "澜江银行"}"#).status == 202)
        desk.log.close()
    }

    @Test("bodies held in memory are bounded, of one key and of all")
    func heldBytes() {
        let room = IntakeRoom(limits: .init(requests: 4))
        let part = 4 << 20
        let ofOne = (0..<64).count { _ in room.grow("first", by: part) }
        #expect(ofOne == 12)
        let ofAll = ["a", "b", "c", "d"].map { key in (0..<64).count { _ in room.grow(key, by: part) } }
        #expect(ofAll == [12, 8, 0, 0])
    }

    @Test("wrong keys are answered later each time, and told of once a minute")
    func wrongKeys() {
        var keys = WrongKeys()
        let verdicts = (0..<8).map { keys.note("192.0.2.1", now: Int64($0)) }
        #expect(verdicts.map(\.delay) == [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000])
        #expect(verdicts.map(\.toTell) == [1, nil, nil, nil, nil, nil, nil, nil])
        #expect(keys.note("192.0.2.2", now: 8) == .init(delay: 250, toTell: 1))
        #expect(keys.note("192.0.2.1", now: 60_001) == .init(delay: 4_000, toTell: 8))
        #expect(keys.note("192.0.2.1", now: 200_000) == .init(delay: 250, toTell: 1))
        for number in 0..<10_000 { _ = keys.note("\(number)", now: 200_000) }
        #expect(keys.note("one more", now: 200_000).delay == 4_000, "all beyond the limit share one entry")
        for time in [Int64.min, .max, 0] { _ = keys.note("192.0.2.1", now: time) }
    }

    @Test("a source's coverage adds up, over what another instance wrote")
    func coverage() async throws {
        let desk = try await desk()
        for body in [#"{"text": "澜江银行"}"#, #"{"text": "天气"}"#, #"{"text": ""}"#] {
            _ = try await post(desk, body)
            await desk.coverage.flush()
        }
        let row = try #require(try await desk.ledger.row("first"))
        #expect(row.received == 2 && row.matched == 1 && row.dropped == 1 && row.refused == 1)
        #expect(row.kind == "push" && row.lastSuccessAt == Fixture.start && row.lastError.contains("text"))
        desk.log.close()
    }
}
