import Foundation
import Text

/// JSON that others wrote and `Codable` reads: looked through first, so that nothing nested, doubled or endless reaches a
/// decoder that tries and fails.
enum OutsideJSON {
    /// Of what a provider says of itself, and of its keys.
    private static let limits = StrictJSON.Limits(bytes: 1 << 20)
    /// Of a token's header or claims.
    private static let tokenLimits = StrictJSON.Limits(bytes: 16_384, levels: 8, values: 1_000)

    static func decode<T: Decodable>(_ type: T.Type, from data: Data) throws -> T {
        try StrictJSON.check(Array(data), limits: limits)
        return try JSONDecoder().decode(type, from: data)
    }

    /// Whether header and claims of a signed token (RFC 7519, in its compact form) are JSON objects that can be read in one
    /// way only.
    static func isToken(_ token: String) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return false }
        return parts[..<2].allSatisfy { part in
            guard let data = PendingSignIn.data(base64URL: part),
                let node = try? StrictJSON.read(Array(data), limits: tokenLimits), case .object = node
            else { return false }
            return true
        }
    }
}
