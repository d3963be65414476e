import ArgumentParser
import EventLog
import Foundation
import Hosting

/// A log by where it is: the folder of an embedded one, or `kafka:` and a cluster's brokers.
enum LogAddress: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
    case folder(String)
    case brokers(String)

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        if argument.hasPrefix("kafka:") {
            let brokers = argument.dropFirst(6)
            guard !brokers.isEmpty else { return nil }
            self = .brokers(String(brokers.drop { $0 == "/" }))
        } else {
            self = .folder(argument)
        }
    }

    var description: String {
        switch self {
        case .folder(let path): path
        case .brokers(let brokers): "kafka:\(brokers)"
        }
    }

    /// Whether there is anything yet; of brokers they say so themselves.
    var isThere: Bool {
        switch self {
        case .folder(let path): FileManager.default.fileExists(atPath: path + "/log.sqlite")
        case .brokers: true
        }
    }

    /// The process's settings, except that they lead here.
    func settings(prefix: String?) async throws -> Settings {
        var environment = ProcessInfo.processInfo.environment
        var overrides: [String: String] = [:]
        switch self {
        case .folder(let path):
            environment["KAFKA_BOOTSTRAP_SERVERS"] = nil
            overrides["fenghuo.data"] = path
        case .brokers(let brokers): overrides["kafka.bootstrap.servers"] = brokers
        }
        if let prefix { overrides["fenghuo.topics.prefix"] = prefix }
        let settings = try await Settings.load(overrides: overrides, environment: environment)
        if case .folder = self, settings.string("kafka.bootstrap.servers") != nil {
            throw SettingMistake(
                key: "kafka.bootstrap.servers", found: "brokers in the configuration file",
                expected: "none there, as \(self) is an embedded log; name them in the environment")
        }
        return settings
    }
}
