import Crypto
import Foundation
public import Hosting

/// The secret that sign-in tokens are signed with: one for the console and the command that issues them.
public struct TokenKey: Sendable {
    let key: SymmetricKey

    /// - Parameter bytes: at least 32.
    public init(bytes: [UInt8]) throws {
        guard bytes.count >= 32 else {
            throw SettingMistake(
                key: "leadership.token.key", found: "\(bytes.count) bytes", expected: "at least 32 random bytes")
        }
        key = SymmetricKey(data: bytes)
    }

    /// From the setting `leadership.token.key` (or its `.file`), else from `token.key` in the data folder, which is
    /// made with 32 random bytes, readable by its owner only, when missing.
    public static func load(settings: Settings) throws -> TokenKey {
        if let secret = try settings.secret("leadership.token.key") { return try TokenKey(bytes: Array(secret.utf8)) }
        return try load(folder: settings.dataFolder)
    }

    static func load(folder: URL) throws -> TokenKey {
        let text = try SecretFile.load("token.key", in: folder, setting: "leadership.token.key") {
            SymmetricKey(size: .bits256).withUnsafeBytes { Sessions.hex($0) }
        }
        return try TokenKey(bytes: Array(text.utf8))
    }

    /// A key for one further purpose, so that a token is never a session and a session never a form's seal.
    func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, salt: Data("fenghuo".utf8), info: Data(purpose.utf8), outputByteCount: 32)
    }
}
