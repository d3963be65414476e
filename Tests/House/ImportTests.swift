import Foundation
import Testing

/// Who may import whom (architecture, "The house"): read from the sources, so that a shortcut shows the day it is taken.
@Suite struct ImportTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let services: Set = ["Monitoring", "Analysis", "Response", "Logistics", "Leadership"]
    static let logs: Set = ["EmbeddedLog", "KafkaLog"]

    /// Our own modules each may import; C modules count as ours.
    static let allowed: [String: Set<String>] = {
        var allowed: [String: Set<String>] = [
            "Shared/Schemas": [], "Shared/EventLog": [], "Shared/Text": [],
            // What an address of the web is, is said once, in Text: the plan's are checked as the calls' are.
            "Shared/Plan": ["Text"], "Shared/Egress": ["CInflate", "Text"],
            // What strangers write, by libraries that others keep.
            "Shared/Markup": ["CUchardet", "CXML2", "Text"],
            // What may be decided: pure, and of the plan and the events alone.
            "Shared/Casework": ["Plan", "Schemas", "Text"],
            "Shared/EmbeddedLog": ["EventLog"], "Shared/KafkaLog": ["EventLog", "CRdkafka"],
            "Shared/Processing": ["EventLog", "Schemas"],
            "Shared/Hosting": logs.union(["CBuildFacts", "Egress", "EventLog", "Plan", "Processing", "Schemas", "Text"]
            ),
        ]
        let shared: Set = ["Casework", "Egress", "EventLog", "Hosting", "Plan", "Processing", "Schemas", "Text"]
        for service in services { allowed["Services/\(service)"] = shared }
        // The console's read model on disk: of the topics alone.
        allowed["Services/Leadership/Archive"] = ["EventLog", "Schemas", "Text"]
        allowed["Services/Leadership"] = shared.union(["Archive"])
        allowed["Services/Monitoring"] = shared.union(["Markup"])
        allowed["Services/Fenghuo"] = shared.union(services).union(logs)
        return allowed
    }()

    static let ours = Set(allowed.values.joined()).union(
        allowed.keys.compactMap { $0.split(separator: "/").last.map(String.init) })

    @Test(arguments: allowed.keys.sorted()) func `A room imports only those it may`(_ folder: String) throws {
        let name = String(folder.split(separator: "/").last ?? "")
        for file in try Self.swiftFiles(in: folder) {
            // A service's executable starts its own service, and nothing else.
            let isCommand = file.path.contains("/Command/")
            let may = (Self.allowed[folder] ?? []).union(isCommand ? [name] : [])
            let stray = try Self.imports(in: file).intersection(Self.ours).subtracting(may)
            #expect(stray.isEmpty, "\(file.path) imports \(stray.sorted()), expected only \(may.sorted())")
        }
    }

    @Test func `Every folder of Shared and Services has its rule`() throws {
        for top in ["Shared", "Services"] {
            let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: top).path)
                .filter { try !Self.swiftFiles(in: "\(top)/\($0)").isEmpty }
            #expect(!folders.isEmpty)
            for folder in folders {
                #expect(Self.allowed["\(top)/\(folder)"] != nil, "\(top)/\(folder) has no rule here")
            }
        }
    }

    private static func swiftFiles(in folder: String) throws -> [URL] {
        let base = root.appending(path: folder)
        guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        return walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    private static func imports(in file: URL) throws -> Set<String> {
        let words: Set<Substring> = ["import", "public", "package", "internal", "@testable", "@preconcurrency"]
        var found: Set<String> = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.contains("import ")
        {
            let parts = line.split(separator: " ")
            guard let keyword = parts.firstIndex(of: "import"), parts[..<keyword].allSatisfy(words.contains),
                keyword + 1 < parts.count
            else { continue }
            found.insert(String(parts[keyword + 1].prefix { $0 != "." }))
        }
        return found
    }
}
