import Crypto
import Foundation
import Schemas
import Synchronization

/// A person's sign-in on one browser.
struct Session: Hashable, Sendable {
    /// 128 random bits in hex.
    var id: String
    var person: String
    /// When it began (ms since 1970): what is revoked later than that ends it.
    var begunAt: Int64
    /// When it ends whatever happens.
    var expiresAt: Int64
    /// When it ends unless its person does something before.
    var idleAt: Int64

    /// Names the session in the audit, and does not open it.
    var digest: String { String(Sessions.hex(SHA256.hash(data: Data(id.utf8))).prefix(32)) }
    /// The earlier of both ends.
    var endsAt: Int64 { min(expiresAt, idleAt) }
}

/// Sealed sessions: the cookie holds all there is, the seal keeps it honest. Only sign-outs are remembered.
final class Sessions: Sendable {
    static let cookie = "fenghuo_session"

    /// By HTTPS it can be set by this host only, for all of it (`__Host-`, RFC 6265bis, 4.1.3.2): no neighbour under the
    /// same domain puts a session of their own into a browser.
    static func cookie(isSecure: Bool) -> String { isSecure ? "__Host-\(cookie)" : cookie }

    /// The longest a session lasts, and the longest it lasts without its person's doing anything, in milliseconds.
    struct Limits: Hashable, Sendable {
        var longest: Int64 = 12 * 3_600_000
        var idle: Int64 = 30 * 60_000
    }

    let limits: Limits
    private let key: SymmetricKey
    /// Ids signed out, with when they would have ended by themselves.
    private let ended = Mutex<[String: Int64]>([:])

    init(key: TokenKey, limits: Limits = Limits()) {
        self.key = key.derived(for: "session")
        self.limits = limits
    }

    /// - Parameter until: when what the person signed in with ends.
    func begin(person: String, until: Int64, now: Int64) -> Session {
        let expiresAt = min(until, now + limits.longest)
        return Session(
            id: Self.random(), person: person, begunAt: now, expiresAt: expiresAt,
            idleAt: min(expiresAt, now + limits.idle))
    }

    /// The session as it goes on after its person did something; `nil` where so little time went by that the old one
    /// does.
    func renewed(_ session: Session, now: Int64) -> Session? {
        let idleAt = min(session.expiresAt, now + limits.idle)
        guard idleAt - session.idleAt > limits.idle / 10 else { return nil }
        var session = session
        session.idleAt = idleAt
        return session
    }

    /// What the cookie holds.
    func seal(_ session: Session) -> String {
        let payload = Self.payload(session)
        return payload + "." + Self.hex(HMAC<SHA256>.authenticationCode(for: Data(payload.utf8), using: key))
    }

    /// - Returns: `nil` unless it was sealed here, is not over and was not signed out.
    func open(_ cookie: String, now: Int64) -> Session? {
        guard cookie.utf8.count < 1024 else { return nil }
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 6, let person = Data(hex: parts[1]), let begunAt = Int64(parts[2]),
            let expiresAt = Int64(parts[3]), let idleAt = Int64(parts[4]), let seal = Data(hex: parts[5])
        else { return nil }
        let session = Session(
            id: String(parts[0]), person: String(decoding: person, as: UTF8.self), begunAt: begunAt,
            expiresAt: expiresAt, idleAt: idleAt)
        let payload = Data(Self.payload(session).utf8)
        guard HMAC<SHA256>.isValidAuthenticationCode(seal, authenticating: payload, using: key), session.endsAt > now,
            ended.withLock({ $0[session.id] }) == nil
        else { return nil }
        return session
    }

    func end(_ session: Session, now: Int64) {
        ended.withLock { ended in
            ended = ended.filter { $0.value > now }
            ended[session.id] = session.expiresAt
        }
    }

    private static func payload(_ session: Session) -> String {
        "\(session.id).\(hex(session.person.utf8)).\(session.begunAt).\(session.expiresAt).\(session.idleAt)"
    }

    static func random() -> String { hex(SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }) }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Data {
    /// Bytes of hex; `nil` where it is none.
    init?(hex: some StringProtocol) {
        guard let bytes = EventID.bytes(hex: String(hex)) else { return nil }
        self.init(bytes)
    }
}
