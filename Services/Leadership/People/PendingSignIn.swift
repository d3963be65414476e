import Crypto
import Foundation

/// A sign-in that was begun in one browser: what its answer has to fit. Sealed and encrypted in a cookie of that browser,
/// so that nothing is kept here for those who never come back.
struct PendingSignIn: Codable, Hashable, Sendable {
    /// By HTTPS only where browsers come by HTTPS (`__Secure-`, RFC 6265bis, 4.1.3.1).
    static func cookie(isSecure: Bool) -> String { isSecure ? "__Secure-\(cookie)" : cookie }
    static let cookie = "fenghuo_sign_in"
    /// How long a person may take at the provider, in milliseconds.
    static let longest: Int64 = 10 * 60_000

    /// Ties the answer to this browser (RFC 6749, 10.12).
    var state: String
    /// Ties the token to this sign-in (OpenID Connect Core, 3.1.2.1).
    var nonce: String
    /// Ties the code to us (PKCE, RFC 7636).
    var verifier: String
    var next: String
    /// Digest of the session whose place it takes, as its person was asked; empty where none was open.
    var instead: String
    /// Milliseconds since 1970.
    var until: Int64

    static func begin(next: String, instead: String, now: Int64) -> PendingSignIn {
        PendingSignIn(
            state: Sessions.random(), nonce: Sessions.random(), verifier: Sessions.random() + Sessions.random(),
            next: next, instead: instead, until: now + longest)
    }

    /// `S256` of RFC 7636, 4.2.
    var challenge: String { Self.base64URL(Data(SHA256.hash(data: Data(verifier.utf8)))) }

    func sealed(with key: SymmetricKey) throws -> String {
        let box = try AES.GCM.seal(JSONEncoder().encode(self), using: key)
        return Self.base64URL(box.combined ?? Data())
    }

    /// - Returns: `nil` unless it was sealed with this key.
    static func opened(_ text: String, with key: SymmetricKey) -> PendingSignIn? {
        guard text.utf8.count < 4096, let data = data(base64URL: text),
            let box = try? AES.GCM.SealedBox(combined: data),
            let plain = try? AES.GCM.open(box, using: key)
        else { return nil }
        return try? JSONDecoder().decode(PendingSignIn.self, from: plain)
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func data(base64URL text: some StringProtocol) -> Data? {
        let text = String(text).replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}
