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

    /// What says elsewhere which entry stood where: a case's row, an evaluation, a report that was delivered. With it a
    /// journal that was cut off, or written anew from some entry on, is found as well.
    public struct Witness: Hashable, Sendable {
        /// What it is, for people.
        public var source: String
        /// So many entries there were,
        public var entries: Int64
        /// the last of them with this hash, or a hash that begins so; lower-case hex, 8 digits at least.
        public var hash: String

        public init(source: String, entries: Int64, hash: String) {
            self.source = source
            self.entries = entries
            self.hash = hash
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

    /// Checks one incident's journal and what names its entries elsewhere.
    /// - Returns: the first fault, or `nil`.
    public static func verify(_ entries: [JournalEntry], witnesses: [Witness]) -> Fault? {
        if let fault = verify(entries) { return fault }
        for witness in witnesses.sorted(by: { ($0.entries, $0.source) < ($1.entries, $1.source) })
        where witness.entries > 0 && witness.hash.count >= 8 {
            guard witness.entries <= Int64(entries.count) else {
                return Fault(
                    index: entries.count, sequence: Int64(entries.count + 1), found: "the end of the journal",
                    expected: "\(witness.entries) entries, the last with hash \(witness.hash), by the \(witness.source)"
                )
            }
            let index = Int(witness.entries) - 1
            let hash = EventID.hex(entries[index].hash)
            guard hash.hasPrefix(witness.hash.lowercased()) else {
                return Fault(
                    index: index, sequence: witness.entries, found: "hash \(hash)",
                    expected: "hash \(witness.hash), by the \(witness.source): the journal was written anew")
            }
        }
        return nil
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
