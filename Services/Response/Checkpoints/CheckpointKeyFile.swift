import Foundation
public import Hosting
public import Schemas

extension CheckpointKey {
    /// The file in the data folder where no setting says otherwise.
    static let file = "checkpoint.key"
    static let setting = "response.checkpoint.key"

    /// From the setting `response.checkpoint.key` (or its `.file`), else from `checkpoint.key` in the data folder, which
    /// is made when missing, readable by its owner only.
    /// - Throws: `SettingMistake`.
    public static func load(settings: Settings) throws -> CheckpointKey {
        let text =
            try settings.secret(setting)
            ?? SecretFile.load(file, in: settings.dataFolder, setting: setting) { CheckpointKey().pem }
        do {
            return try CheckpointKey(pem: text)
        } catch {
            throw SettingMistake(
                key: setting, found: "something else",
                expected: "an Ed25519 private key as PEM (openssl genpkey -algorithm ed25519)")
        }
    }

    /// The key at hand, if there is one; none is made.
    public static func present(settings: Settings) throws -> CheckpointKey? {
        let path = settings.dataFolder.appending(path: Self.file).path
        if settings.string(setting) == nil, settings.string(setting + ".file") == nil,
            !FileManager.default.fileExists(atPath: path)
        {
            return nil
        }
        return try load(settings: settings)
    }
}
