import EventLog
import Foundation
import KafkaLog
import Logging
import Testing

@testable import Hosting

/// How a cluster is named and its clients are set in configuration.
@Suite final class KafkaSettingsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "kafka-settings-\(UUID().uuidString)")
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    private func options(_ environment: [String: String]) async throws -> KafkaOptions? {
        try KafkaSettings.options(
            try await Settings.load(
                environment: environment.merging(["KAFKA_BOOTSTRAP_SERVERS": "kafka:9092"]) { own, _ in own }),
            logger: logger)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let url = folder.appending(path: name)
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url.path
    }

    @Test func `Without servers there is no cluster`() async throws {
        #expect(try await options(["KAFKA_BOOTSTRAP_SERVERS": ""]) == nil)
    }

    @Test(arguments: [(nil, 10_000), ("100", 100), ("300000", 300_000)] as [(String?, Int)])
    func `Whoever waits for an answer has it within the time that one answer of the cluster may take`(
        said: String?, limit: Int
    ) async throws {
        let settings = try await Settings.load(environment: said.map { ["KAFKA_REQUEST_TIMEOUT_MS": $0] } ?? [:])
        let answer = try KafkaSettings.answerTimeout(settings)
        #expect(answer < .milliseconds(limit) && answer >= .milliseconds(limit) * 0.9)
        #expect(try KafkaSettings.requestTimeout(settings) == .milliseconds(limit))
    }

    @Test func `A variable's name finds the property whose dots it lost`() async throws {
        let properties = try await options([
            "KAFKA_PROPERTIES_LINGER_MS": "7", "KAFKA_PROPERTIES_QUEUE_BUFFERING_MAX_KBYTES": "1024",
            "KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
        ])?.properties
        #expect(
            properties == [
                "linger.ms": "7", "queue.buffering.max.kbytes": "1024", "security.protocol": "SASL_SSL",
                "sasl.mechanism": "SCRAM-SHA-512",
            ])
    }

    @Test(arguments: [
        #"{"kafka": {"properties": {"linger.ms": 7, "enable.ssl.certificate.verification": false}}}"#,
        #"{"kafka": {"properties": {"linger": {"ms": 7}, "enable.ssl": {"certificate.verification": false}}}}"#,
        #"{"kafka.properties.linger.ms": 7, "kafka.properties.enable.ssl.certificate.verification": false}"#,
    ])
    func `A file may nest names or write them out`(json: String) async throws {
        let properties = try await options(["FENGHUO_CONFIG_FILE": try file("config.json", json)])?.properties
        #expect(properties == ["linger.ms": "7", "enable.ssl.certificate.verification": "false"])
    }

    @Test(
        arguments: [
            ([:], "analysis", "fenghuo-analysis"), ([:], nil, "fenghuo"),
            (["FENGHUO_TOPICS_PREFIX": "sandbox."], "analysis", "sandbox-analysis"),
            (["KAFKA_CLIENT_ID": "bank"], "analysis", "bank-analysis"),
        ] as [([String: String], String?, String)])
    func `Quotas can tell namespaces and services apart`(
        environment: [String: String], service: String?, id: String
    ) async throws {
        let settings = try await Settings.load(
            environment: environment.merging(["KAFKA_BOOTSTRAP_SERVERS": "kafka:9092"]) { own, _ in own })
        #expect(try KafkaSettings.options(settings, service: service, logger: logger)?.clientID == id)
    }

    @Test func `The environment is before the file`() async throws {
        let config = try file("config.json", #"{"kafka": {"properties": {"linger.ms": 7}}}"#)
        let properties = try await options(["FENGHUO_CONFIG_FILE": config, "KAFKA_PROPERTIES_LINGER_MS": "3"])?
            .properties
        #expect(properties == ["linger.ms": "3"])
    }

    @Test func `Secrets come from files`() async throws {
        let properties = try await options([
            "KAFKA_SASL_PASSWORD_FILE": try file("password", "hush\n"),
            "KAFKA_PROPERTIES_SSL_KEYSTORE_PASSWORD_FILE": try file("keystore", "hush, too\n"),
        ])?.properties
        #expect(properties == ["sasl.password": "hush", "ssl.keystore.password": "hush, too"])
    }

    @Test(arguments: [
        (["KAFKA_PROPERTIES_LINGER_MILLIS": "7"], ["KAFKA_PROPERTIES_LINGER_MILLIS", "linger.ms"]),
        (["KAFKA_TOPICS_REPLICATION_FACTOR": "many"], ["KAFKA_TOPICS_REPLICATION_FACTOR", "many"]),
        (["KAFKA_SASL_PASSWORD_FILE": "/nowhere/password"], ["KAFKA_SASL_PASSWORD_FILE", "/nowhere/password"]),
    ])
    func `A setting that cannot be is refused by its variable's name`(
        environment: [String: String], words: [String]
    ) async throws {
        let mistake = try await #require(throws: SettingMistake.self) { _ = try await self.options(environment) }
        for word in words { #expect("\(mistake)".contains(word)) }
    }

    @Test func `A property that Fenghuo sets itself is refused before the start`() async throws {
        let settings = try await Settings.load(
            environment: [
                "KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "KAFKA_PROPERTIES_ISOLATION_LEVEL": "read_uncommitted",
            ])
        let error = try await #require(throws: LogSettingsRefused.self) {
            _ = try await ServiceHost.openLog(settings: settings)
        }
        #expect("\(error)".contains("isolation.level"))
    }

    @Test func `A cluster that is away does not keep the log from being opened`() async throws {
        let settings = try await Settings.load(environment: ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"])
        let log = try await ServiceHost.openLog(settings: settings)
        #expect(log.log is KafkaLog)
        await ServiceHost.close(log)
    }
}
