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
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "token.key")
        if !FileManager.default.fileExists(atPath: file.path) { try create(file) }
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw SettingMistake(key: "leadership.token.key", found: "\(file.path), unreadable", expected: "a key file")
        }
        return try TokenKey(bytes: Array(text.utf8))
    }

    /// Two processes may start at once: the one that links its file first wins, the other reads that.
    private static func create(_ file: URL) throws {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let draft = file.deletingLastPathComponent().appending(path: ".token.key.\(UUID().uuidString)")
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw SettingMistake(
                key: "leadership.token.key", found: "\(file.path), which cannot be written",
                expected: "a folder that can be written, or the setting")
        }
        defer { try? FileManager.default.removeItem(at: draft) }
        do {
            try FileManager.default.linkItem(at: draft, to: file)
        } catch  where FileManager.default.fileExists(atPath: file.path) {
            return
        }
    }

    /// A key for one further purpose, so that a token is never a session and a session never a form's seal.
    func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, salt: Data("fenghuo".utf8), info: Data(purpose.utf8), outputByteCount: 32)
    }
}
