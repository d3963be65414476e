import Foundation
import Schemas

/// A distinct mention an incident knows by its signature: enough to find its copies, and to move it to another incident.
struct Member: Equatable {
    var mention: String
    var signature: SmallSignature
    var facts = MemberFacts()
}

/// What is kept of a distinct mention beside its id and signature.
struct MemberFacts: Equatable {
    var author: UInt64 = 0
    /// Hours since 1970 when it was published.
    var hour: Int32 = 0
    var copies: Int32 = 0
    /// Of the numbers and quoted names in it; 0 without any. Texts alike but for these are no copies.
    var details: UInt32 = 0
    private var kindNumber: UInt8 = 0
    var isNegative = false

    init() {}

    init(hour: Int32, kind: MentionKind, isNegative: Bool, author: UInt64, details: UInt32) {
        self.hour = hour
        self.isNegative = isNegative
        self.author = author
        self.details = details
        self.kind = kind
    }

    var kind: MentionKind {
        get { MentionKind(rawValue: Int(kindNumber)) ?? .other }
        set { kindNumber = UInt8(clamping: newValue.rawValue) }
    }

    // MARK: Packed

    static let byteCount = 22

    /// Little-endian: hour (4 bytes), copies (4), kind, negative (1), author (8), details (4).
    func store(to bytes: UnsafeMutableRawBufferPointer, at: Int) {
        bytes.storeBytes(of: hour.littleEndian, toByteOffset: at, as: Int32.self)
        bytes.storeBytes(of: copies.littleEndian, toByteOffset: at + 4, as: Int32.self)
        bytes[at + 8] = kindNumber
        bytes[at + 9] = isNegative ? 1 : 0
        bytes.storeBytes(of: author.littleEndian, toByteOffset: at + 10, as: UInt64.self)
        bytes.storeBytes(of: details.littleEndian, toByteOffset: at + 18, as: UInt32.self)
    }

    init(_ bytes: UnsafeRawBufferPointer, at: Int) {
        hour = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: Int32.self))
        copies = Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 4, as: Int32.self))
        kindNumber = bytes[at + 8]
        isNegative = bytes[at + 9] == 1
        author = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 10, as: UInt64.self))
        details = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 18, as: UInt32.self))
    }
}

/// The distinct mentions an incident knows, the oldest first. What is compared with each new mention, the signatures, lies
/// side by side, apart from the rest.
struct MemberList {
    private(set) var mentions: [String] = []
    private(set) var signatures: [SmallSignature] = []
    private(set) var facts: [MemberFacts] = []

    init(_ members: [Member] = []) { for member in members { append(member) } }

    var count: Int { signatures.count }
    var all: [Member] { signatures.indices.map { self[$0] } }

    subscript(index: Int) -> Member {
        Member(mention: mentions[index], signature: signatures[index], facts: facts[index])
    }

    mutating func append(_ member: Member) {
        mentions.append(member.mention)
        signatures.append(member.signature)
        facts.append(member.facts)
    }

    /// - Returns: its signature.
    mutating func removeFirst() -> SmallSignature {
        mentions.removeFirst()
        facts.removeFirst()
        return signatures.removeFirst()
    }

    mutating func countCopy(of index: Int) { facts[index].copies = min(facts[index].copies, .max - 1) + 1 }

    /// The member this text is a copy of, and how alike they are; of equals the oldest.
    func original(of signature: SmallSignature, details: UInt32) -> (index: Int, likeness: Double)? {
        var best: (index: Int, likeness: Double)?
        for index in signatures.indices {
            let likeness = signatures[index].likeness(to: signature)
            guard likeness >= NearDuplicates.likeness, likeness > best?.likeness ?? 0 else { continue }
            let own = facts[index].details
            if details != 0, own != 0, details != own { continue }
            best = (index, likeness)
        }
        return best
    }

    /// What a cluster's row says of them; what does not fit together is left out.
    init(mentions: [String], signatures: Data, facts: Data) {
        let signatures = SmallSignature.read(signatures)
        let known = facts.count / MemberFacts.byteCount
        [UInt8](facts).withUnsafeBytes { facts in
            for (index, (mention, signature)) in zip(mentions, signatures).enumerated() {
                append(
                    Member(
                        mention: mention, signature: signature,
                        facts: index < known ? MemberFacts(facts, at: index * MemberFacts.byteCount) : MemberFacts()))
            }
        }
    }
}

extension SmallSignature {
    func store(to bytes: UnsafeMutableRawBufferPointer, at: Int) {
        for word in 0..<8 {
            bytes.storeBytes(of: words[word].littleEndian, toByteOffset: at + word * 8, as: UInt64.self)
        }
    }

    /// As `store` wrote them one behind the other; bytes behind the last whole one are left out.
    static func read(_ data: Data) -> [SmallSignature] {
        let bytes = [UInt8](data)
        return stride(from: 0, through: bytes.count - byteCount, by: byteCount).compactMap {
            SmallSignature(bytes: bytes[$0..<($0 + byteCount)])
        }
    }
}
