import Configuration
public import Foundation
import SystemPackage

/// A setting that is missing or otherwise than expected.
public struct SettingMistake: Error, Hashable, Sendable, CustomStringConvertible {
    public var key: String
    public var found: String
    public var expected: String

    /// Its variable, where the key does not say it.
    var variable: String?

    public init(key: String, found: String, expected: String) {
        self.init(key: key, found: found, expected: expected, variable: nil)
    }

    init(key: String, found: String, expected: String, variable: String?) {
        self.key = key
        self.found = found
        self.expected = expected
        self.variable = variable
    }

    public var description: String {
        let variable = variable ?? KnownSetting.variable(ofKey: key)
        return "setting \(key) (environment \(variable)): found \(found), expected \(expected)"
    }
}

/// Typed look-up of configuration: what was said on the command line, then the environment, then the file named by
/// `FENGHUO_CONFIG_FILE` (JSON). `kafka.bootstrap.servers` is `KAFKA_BOOTSTRAP_SERVERS`.
public struct Settings: Sendable {
    private let reader: ConfigReader
    /// Without what Kubernetes and Docker put there.
    let environment: [String: String]
    private let overrides: [String: String]
    /// The file's values by dotted key, however it nests them.
    let file: [String: String]

    /// - Parameter overrides: by key, such as `leadership.port`; they win over everything.
    public static func load(
        overrides: [String: String] = [:], environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> Settings {
        let environment = ServiceLinks.removed(from: environment)
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                name: "command line",
                values: Dictionary(
                    uniqueKeysWithValues: overrides.map {
                        (AbsoluteConfigKey(ConfigKey($0.key)), ConfigValue(.string($0.value), isSecret: false))
                    })),
            EnvironmentVariablesProvider(environmentVariables: environment),
        ]
        var file: [String: String] = [:]
        if let path = environment["FENGHUO_CONFIG_FILE"] {
            do {
                file = flattened(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))))
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
            } catch {
                throw SettingMistake(
                    key: "fenghuo.config.file", found: "\(path): \(error)", expected: "a readable JSON object")
            }
        }
        return Settings(
            reader: ConfigReader(providers: providers), environment: environment, overrides: overrides, file: file)
    }

    private static func flattened(_ json: Any, _ prefix: String = "") -> [String: String] {
        guard let object = json as? [String: Any] else { return prefix.isEmpty ? [:] : [prefix: text(json)] }
        return object.reduce(into: [:]) { all, entry in
            all.merge(flattened(entry.value, prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)")) { $1 }
        }
    }

    private static func text(_ value: Any) -> String {
        // JSON's true and false come as numbers too.
        if let flag = value as? Bool, "\(type(of: value))".contains("Bool") { return String(flag) }
        return "\(value)"
    }

    /// All that is set below a prefix, by the rest of its key: for settings whose names are another's. What is said
    /// later in the order of `load` is behind what is said earlier; names are spelled as they are found, a variable's
    /// in lower case with underscores for dots.
    public func below(_ prefix: String) -> [String: String] {
        func rest(_ values: [String: String], _ start: String) -> [(plain: String, name: String, value: String)] {
            values.compactMap { key, value in
                guard key.hasPrefix(start), key.count > start.count, !value.isEmpty else { return nil }
                let name = String(key.dropFirst(start.count))
                return (name.lowercased().replacing(".", with: "_"), name, value)
            }
        }
        let variables = rest(environment, prefix.uppercased().replacing(".", with: "_") + "_")
            .map { ($0.plain, $0.name.lowercased(), $0.value) }
        var found: [String: (name: String, value: String)] = [:]
        for (plain, name, value) in rest(file, prefix + ".") + variables + rest(overrides, prefix + ".") {
            found[plain] = (name, value)
        }
        return Dictionary(found.values.map { ($0.name, $0.value) }) { $1 }
    }

    public func string(_ key: String) -> String? {
        let key = ConfigKey(key)
        if let text = reader.string(forKey: key) { return text.isEmpty ? nil : text }
        if let number = reader.int(forKey: key) { return String(number) }
        if let flag = reader.bool(forKey: key) { return String(flag) }
        return nil
    }

    public func string(_ key: String, default value: String) -> String { string(key) ?? value }

    public func int(_ key: String, default value: Int, in range: ClosedRange<Int> = 0...Int.max) throws -> Int {
        guard let text = string(key) else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw SettingMistake(
                key: key, found: "\"\(text)\"",
                expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    public func bool(_ key: String, default value: Bool) throws -> Bool {
        guard let text = string(key) else { return value }
        switch text.lowercased() {
        case "true", "yes", "1", "on": return true
        case "false", "no", "0", "off": return false
        default: throw SettingMistake(key: key, found: "\"\(text)\"", expected: "true or false")
        }
    }

    /// A TCP port; 0 lets the system choose.
    public func port(_ key: String, default value: Int) throws -> Int {
        try int(key, default: value, in: 0...65_535)
    }

    /// A secret: `key`, or the contents of the file named by `key.file`. Never logged.
    public func secret(_ key: String) throws -> String? {
        if let path = string(key + ".file") { return try Self.contents(of: path, for: key + ".file") }
        let text = reader.string(forKey: ConfigKey(key), isSecret: true)
        return text?.isEmpty == true ? nil : text
    }

    static func contents(of path: String, for key: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw SettingMistake(key: key, found: "\(path), unreadable", expected: "a readable file")
        }
    }

    /// A variable of the environment by its own name, as a plan names its secrets.
    public func environmentVariable(_ name: String) -> String? { environment[name] }

    /// Where the embedded log, keys and outboxes are: `fenghuo.data`, by default `data` below the working folder.
    public var dataFolder: URL {
        URL(filePath: string("fenghuo.data", default: "data"), directoryHint: .isDirectory)
    }
}
