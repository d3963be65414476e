import Crypto
public import Foundation

/// What checkpoints are signed with: an Ed25519 key (RFC 8032), as PEM (RFC 8410) so that any tool reads it:
/// `openssl genpkey -algorithm ed25519` makes one.
public struct CheckpointKey: Sendable {
    let key: Curve25519.Signing.PrivateKey

    /// What a key's text is not.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        public var description: String
    }

    /// A new one.
    public init() { key = Curve25519.Signing.PrivateKey() }

    /// - Parameter pem: PKCS #8 of an Ed25519 private key.
    /// - Throws: `Fault`.
    public init(pem: String) throws {
        guard let bytes = PEM.contents(of: pem, label: "PRIVATE KEY"), bytes.starts(with: Self.prefix),
            bytes.count == Self.prefix.count + 32,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.dropFirst(Self.prefix.count))
        else {
            throw Fault(
                description:
                    "found something else, expected an Ed25519 private key as PEM (openssl genpkey -algorithm ed25519)")
        }
        self.key = key
    }

    public var pem: String { PEM.text(Self.prefix + key.rawRepresentation, label: "PRIVATE KEY") }

    public var publicKey: CheckpointPublicKey { CheckpointPublicKey(key: key.publicKey) }

    func signature(over text: String) throws -> Data { try key.signature(for: Data(text.utf8)) }

    /// PrivateKeyInfo: version 0, algorithm 1.3.101.112, an octet string within an octet string.
    private static let prefix = Data([
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ])
}

/// What checkpoints are verified with; to be kept elsewhere than the log.
public struct CheckpointPublicKey: Sendable, Hashable {
    /// 32 bytes.
    public let bytes: Data

    init(key: Curve25519.Signing.PublicKey) { bytes = key.rawRepresentation }

    /// - Parameter text: PEM, or the 32 bytes in base64, as a checkpoint has them.
    /// - Returns: `nil` where it is neither.
    public init?(_ text: String) {
        if let pem = PEM.contents(of: text, label: "PUBLIC KEY") {
            guard pem.count == Self.prefix.count + 32, pem.starts(with: Self.prefix) else { return nil }
            bytes = Data(pem.dropFirst(Self.prefix.count))
        } else {
            guard let raw = Data(base64Encoded: text.filter { !$0.isWhitespace }), raw.count == 32 else { return nil }
            bytes = raw
        }
    }

    public var base64: String { bytes.base64EncodedString() }
    public var pem: String { PEM.text(Self.prefix + bytes, label: "PUBLIC KEY") }
    /// The first 16 digits of its SHA-256, for people.
    public var id: String { String(EventID.hex(Data(SHA256.hash(data: bytes))).prefix(16)) }

    func verifies(_ signature: Data, over text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: Data(text.utf8))
    }

    /// SubjectPublicKeyInfo: algorithm 1.3.101.112, a bit string.
    private static let prefix = Data([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00])
}

/// Bytes between two lines (RFC 7468).
private enum PEM {
    static func text(_ bytes: Data, label: String) -> String {
        "-----BEGIN \(label)-----\n\(bytes.base64EncodedString())\n-----END \(label)-----\n"
    }

    static func contents(of text: String, label: String) -> Data? {
        let (begin, end) = ("-----BEGIN \(label)-----", "-----END \(label)-----")
        guard text.utf8.count <= 16_384, let start = text.range(of: begin),
            let stop = text.range(of: end, range: start.upperBound..<text.endIndex)
        else { return nil }
        return Data(base64Encoded: String(text[start.upperBound..<stop.lowerBound].filter { !$0.isWhitespace }))
    }
}
