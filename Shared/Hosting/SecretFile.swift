public import Foundation

/// A secret in a file of its owner's alone, made when it is first needed.
public enum SecretFile {
    /// A longer file is no secret of ours, in bytes.
    static let longest = 16_384

    /// - Parameters:
    ///   - name: of the file in the data folder.
    ///   - setting: that the secret could come from instead, for what is said when it cannot be read.
    ///   - make: writes a new one as text.
    /// - Throws: `SettingMistake`.
    public static func load(
        _ name: String, in folder: URL, setting: String, make: () throws -> String
    ) throws -> String {
        try DataFolder.prepare(folder)
        let file = folder.appending(path: name)
        if !FileManager.default.fileExists(atPath: file.path) { try create(file, setting: setting, text: try make()) }
        guard let handle = try? FileHandle(forReadingFrom: file), let data = try? handle.read(upToCount: longest),
            let text = String(validating: data, as: UTF8.self)
        else { throw SettingMistake(key: setting, found: "\(file.path), unreadable", expected: "a key file") }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Two processes may start at once: the one that links its file first wins, the other reads that.
    private static func create(_ file: URL, setting: String, text: String) throws {
        let draft = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).\(UUID().uuidString)")
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw SettingMistake(
                key: setting, found: "\(file.path), which cannot be written",
                expected: "a folder that can be written, or the setting")
        }
        defer { try? FileManager.default.removeItem(at: draft) }
        do {
            try FileManager.default.linkItem(at: draft, to: file)
        } catch  where FileManager.default.fileExists(atPath: file.path) {
            return
        }
    }
}
