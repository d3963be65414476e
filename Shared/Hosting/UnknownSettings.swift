import Foundation
public import Plan

/// What is set, looks like a setting of ours, and is none: a mistyped `FENGHUO_PARTITION` would otherwise start with
/// the standard and say nothing.
struct UnknownSettings {
    /// Variables that begin so are ours to judge.
    static let prefixes = [
        "FENGHUO_", "MONITORING_", "ANALYSIS_", "RESPONSE_", "LOGISTICS_", "LEADERSHIP_", "OPERATIONS_",
    ]
    /// So do others' variables begin too, brokers' and clients' of Kafka above all: only what is nearly one of ours is
    /// taken for it.
    static let shared = ["KAFKA_", "EGRESS_", "SERVER_", "DEMO_"]
    /// Names by which others call `KAFKA_BOOTSTRAP_SERVERS`.
    private static let brokers: Set = ["KAFKA_BROKERS", "KAFKA_BROKER_LIST", "KAFKA_SERVERS", "KAFKA_BOOTSTRAP"]

    let environment: [String: String]
    /// The configuration file's values by dotted key.
    let file: [String: String]
    /// The variables that the plan names; `nil` where no plan could be read.
    let ofPlan: Set<String>?

    /// Of the environment first, then of the file; in the order of their names.
    func mistakes() -> [SettingMistake] {
        let variables = environment.filter { !$0.value.isEmpty }.keys.sorted().compactMap(mistake(variable:))
        return variables + file.keys.sorted().compactMap(mistake(key:))
    }

    private func mistake(variable: String) -> SettingMistake? {
        guard !isKnown(variable) else { return nil }
        if Self.prefixes.contains(where: variable.hasPrefix) {
            let near = nearestWord(to: variable, among: known)
            // Without its plan a name may be one of the plan's secrets: only what is nearly a setting is none.
            if ofPlan == nil, nearestWord(to: variable, among: Self.variables, most: 2) == nil { return nil }
            return SettingMistake(variable: variable, expected: Self.advice(near))
        }
        guard let prefix = Self.shared.first(where: variable.hasPrefix) else { return nil }
        if Self.brokers.contains(variable), environment["KAFKA_BOOTSTRAP_SERVERS"]?.isEmpty ?? true {
            return SettingMistake(variable: variable, expected: Self.advice("KAFKA_BOOTSTRAP_SERVERS"))
        }
        return nearestWord(to: variable, among: Self.variables.filter { $0.hasPrefix(prefix) }, most: 2).map {
            SettingMistake(variable: variable, expected: Self.advice($0))
        }
    }

    private func mistake(key: String) -> SettingMistake? {
        let variable = KnownSetting.variable(ofKey: key)
        let place = "in \(environment["FENGHUO_CONFIG_FILE"] ?? "the configuration file")"
        if let setting = SettingCatalogue.setting(ofVariable: variable) {
            guard setting.isOfEnvironmentOnly else { return nil }
            return SettingMistake(
                key: key, found: "it \(place)", expected: "it in the environment, \(setting.variable)")
        }
        let near = nearestWord(to: key, among: SettingCatalogue.all.map(\.key))
        return SettingMistake(
            key: key, found: "it \(place), and no setting is called so",
            expected: near.map { "\($0)?" } ?? "a setting of `fenghuo settings`")
    }

    private func isKnown(_ variable: String) -> Bool {
        SettingCatalogue.setting(ofVariable: variable) != nil || SettingCatalogue.elsewhere.contains(variable)
            || ofPlan?.contains(variable) == true
    }

    private var known: [String] { Self.variables + (ofPlan ?? []).sorted() }

    private static let variables = SettingCatalogue.all.flatMap(\.variables).filter { !$0.hasSuffix("*") }

    private static func advice(_ near: String?) -> String {
        near.map { "\($0)? Otherwise unset it" }
            ?? "a setting of `fenghuo settings` or a variable that the plan names; unset it"
    }
}

extension SettingMistake {
    /// A variable that is set and means nothing.
    init(variable: String, expected: String) {
        self.init(
            key: variable.lowercased().replacing("_", with: "."), found: "it set, and no setting is called so",
            expected: expected, variable: variable)
    }
}

/// Several settings that are otherwise than expected, told at once.
public struct SettingMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    public var mistakes: [SettingMistake]
    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

extension Settings {
    /// Refuses what is set and is no setting.
    /// - Parameter plan: whose variables are known too; `nil` where none can be read.
    /// - Throws: `SettingMistakes`.
    public func refuseUnknown(plan: ResponsePlan?) throws {
        let found = UnknownSettings(environment: environment, file: file, ofPlan: plan?.environmentNames).mistakes()
        guard found.isEmpty else { throw SettingMistakes(mistakes: found) }
    }
}
