import Foundation
import Testing

/// What comes from outside goes through one door of each kind. Each of these once brought the process down by another.
@Suite struct OutsideTests {
    /// What may stand where, and why.
    static let rules: [(what: String, files: Set<String>)] = [
        // Calendars fail on text from outside, and end the process; times are read byte by byte.
        ("DateFormatter", []),
        // The one way out, and the test of a whole house, and the demo, which call their own, and what sends spans to
        // the operator's own collector, which stands inside as a rule; it follows no redirect.
        (
            "import AsyncHTTPClient",
            [
                "Shared/Egress/Egress.swift", "Shared/Egress/ResponseGate.swift",
                "Services/Fenghuo/Verify/Pushing.swift",
                "Services/Fenghuo/Play/StoryPlayer.swift", "Services/Fenghuo/Play/Autopilot.swift",
                "Shared/Hosting/Tracing/OTLPExporter.swift",
            ]
        ),
        // And of the operator's own brokers, whether one is there.
        ("getaddrinfo(", ["Shared/Egress/Resolving.swift", "Shared/KafkaLog/Contact/BrokerAddress.swift"]),
        // After the strict reader, or what we wrote ourselves.
        (
            "JSONDecoder()",
            [
                "Services/Leadership/People/OutsideJSON.swift",  // looked through first
                "Services/Leadership/People/PendingSignIn.swift",  // sealed by us
                "Services/Leadership/Web/Words.swift",  // ships with us
                "Services/Analysis/Models/ModelFile.swift",  // hashed, written by us
                "Services/Fenghuo/Verify/Pushing.swift",  // our own answer
                "Services/Fenghuo/Play/Story.swift",  // looked through first
                "Services/Fenghuo/StrictDecoding.swift",  // looked through first
                "Shared/Schemas/Contract/JSONValue.swift",  // our own examples of messages
            ]
        ),
        (
            "JSONSerialization.jsonObject",
            [
                "Shared/Hosting/Settings.swift",  // the operator's own file
                "Services/Leadership/API/MessageSchemas.swift",  // our own message
                "Services/Analysis/Measuring/LabelledRows.swift",  // the operator's own file
            ]
        ),
    ]

    @Test(arguments: rules.indices) func `Only the doors that are for it open to the outside`(_ index: Int) throws {
        let (what, files) = Self.rules[index]
        for top in ["Shared", "Services"] {
            let base = ImportTests.root.appending(path: top)
            let walk = try #require(FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil))
            for case let file as URL in walk where file.pathExtension == "swift" {
                guard try String(contentsOf: file, encoding: .utf8).contains(what) else { continue }
                let path = String(file.path.dropFirst(ImportTests.root.path.count + 1))
                #expect(files.contains(path), "\(path) has \(what): it belongs to \(files.sorted())")
            }
        }
    }
}
