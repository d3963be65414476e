import Foundation
import Schemas
import SwiftProtobuf
import Text

/// A cluster as its row in the changelog.
extension OpenCluster {
    func message() -> Cluster {
        do {
            return try EventCodec.decodeOwn(Cluster.self, from: written(), contentType: .protobuf)
        } catch {
            preconditionFailure("what cluster \(id) wrote of itself cannot be read: \(error)")
        }
    }

    func bytes() -> [UInt8]? { written() }

    /// A `Cluster` as protobuf: half of what is known of an incident is written each time it changes.
    private func written() -> [UInt8] {
        var writer = FieldWriter(capacity: 1024 + centroid.count * 12 + members.count * 128)
        writer.string(1, id)
        for index in members.mentions.indices { writer.element(4, members.mentions[index]) }
        writer.bytes(5, count: authors.bytes.count) { $0.copyBytes(from: authors.bytes) }
        writer.number(6, negativity)
        writer.number(7, rumour)
        for kind in 0..<8 where kinds[kind] > 0 {
            writer.message(9) {
                $0.integer(1, Int64(kind))
                $0.integer(2, kinds[kind])
            }
        }
        writer.string(10, subject)
        let terms = centroid.packed
        writer.bytes(11, count: terms.byteCount) { terms.store(to: $0) }
        Self.write(members.signatures, as: 12, to: &writer)
        Self.write(refuted, as: 13, to: &writer)
        writer.bytes(14, count: members.count * MemberFacts.byteCount) { bytes in
            for (index, facts) in members.facts.enumerated() {
                facts.store(to: bytes, at: index * MemberFacts.byteCount)
            }
        }
        let lists = marks.numbers.prefix { Int($0) < names.firstMatter }.count
        for index in 0..<lists {
            writer.message(15) {
                $0.string(1, names.names[Int(marks.numbers[index])])
                $0.number(2, marks.values[index].mentions)
                $0.string(3, marks.values[index].firstMention)
            }
        }
        writer.number(16, centroid.mass)
        writer.number(17, centroid.squaredNorm)
        writer.bytes(18, count: (marks.numbers.count - lists) * PackedTerms.stride) { bytes in
            for index in lists..<marks.numbers.count {
                PackedTerms.store(
                    names.hashes[Int(marks.numbers[index])], marks.values[index].mentions, to: bytes,
                    index: index - lists)
            }
        }
        writer.bytes(19, count: negativeAuthors.bytes.count) { $0.copyBytes(from: negativeAuthors.bytes) }
        return writer.bytes
    }

    private static func write(_ signatures: [SmallSignature], as field: Int, to writer: inout FieldWriter) {
        writer.bytes(field, count: signatures.count * SmallSignature.byteCount) { bytes in
            for (index, signature) in signatures.enumerated() {
                signature.store(to: bytes, at: index * SmallSignature.byteCount)
            }
        }
    }

    /// As the changelog has it; `adopt` brings in what the incident's own row says.
    convenience init(row: Cluster, names: MarkNames) {
        self.init(id: row.incidentID, subject: row.subject, names: names)
        centroid = Centroid(PackedTerms(row.packedTerms), mass: row.mass, squaredNorm: row.squaredNorm)
        for mark in row.marks {
            guard let number = names.number(of: mark.name) else { continue }
            marks.add(mark.mentions, to: number, first: mark.firstMention)
        }
        let words = PackedTerms(row.packedWords)
        for (hash, mentions) in zip(words.hashes, words.weights) {
            guard let number = names.number(ofHash: hash) else { continue }
            marks.add(mentions, to: number, first: "")
        }
        members = MemberList(
            mentions: row.signatureMentions, signatures: row.packedSignatures, facts: row.packedMembers)
        refuted = SmallSignature.read(row.packedRefuted)
        authors = AuthorSketch(row.authors)
        // A row of before they were told apart: all of them.
        negativeAuthors = AuthorSketch(row.negativeAuthors.isEmpty ? row.authors : row.negativeAuthors)
        negativity = row.negativitySum
        rumour = row.rumourSum
        for count in row.kinds { add(count.mentions, of: count.kind) }
    }

    func adopt(_ incident: IncidentFacts) {
        isDrill = incident.drill
        isFalseAlarm = incident.state == .falseAlarm
        first = incident.firstMentionAt
        last = incident.lastMentionAt
    }
}
