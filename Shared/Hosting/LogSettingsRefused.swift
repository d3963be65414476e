public import EventLog

/// A property of the cluster's clients that cannot be, or does not go with another: to be mended where it is set, as a
/// `SettingMistake` is.
public struct LogSettingsRefused: Error, CustomStringConvertible {
    public var cause: EventLogError
    public var description: String { "\(cause)" }
}
