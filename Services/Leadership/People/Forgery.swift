import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// Keeps other sites from posting in a signed-in person's name: a seal in every form, and the browser's own word on
/// where the request comes from.
struct Forgery: Sendable {
    enum Finding: String, Sendable, CaseIterable { case otherOrigin, otherSite, sealMissing, sealWrong }

    static let field = "csrf"
    private let key: SymmetricKey

    init(key: TokenKey) { self.key = key.derived(for: "forms") }

    /// The seal of a session's forms.
    func seal(of session: Session) -> String {
        Sessions.hex(HMAC<SHA256>.authenticationCode(for: Data(session.id.utf8), using: key))
    }

    func check(seal: String?, of session: Session) -> Finding? {
        guard let seal, !seal.isEmpty else { return .sealMissing }
        guard let given = Data(hex: seal),
            HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Data(session.id.utf8), using: key)
        else { return .sealWrong }
        return nil
    }

    /// Browsers send `Origin` and `Sec-Fetch-Site` with every form; where they are there, they have to be ours.
    static func checkOrigin(_ request: Request) -> Finding? {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { return .otherSite }
        guard let origin = request.headers[.origin] else { return nil }
        guard let host = request.head.authority ?? request.headers[.host],
            origin.lowercased() == "http://\(host)".lowercased()
                || origin.lowercased() == "https://\(host)".lowercased()
        else { return .otherOrigin }
        return nil
    }
}

extension HTTPField.Name {
    static var secFetchSite: Self { Self("Sec-Fetch-Site") ?? .origin }
    static var host: Self { Self("Host") ?? .origin }
    static var formSeal: Self { Self("X-CSRF-Token") ?? .origin }
    static var idempotencyKey: Self { Self("Idempotency-Key") ?? .origin }
    static var lastEventID: Self { Self("Last-Event-ID") ?? .origin }
}
