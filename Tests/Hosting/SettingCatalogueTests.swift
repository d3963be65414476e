import Foundation
import Plan
import Testing
import Yams

@testable import Hosting

/// The one table of settings is what the code reads and what the deployment sets.
@Suite struct SettingCatalogueTests {
    /// Keys that stand in the code, and where: `"leadership.port"`. Topics and types are no settings.
    private static func keysInCode() throws -> [String: String] {
        let pattern = try Regex(
            #""((?:fenghuo|operations|server|egress|monitoring|analysis|response|logistics|leadership|demo|kafka)(?:\.[a-z0-9]+)+)""#
        )
        var keys: [String: String] = [:]
        for (file, text) in try Repository.sources() where !file.hasSuffix("SettingCatalogue.swift") {
            for match in text.matches(of: pattern) {
                guard let key = match.output[1].substring.map(String.init), key.firstMatch(of: /\.v[0-9]+$/) == nil
                else {
                    continue
                }
                keys[key] = file
            }
        }
        return keys
    }

    private static func isKnown(_ variable: String) -> Bool {
        SettingCatalogue.setting(ofVariable: variable) != nil
    }

    @Test func `Every setting that the code asks for is in the catalogue`() throws {
        let keys = try Self.keysInCode()
        #expect(keys.count > 10)
        for (key, file) in keys.sorted(by: { $0.key < $1.key }) {
            let variable = KnownSetting.variable(ofKey: key)
            #expect(
                Self.isKnown(variable) || Self.isKnown(variable + "_X"),
                "\(file) reads \(key): add it to SettingCatalogue, and \(variable) to Documentation/operations.md")
        }
    }

    @Test func `Every setting of the catalogue is read`() throws {
        let text = try Repository.sources().filter { !$0.key.hasSuffix("SettingCatalogue.swift") }.values.joined()
        for setting in SettingCatalogue.all {
            let key = setting.key.hasSuffix(".*") ? String(setting.key.dropLast(2)) : setting.key
            // Those with librdkafka's names stand in the code without the prefix.
            let spellings = [key, setting.variable, key.hasPrefix("kafka.") ? String(key.dropFirst(6)) : key]
            #expect(spellings.contains { text.contains("\"\($0)\"") }, "nobody reads \(setting.key)")
        }
    }

    @Test func `Each stands there once, and every secret may be in a file`() {
        let variables = SettingCatalogue.all.flatMap(\.variables)
        #expect(Set(variables).count == variables.count)
        #expect(SettingCatalogue.setting(ofVariable: "LEADERSHIP_TOKEN_KEY_FILE")?.key == "leadership.token.key")
        #expect(SettingCatalogue.setting(ofVariable: "KAFKA_PROPERTIES_LINGER_MS")?.key == "kafka.properties.*")
        #expect(SettingCatalogue.setting(ofVariable: "FENGHUO_PARTITION") == nil)
    }

    private struct Compose: Decodable {
        struct Service: Decodable {
            var image: String
            var environment: [String: String]?
        }
        var services: [String: Service]
    }

    @Test func `Each variable that the compose file and the image set is one that the services read`() throws {
        let compose = try YAMLDecoder().decode(Compose.self, from: try Repository.text("docker-compose.yml"))
        let own = compose.services.filter { $0.value.image.hasPrefix("fenghuo/") }
        #expect(
            Set(own.keys).isSuperset(of: ["topics", "monitoring", "analysis", "response", "logistics", "leadership"]))
        let plan = try ResponsePlan.load(file: Repository.root.appending(path: "Plans/commercial-bank.yaml").path)
        let ofPlan = plan.environmentNames
        for (name, service) in own {
            for variable in (service.environment ?? [:]).keys {
                #expect(Self.isKnown(variable) || ofPlan.contains(variable), "\(name) is given \(variable)")
            }
        }
        let ofCompose = try Repository.text("docker-compose.yml").matches(of: /\$\{(FENGHUO_[A-Z_]+)/).map {
            String($0.1)
        }
        #expect(ofCompose.contains("FENGHUO_CONSOLE_PORT"))
        for variable in Set(ofCompose) {
            #expect(
                Self.isKnown(variable) || plan.environmentNames.contains(variable)
                    || SettingCatalogue.elsewhere.contains(variable),
                "the compose file takes \(variable): a shell that has it must not keep `fenghuo` from starting")
        }
        let image = try Repository.text("Dockerfile").matches(of: /\b([A-Z]+_[A-Z_]+)=/).map { String($0.1) }
        #expect(image.contains("OPERATIONS_HOST"))
        // What the image is built from is said to the builder, no service is given it.
        let ofBuild = try Repository.text("Dockerfile").matches(of: /^ARG ([A-Z_]+)/.anchorsMatchLineEndings())
            .map { String($0.1) }
        #expect(ofBuild.contains("SWIFT_IMAGE"))
        for variable in image where !ofBuild.contains(variable) {
            #expect(Self.isKnown(variable), "the image sets \(variable)")
        }
    }
}
