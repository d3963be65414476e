public import EventLog

extension Settings {
    /// Whose topics, groups and ids are worked on: `fenghuo.topics.prefix`.
    /// - Throws: `SettingMistake` for what cannot begin a topic.
    public var namespace: Namespace {
        get throws {
            let prefix = string("fenghuo.topics.prefix", default: Namespace.standardPrefix)
            do {
                return try Namespace(prefix: prefix)
            } catch {
                throw SettingMistake(key: "fenghuo.topics.prefix", found: error.found, expected: error.expected)
            }
        }
    }

    /// Whether anything may be done to the outside: `fenghuo.effects`; beside production only where it is said.
    var hasEffects: Bool { get throws { try bool("fenghuo.effects", default: try namespace.isStandard) } }
}
