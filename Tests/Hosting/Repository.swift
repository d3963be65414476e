import Foundation

/// The files of the repository that tests compare with the code.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The text of every Swift file of the services and what they share, by path.
    static func sources() throws -> [String: String] {
        var sources: [String: String] = [:]
        for folder in ["Services", "Shared"] {
            let base = root.appending(path: folder)
            let files = try FileManager.default.subpathsOfDirectory(atPath: base.path)
            for file in files where file.hasSuffix(".swift") && !file.contains("Generated/") {
                sources["\(folder)/\(file)"] = try text("\(folder)/\(file)")
            }
        }
        return sources
    }
}
