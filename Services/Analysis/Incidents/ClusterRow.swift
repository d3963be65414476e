import Foundation
import Schemas
import SwiftProtobuf
import Text

/// A cluster as its row: terms without text are terms, those with text are marks (`name`, the first mention that hit
/// it), and `mass`.
extension OpenCluster {
    private static let massName = "mass"
    private static let separator: Character = "\u{1f}"

    init(row: Cluster, incident: Incident) {
        self.init(id: row.incidentID, subject: row.subject)
        isDrill = incident.drill
        isFalseAlarm = incident.state == .falseAlarm
        first = incident.firstMentionAt
        last = incident.lastMentionAt
        for term in row.centroid {
            if term.text.isEmpty {
                terms.append(term.hash)
                weights.append(term.weight)
            } else if term.text == Self.massName {
                mass = term.weight
            } else {
                let parts = term.text.split(separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false)
                marks[String(parts[0])] = Mark(
                    count: term.weight, firstMention: parts.count > 1 ? String(parts[1]) : "")
            }
        }
        for (mention, minHash) in zip(row.signatureMentions, Self.signatures(row.signatures)) {
            signatures.append(Signature(mention: mention, minHash: minHash, bands: minHash.bands(rows: Self.bandRows)))
        }
        refuted = Self.signatures(row.refutedSignatures)
        authors = AuthorSketch(row.authors)
        negativity = row.negativitySum
        rumour = row.rumourSum
        for count in row.kinds { kinds[count.kind] = count.mentions }
    }

    var row: Cluster {
        Cluster.with { row in
            row.incidentID = id
            row.subject = subject
            row.centroid.reserveCapacity(terms.count + marks.count + 1)
            for (hash, weight) in zip(terms, weights) {
                row.centroid.append(
                    Term.with {
                        $0.hash = hash
                        $0.weight = weight
                    })
            }
            row.centroid.append(
                Term.with {
                    $0.text = Self.massName
                    $0.weight = mass
                })
            for (name, mark) in marks.sorted(by: { $0.key < $1.key }) {
                row.centroid.append(
                    Term.with {
                        $0.text = "\(name)\(Self.separator)\(mark.firstMention)"
                        $0.weight = mark.count
                    })
            }
            row.signatures = signatures.flatMap { $0.minHash.minima.map(UInt64.init) }
            row.signatureMentions = signatures.map(\.mention)
            row.refutedSignatures = refuted.flatMap { $0.minima.map(UInt64.init) }
            row.authors = authors.data
            row.negativitySum = negativity
            row.rumourSum = rumour
            row.kinds = kinds.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, mentions in
                KindCount.with {
                    $0.kind = kind
                    $0.mentions = mentions
                }
            }
        }
    }

    private static func signatures(_ minima: [UInt64]) -> [MinHashSignature] {
        stride(
            from: 0, to: minima.count - minima.count % MinHashSignature.permutations, by: MinHashSignature.permutations
        )
        .compactMap { start in
            let bytes = minima[start..<(start + MinHashSignature.permutations)].flatMap { value -> [UInt8] in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
            }
            return MinHashSignature(bytes: bytes)
        }
    }
}
