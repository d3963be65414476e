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
            row.marks = zip(marks.numbers, marks.values).map { number, mark in
                Schemas.Mark.with {
                    $0.name = names.names[Int(number)]
                    $0.mentions = mark.mentions
                    $0.firstMention = mark.firstMention
                }
            }
            row.signatureMentions = members.map(\.mention)
            row.packedSignatures = Data(members.flatMap(\.signature.bytes))
            row.packedMembers = Data(members.flatMap(\.packed))
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
