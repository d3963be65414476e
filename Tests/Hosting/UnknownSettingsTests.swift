import Foundation
import Plan
import Testing

@testable import Hosting

/// What is set and means nothing is said, by name, with what was probably meant.
@Suite struct UnknownSettingsTests {
    private func mistakes(
        _ environment: [String: String], file: [String: String] = [:], ofPlan: Set<String>? = ["FENGHUO_KEY_WEIBO"]
    ) -> [String] {
        UnknownSettings(environment: environment, file: file, ofPlan: ofPlan).mistakes().map(\.description)
    }

    @Test(
        arguments: [
            ("FENGHUO_PARTITION", "FENGHUO_PARTITIONS?"), ("LEADERSHIP_PROT", "LEADERSHIP_PORT?"),
            ("MONITORING_HOSTS", "MONITORING_HOST?"), ("OPERATIONS_PORTS", "OPERATIONS_PORT?"),
            ("ANALYSIS_MODEL", "ANALYSIS_MODELS?"), ("FENGHUO_KEY_WIEBO", "FENGHUO_KEY_WEIBO?"),
            ("RESPONSE_COLOUR_OF_THE_SKY", "a setting of `fenghuo settings`"), ("LOGISTICS_X", "unset it"),
            ("KAFKA_BOOTSTRAP_SERVER", "KAFKA_BOOTSTRAP_SERVERS?"),
            ("KAFKA_SASL_MECHANISMS", "KAFKA_SASL_MECHANISM?"),
            ("KAFKA_SASL_PASSWORD_FIL", "KAFKA_SASL_PASSWORD_FILE?"), ("KAFKA_BROKERS", "KAFKA_BOOTSTRAP_SERVERS?"),
        ])
    func `A mistyped variable is refused by name with the nearest known one`(name: String, near: String) throws {
        let found = mistakes([name: "12"])
        #expect(found.count == 1)
        #expect(try #require(found.first).contains("environment \(name)") && found[0].contains(near))
    }

    @Test(
        arguments: [
            "FENGHUO_PARTITIONS", "FENGHUO_KEY_WEIBO", "LEADERSHIP_TOKEN_KEY_FILE", "KAFKA_PROPERTIES_LINGER_MS",
            "FENGHUO_CONSOLE_PORT", "HTTPS_PROXY", "PATH",
            // Of brokers and other clients.
            "KAFKA_HEAP_OPTS", "KAFKA_NODE_ID", "KAFKA_LOG_DIRS", "KAFKA_ADVERTISED_LISTENERS", "KAFKA_OPTS",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "KAFKA_SASL_MECHANISM_INTER_BROKER_PROTOCOL", "KAFKA_HOME",
        ])
    func `What is ours, the plan's or somebody else's is let be`(name: String) {
        #expect(mistakes([name: "12"]).isEmpty)
    }

    @Test func `What is empty is not set`() { #expect(mistakes(["FENGHUO_PARTITION": ""]).isEmpty) }

    @Test func `Without a plan only what is nearly a setting is refused, as a name may be one of the plan's`() {
        #expect(mistakes(["FENGHUO_KEY_WEIBO": "x"], ofPlan: nil).isEmpty)
        #expect(mistakes(["FENGHUO_PARTITION": "x"], ofPlan: nil).count == 1)
    }

    @Test func `A key of the file is refused with the file and the nearest one`() throws {
        let environment = ["FENGHUO_CONFIG_FILE": "/etc/fenghuo.json"]
        let found = mistakes(environment, file: ["leadership.prot": "8080", "leadership.host": "::"])
        #expect(found.count == 1)
        let mistake = try #require(found.first)
        for part in ["leadership.prot", "/etc/fenghuo.json", "leadership.port?"] { #expect(mistake.contains(part)) }
        #expect(mistakes(environment, file: ["kafka.properties.linger.ms": "5", "demo.feed.port": "1"]).isEmpty)
    }

    @Test func `A key of the file that only the environment may have is refused`() throws {
        let found = mistakes([:], file: ["fenghuo.log.format": "json"])
        #expect(try #require(found.first).contains("FENGHUO_LOG_FORMAT"))
    }

    @Test func `All mistakes are told at once`() async throws {
        let settings = try await Settings.load(environment: ["FENGHUO_PARTITION": "6", "LEADERSHIP_PROT": "1"])
        let mistakes = try #require(throws: SettingMistakes.self) { try settings.refuseUnknown(plan: nil) }
        #expect(mistakes.mistakes.count == 2)
    }

    @Test(
        arguments: [
            ("MONITORING_PORT", "tcp://10.0.0.7:8081"), ("MONITORING_SERVICE_HOST", "10.0.0.7"),
            ("MONITORING_SERVICE_PORT", "8081"), ("MONITORING_SERVICE_PORT_HTTP", "8081"),
            ("LEADERSHIP_PORT_8080_TCP", "tcp://10.0.0.8:8080"), ("LEADERSHIP_PORT_8080_TCP_ADDR", "10.0.0.8"),
            ("KAFKA_PORT_9092_TCP_PROTO", "tcp"), ("KAFKA_PORT", "udp://10.0.0.9:9092"),
        ])
    func `What Kubernetes says of other services is no setting`(name: String, value: String) async throws {
        let settings = try await Settings.load(environment: [name: value])
        try settings.refuseUnknown(plan: nil)
        #expect(settings.environmentVariable(name) == nil)
        #expect(try settings.port("monitoring.port", default: 8081) == 8081)
    }

    @Test func `A port that a person set is kept`() async throws {
        let settings = try await Settings.load(environment: ["MONITORING_PORT": "9000"])
        #expect(try settings.port("monitoring.port", default: 8081) == 9000)
    }

    @Test func `Every variable that a plan names is known through it`() throws {
        let plan = try ResponsePlan.load(file: Repository.root.appending(path: "Plans/commercial-bank.yaml").path)
        let places = plan.people.flatMap(\.contacts) + plan.channels.flatMap(\.endpoints)
        let named = Set(plan.sources.compactMap(\.apiKey) + places.compactMap(\.secret))
        #expect(!named.isEmpty && plan.environmentNames.isSuperset(of: named))
    }

    @Test(
        arguments: [
            "b1:9092", "b1:9092, b2:9093", "10.0.0.1:9092", "[::1]:9092", "sasl_ssl://b1.example:9093", "kafka",
            "host_1-a.b:1",
        ])
    func `Brokers as they are written are taken`(text: String) throws { try BootstrapServers.check(text) }

    @Test(
        arguments: [
            "nohost:xx", "b1:", "b1:0", "b1:65536", "b1:-1", "b1:+1", ":9092", "b1:9092,", ",b1:9092",
            "b1:9092,,b2:9092",
            "http://b1:9092", "b1:9092/x", "::1:9092", "[::1", "[]:9092", "a b:c", "b1;b2", "b1:9092:9092",
        ])
    func `Brokers that cannot be any are refused by name`(text: String) throws {
        let mistake = try #require(throws: SettingMistake.self) { try BootstrapServers.check(text) }
        #expect("\(mistake)".contains("KAFKA_BOOTSTRAP_SERVERS") && mistake.expected.contains("host:port"))
    }
}
