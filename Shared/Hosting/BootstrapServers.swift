import Foundation

/// The brokers to begin with, as they are written: a list that cannot be one is refused at once, instead of by a client
/// that tries for ever.
enum BootstrapServers {
    static let expected = "brokers as host:port with a port from 1 to 65535, separated by commas"

    /// - Throws: `SettingMistake` that names the entry.
    static func check(_ text: String) throws {
        let entries = text.split(separator: ",", omittingEmptySubsequences: false)
        for entry in entries {
            let place = String(entry.filter { $0 != " " && $0 != "\t" })
            guard isPlace(place) else {
                let shown = place.isEmpty ? "an empty entry in \"\(text.prefix(200))\"" : "\"\(place.prefix(200))\""
                throw SettingMistake(key: KafkaSettings.servers, found: shown, expected: expected)
            }
        }
    }

    /// `host`, `host:port`, `[address]:port`, each also behind `SASL_SSL://` and its like.
    private static func isPlace(_ text: String) -> Bool {
        var rest = text[...]
        if let scheme = rest.range(of: "://") {
            guard ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"].contains(rest[..<scheme.lowerBound].lowercased())
            else { return false }
            rest = rest[scheme.upperBound...]
        }
        let host: Substring
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return false }
            host = rest[rest.index(after: rest.startIndex)..<end]
            guard !host.isEmpty, host.allSatisfy({ $0.isHexDigit || ":.%".contains($0) || $0.isLetter }) else {
                return false
            }
            rest = rest[rest.index(after: end)...]
        } else {
            host = rest.prefix { $0 != ":" }
            guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else {
                return false
            }
            rest = rest[host.endIndex...]
        }
        guard !rest.isEmpty else { return true }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return false }
        return rest.dropFirst().allSatisfy(\.isNumber)
    }
}
