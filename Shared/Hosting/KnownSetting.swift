/// A setting as an operator finds it: its variable, what it is when it is not set, what it does.
public struct KnownSetting: Hashable, Sendable {
    /// Which executables read it.
    public enum Reader: String, CaseIterable, Hashable, Sendable {
        case monitoring, analysis, response, logistics, leadership, fenghuo
    }

    /// Dotted and in lower case, as in the configuration file: `fenghuo.data`. A prefix ends in `.*`.
    public var key: String
    /// What holds when it is not set, in words.
    public var standard: String
    public var meaning: String
    /// Empty for what every executable reads.
    public var readers: [Reader]
    /// It may also be in the file named by `key.file`, and is never logged.
    public var isSecret: Bool
    /// In the configuration file it is not read: it says where that is, or how to speak before it is there.
    public var isOfEnvironmentOnly: Bool

    init(
        _ key: String, standard: String, _ meaning: String, readers: [Reader] = [], isSecret: Bool = false,
        isOfEnvironmentOnly: Bool = false
    ) {
        self.key = key
        self.standard = standard
        self.meaning = meaning
        self.readers = readers
        self.isSecret = isSecret
        self.isOfEnvironmentOnly = isOfEnvironmentOnly
    }

    /// The variable of the environment: `FENGHUO_DATA`.
    public var variable: String { Self.variable(ofKey: key) }

    /// Every variable that says it: a secret's file too.
    public var variables: [String] { isSecret ? [variable, variable + "_FILE"] : [variable] }

    public static func variable(ofKey key: String) -> String { key.uppercased().replacing(".", with: "_") }
}
