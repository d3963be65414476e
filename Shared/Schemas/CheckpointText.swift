import Crypto
import Foundation

/// A checkpoint as the text that is signed: lines that any language writes, so that anybody can verify one.
///
///     fenghuo checkpoint v1
///     chain journal-3
///     sequence 57
///     at 1767600000000
///     reason hourly
///     previous 9f2c…            (none for the first)
///     journal INCIDENT ENTRIES HASH
///     …
///
/// UTF-8, each line ended by one line feed. The checkpoint's hash is the text's SHA-256; its signature is Ed25519 over
/// the text. Names have neither spaces nor controls.
extension Checkpoint {
    static let title = "fenghuo checkpoint v1"

    /// The chain of a partition of the journal's topic.
    public static func chain(ofPartition number: Int32) -> String { "journal-\(number)" }

    /// Journals one checkpoint names; more go into the next. So many fit a webhook's 20 kB.
    public static let mostHeads = 120
    /// A longer name is none of ours, in bytes.
    static let longestName = 256

    /// Whether a name can stand in the text.
    public static func canName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= longestName && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
    }

    /// What is signed; `nil` where something in it cannot stand there.
    public var text: String? {
        guard Self.canName(chain), Self.canName(reason), heads.count <= Self.mostHeads,
            heads.allSatisfy({ Self.canName($0.incidentID) && Self.isHash($0.hash) && $0.entries > 0 }),
            previousHash.isEmpty || Self.isHash(previousHash)
        else { return nil }
        var lines = [
            Self.title, "chain \(chain)", "sequence \(sequence)", "at \(at)", "reason \(reason)",
            "previous \(previousHash.isEmpty ? "none" : previousHash)",
        ]
        lines += heads.map { "journal \($0.incidentID) \($0.entries) \($0.hash)" }
        return lines.map { $0 + "\n" }.joined()
    }

    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    static func hash(of text: String) -> String { EventID.hex(Data(SHA256.hash(data: Data(text.utf8)))) }

    /// The same, signed.
    /// - Throws: `CheckpointFault` where something in it cannot be signed.
    public func signed(with key: CheckpointKey) throws -> Checkpoint {
        guard let text else { throw CheckpointFault(self, found: "a name or hash that cannot be written") }
        var signed = self
        signed.hash = Self.hash(of: text)
        signed.publicKey = key.publicKey.base64
        signed.signature = try key.signature(over: text).base64EncodedString()
        return signed
    }

    /// Checks one checkpoint by itself.
    /// - Parameter trusted: keys whose word counts; any where empty.
    public func check(trusting trusted: Set<CheckpointPublicKey>) -> CheckpointFault? {
        guard let text else { return CheckpointFault(self, found: "a name or hash that no checkpoint has") }
        guard hash == Self.hash(of: text) else {
            return CheckpointFault(self, found: "another hash than that of what it says: it was altered")
        }
        guard let key = CheckpointPublicKey(publicKey), let signature = Data(base64Encoded: signature),
            key.verifies(signature, over: text)
        else { return CheckpointFault(self, found: "a signature that is not of what it says") }
        guard trusted.isEmpty || trusted.contains(key) else {
            return CheckpointFault(self, found: "the key \(key.id), which is not among those trusted")
        }
        return nil
    }

    /// The text with key and signature: what is sent by mail, and what `--witness` reads again.
    public var note: String { "\(text ?? "")key \(publicKey)\nsignature \(signature)\n" }
}

/// Why a checkpoint is not what was signed, or not in its place.
public struct CheckpointFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var chain: String
    public var sequence: Int64
    public var found: String

    public init(_ checkpoint: Checkpoint, found: String) {
        chain = checkpoint.chain
        sequence = checkpoint.sequence
        self.found = found
    }

    public var description: String { "verifying checkpoint \(chain)/\(sequence): found \(found)" }
}
