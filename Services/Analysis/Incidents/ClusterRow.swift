import Foundation
import Schemas
import SwiftProtobuf
import Text

/// A cluster as its row in the changelog.
extension OpenCluster {
    func message() -> Cluster {
        Cluster.with { row in
            row.incidentID = id
            row.subject = subject
            row.packedTerms = centroid.packed.data
            row.mass = centroid.mass
            row.squaredNorm = centroid.squaredNorm
            var words = PackedTerms()
            for (number, mark) in zip(marks.numbers, marks.values) {
                let number = Int(number)
                if number >= names.firstMatter {
                    words.hashes.append(names.hashes[number])
                    words.weights.append(mark.mentions)
                } else {
                    row.marks.append(
                        Schemas.Mark.with {
                            $0.name = names.names[number]
                            $0.mentions = mark.mentions
                            $0.firstMention = mark.firstMention
                        })
                }
            }
            row.packedWords = words.data
            row.signatureMentions = members.map(\.mention)
            var signatures: [UInt8] = []
            var packed: [UInt8] = []
            signatures.reserveCapacity(members.count * SmallSignature.byteCount)
            packed.reserveCapacity(members.count * Member.byteCount)
            for member in members {
                member.signature.append(to: &signatures)
                member.pack(into: &packed)
            }
            row.packedSignatures = Data(signatures)
            row.packedMembers = Data(packed)
            row.packedRefuted = Data(refuted.flatMap(\.bytes))
            row.authors = authors.data
            row.negativitySum = negativity
            row.rumourSum = rumour
            for number in 0..<8 where kinds[number] > 0 {
                row.kinds.append(
                    KindCount.with {
                        $0.kind = MentionKind(rawValue: number) ?? .other
                        $0.mentions = kinds[number]
                    })
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
        members = Member.read(
            mentions: row.signatureMentions, signatures: row.packedSignatures, members: row.packedMembers)
        let bytes = [UInt8](row.packedRefuted)
        refuted = stride(from: 0, to: bytes.count, by: SmallSignature.byteCount).compactMap {
            SmallSignature(bytes: bytes[$0..<min($0 + SmallSignature.byteCount, bytes.count)])
        }
        authors = AuthorSketch(row.authors)
        negativity = row.negativitySum
        rumour = row.rumourSum
        for count in row.kinds { add(count.mentions, of: count.kind) }
    }

    func adopt(_ incident: Incident) {
        isDrill = incident.drill
        isFalseAlarm = incident.state == .falseAlarm
        first = incident.firstMentionAt
        last = incident.lastMentionAt
    }
}
