import Crypto
public import Foundation
import SwiftProtobuf

/// A case's journal as a hash chain: each entry names the hash of the one before it, and its own hash covers that and
/// everything it says. What was altered, left out or moved shows.
///
/// `hash = SHA-256(previous hash || deterministic protobuf bytes of the entry with an empty hash)`. The first entry's
/// previous hash is empty.
public enum JournalChain {
    /// The first place where a journal is not what was written.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// Place in the entries given, from 0; their count where entries are missing at the end.
        public var index: Int
        /// The sequence number expected there, from 1.
        public var sequence: Int64
        public var found: String
        public var expected: String

        public var description: String {
            "verifying a journal: entry \(sequence): found \(found), expected \(expected)"
        }
    }

    /// The hash an entry ought to have, from everything else it says.
    public static func hash(of entry: JournalEntry) throws -> Data {
        var bare = entry
        bare.hash = Data()
        var hasher = SHA256()
        hasher.update(data: Array(entry.previousHash))
        hasher.update(data: try EventCodec.encode(bare, as: .protobuf))
        return Data(hasher.finalize())
    }

    /// Links an entry to the one before it and seals it.
    /// - Parameter previous: the hash of the entry before it; empty for the first.
    public static func seal(_ entry: JournalEntry, after previous: Data) throws -> JournalEntry {
        var sealed = entry
        sealed.previousHash = previous
        sealed.hash = try hash(of: sealed)
        return sealed
    }

    /// Checks one incident's journal, from its first entry on.
    /// - Parameters:
    ///   - entries: in the order of the log.
    ///   - newestHash: the hash, in lower-case hex, of the newest entry as a case or an evaluation names it; without it
    ///     entries missing at the end cannot be noticed.
    /// - Returns: the first fault, or `nil`.
    public static func verify(_ entries: [JournalEntry], newestHash: String? = nil) -> Fault? {
        var previous = Data()
        for (index, entry) in entries.enumerated() {
            let sequence = Int64(index + 1)
            func fault(_ found: String, _ expected: String) -> Fault {
                Fault(index: index, sequence: sequence, found: found, expected: expected)
            }
            guard entry.sequence == sequence else {
                return fault("sequence \(entry.sequence)", "sequence \(sequence): an entry is missing or moved")
            }
            guard entry.incidentID == entries[0].incidentID else {
                return fault("incident \(entry.incidentID)", "incident \(entries[0].incidentID)")
            }
            guard entry.previousHash == previous else {
                return fault("previous hash \(EventID.hex(entry.previousHash))", EventID.hex(previous))
            }
            guard let hash = try? hash(of: entry), hash == entry.hash else {
                return fault("hash \(EventID.hex(entry.hash))", "the hash of what the entry says: it was altered")
            }
            previous = hash
        }
        if let newestHash, newestHash != EventID.hex(previous) {
            return Fault(
                index: entries.count, sequence: Int64(entries.count + 1), found: "the end of the journal",
                expected: "entries up to hash \(newestHash)")
        }
        return nil
    }
}

extension EventID {
    /// Bytes from lower- or upper-case hex; `nil` where it is none.
    public static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        func value(_ digit: UInt8) -> UInt8? {
            switch digit {
            case 48...57: digit - 48
            case 97...102: digit - 87
            case 65...70: digit - 55
            default: nil
            }
        }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
