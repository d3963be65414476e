import EventLog
import Foundation
import Hosting
import Plan
import Schemas
import Testing

/// What a process has in hand before its services start.
@Suite final class ServiceHostTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "host-\(UUID().uuidString)")
    private static let plan = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Plans/commercial-bank.yaml").path

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func settings(_ extra: [String: String] = [:]) async throws -> Settings {
        let own = ["FENGHUO_DATA": folder.path, "FENGHUO_PLAN": Self.plan, "FENGHUO_PARTITIONS": "2"]
        return try await Settings.load(environment: own.merging(extra) { $1 })
    }

    @Test func `It makes the folder, the log and every topic of the catalogue, and again finds them there`()
        async throws
    {
        for _ in 0..<2 {
            let environment = try await ServiceHost.environment(settings: try await settings(), name: "analysis")
            let topics = try await environment.log.describeTopics().map(\.specification)
            #expect(Set(topics) == Set(CatalogueTopics.specifications(partitions: 2)))
            #expect(environment.partitions == 2 && environment.contentType == .protobuf)
            #expect(environment.plan.institution.id == "lanjiang")
            await ServiceHost.close(environment.log)
        }
    }

    @Test(
        arguments: [
            ([:], true), (["FENGHUO_TOPICS_PREFIX": "sandbox."], false),
            (["FENGHUO_TOPICS_PREFIX": "sandbox.", "FENGHUO_EFFECTS": "on"], true), (["FENGHUO_EFFECTS": "off"], false),
        ] as [([String: String], Bool)])
    func `Beside production the outside is left alone unless it is said`(
        extra: [String: String], hasEffects: Bool
    ) async throws {
        let environment = try await ServiceHost.environment(settings: try await settings(extra), name: "logistics")
        #expect(environment.hasEffects == hasEffects)
        #expect(environment.namespace.isStandard == (extra["FENGHUO_TOPICS_PREFIX"] == nil))
        await ServiceHost.close(environment.log)
    }

    @Test func `Another number of partitions than the log's is refused`() async throws {
        let environment = try await ServiceHost.environment(settings: try await settings(), name: "analysis")
        await ServiceHost.close(environment.log)
        let more = try await settings(["FENGHUO_PARTITIONS": "3"])
        await #expect(throws: EventLogError.self) {
            let environment = try await ServiceHost.environment(settings: more, name: "analysis")
            await ServiceHost.close(environment.log)
        }
    }

    @Test(
        arguments: [
            (["FENGHUO_PARTITIONS": "0"], "FENGHUO_PARTITIONS"),
            (["FENGHUO_CONTENT_TYPE": "text/xml"], "FENGHUO_CONTENT_TYPE"),
            (["FENGHUO_LOG_LEVEL": "loud"], "FENGHUO_LOG_LEVEL"),
            (["FENGHUO_DATA": "/proc/nothing/here"], "FENGHUO_DATA"),
            (["FENGHUO_TOPICS_PREFIX": "烽火"], "FENGHUO_TOPICS_PREFIX"),
            (["FENGHUO_TOPICS_PREFIX": "sandbox"], "FENGHUO_TOPICS_PREFIX"),
            (["FENGHUO_EFFECTS": "perhaps"], "FENGHUO_EFFECTS"),
        ])
    func `A setting that cannot be is refused by its variable's name`(
        extra: [String: String], variable: String
    ) async throws {
        let settings = try await settings(extra)
        let mistake = try await #require(throws: SettingMistake.self) {
            _ = try await ServiceHost.environment(settings: settings, name: "analysis")
        }
        #expect("\(mistake)".contains(variable))
    }
}
