import Foundation

/// The example plan with what cannot be the same in a test: ports, and how long a case has to be quiet to be closed.
enum ExamplePlan {
    static let file = Fleet.root.appending(path: "Plans/commercial-bank.yaml")

    /// Environment variables the plan names, with secrets made up here.
    static let secrets: [String: String] = {
        var secrets = ["FENGHUO_WEBHOOK_SECRET": "whsec_" + Data((1...32).map { UInt8($0) }).base64EncodedString()]
        for source in ["MEDIA_PUSH", "WEIBO_STREAM", "FORUM_PUSH", "OVERSEAS_PUSH", "SERVICE_REPORT"] {
            secrets["FENGHUO_KEY_\(source)"] = "key-of-\(source.lowercased())-0123456789abcdef"
        }
        return secrets
    }()

    static func key(of source: String) -> String {
        secrets["FENGHUO_KEY_\(source.uppercased().replacing("-", with: "_"))"] ?? ""
    }

    /// - Parameter outside: the port where webhooks are received and the feed is served.
    static func adapted(outside: Int) throws -> String {
        var text = try String(contentsOf: file, encoding: .utf8)
        for (old, new) in [
            ("127.0.0.1:8090", "127.0.0.1:\(outside)"), ("127.0.0.1:8099", "127.0.0.1:\(outside)"),
            ("attention: {gather: 5m, most: 12}", "attention: {gather: 1s, most: 1000}"),
            ("sustainedFor: 24h", "sustainedFor: 1s"), ("minimumAge: 24h", "minimumAge: 1s"),
        ] {
            guard text.contains(old) else { throw Missing(text: old) }
            text = text.replacing(old, with: new)
        }
        return text
    }

    struct Missing: Error, CustomStringConvertible {
        var text: String
        var description: String { "adapting \(file.path): found no \"\(text)\"; the test has to follow the plan" }
    }
}
