import Crypto
import Hosting
import Plan

/// Which push source an API key belongs to.
struct APIKeys: Sendable {
    private var keys: [(hash: [UInt8], source: ResponsePlan.Source)] = []
    /// Push sources nobody can push to, as they have no key.
    private(set) var keyless: [String] = []

    /// - Parameter secret: the value of an environment variable.
    init(plan: ResponsePlan, secret: (String) -> String?) {
        for source in plan.sources where source.kind == .push {
            if let hash = source.apiKeyHash.flatMap(Self.bytes(hex:)) {
                keys.append((hash, source))
            } else if let key = source.apiKey.flatMap(secret), !key.isEmpty {
                keys.append((Array(SHA256.hash(data: Array(key.utf8))), source))
            } else {
                keyless.append(source.id)
            }
        }
    }

    /// Compares with every key in the same time, wherever they differ.
    func source(ofKey key: String) -> ResponsePlan.Source? {
        let hash = Array(SHA256.hash(data: Array(key.utf8)))
        var found: ResponsePlan.Source?
        for (known, source) in keys {
            var difference: UInt8 = 0
            for (a, b) in zip(known, hash) { difference |= a ^ b }
            if difference == 0, known.count == hash.count { found = source }
        }
        return found
    }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).reduce(into: [UInt8]?([])) { bytes, at in
            guard let byte = UInt8(String(decoding: digits[at..<at + 2], as: UTF8.self), radix: 16) else {
                bytes = nil
                return
            }
            bytes?.append(byte)
        }
    }
}
