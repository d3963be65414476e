import Schemas
import SwiftProtobuf
import Text

/// What of an entry is searched, and the tokens it is found by.
///
/// Ideographs are indexed as overlapping pairs, and the last of each run by itself: a word of two characters is one
/// token, a longer one is all its pairs (and the text is looked at once more). Words of spaced scripts are tokens as they
/// are, found by their beginnings. FTS5's own trigrams find no word of two characters and take twice the disk
/// (`Documentation/operations.md`).
package enum ArchiveText {
    /// Scalars of one entry that are searched: what is longer is found by its beginning.
    static let longest = 50_000
    /// Scalars of a word; more are cut, in texts and in what is typed alike.
    static let longestWord = 64

    /// The searched text, folded: width, case, Traditional and Simplified Chinese, what cannot be seen.
    package static func folded(_ kind: ArchiveKind, _ data: [UInt8]) throws -> [UInt32] {
        let scalars = TextFolding.standard.foldScalars(try text(kind, data))
        return scalars.count > longest ? Array(scalars.prefix(longest)) : scalars
    }

    private static func text(_ kind: ArchiveKind, _ data: [UInt8]) throws -> String {
        switch kind {
        case .mention:
            let mention = try Mention(serializedBytes: data)
            // What it is known by stands before what may be cut.
            return "\(mention.title)\n\(mention.author)\n\(mention.id)\n\(mention.url)\n\(mention.text)"
        case .incident:
            let incident = try Incident(serializedBytes: data)
            return ([incident.title, incident.id] + incident.keywords).joined(separator: "\n")
        case .case:
            let matter = try Case(serializedBytes: data)
            return "\(matter.title)\n\(matter.incidentID)"
        case .statement:
            let statement = try Statement(serializedBytes: data)
            return "\(statement.title)\n\(statement.number)\n\(statement.id)\n\(statement.body)"
        case .delivery:
            let delivery = try Delivery(serializedBytes: data)
            return "\(delivery.title)\n\(delivery.recipient)\n\(delivery.id)\n\(delivery.body)"
        case .journal:
            let step = try JournalEntry(serializedBytes: data)
            let details = step.details.sorted { $0.key < $1.key }.map(\.value)
            return ([step.actor, step.action, step.about, step.decisionID] + details).joined(separator: "\n")
        case .decision:
            let decision = try Decision(serializedBytes: data)
            return "\(decision.reason)\n\(decision.person)\n\(decision.deputyFor)\n\(decision.id)"
        }
    }

    /// The runs of a folded text that carry meaning, each of ideographs or of one word.
    static func runs(_ scalars: [UInt32], _ body: (Range<Int>, _ isIdeographs: Bool) -> Void) {
        var start = 0
        while start < scalars.count {
            let kind = ScalarKind(scalars[start])
            guard kind.isContent else {
                start += 1
                continue
            }
            let isIdeographs = kind == .ideograph
            var end = start + 1
            while end < scalars.count {
                let next = ScalarKind(scalars[end])
                guard next.isContent, (next == .ideograph) == isIdeographs else { break }
                end += 1
            }
            body(start..<end, isIdeographs)
            start = end
        }
    }

    /// Adds the tokens of a folded text, each once where it is of ideographs, with spaces between.
    static func writeTokens(_ scalars: [UInt32], into bytes: inout [UInt8]) {
        var pairs: [UInt64] = []
        pairs.reserveCapacity(scalars.count)
        runs(scalars) { run, isIdeographs in
            guard isIdeographs else {
                for scalar in scalars[run].prefix(longestWord) { write(scalar, into: &bytes) }
                bytes.append(0x20)
                return
            }
            for position in run.dropLast() {
                pairs.append(UInt64(scalars[position]) << 32 | UInt64(scalars[position + 1]))
            }
            if let last = run.last { pairs.append(UInt64(scalars[last]) << 32) }
        }
        pairs.sort()
        var before: UInt64 = 0
        for pair in pairs where pair != before {
            before = pair
            write(UInt32(pair >> 32), into: &bytes)
            if pair & 0xffff_ffff != 0 { write(UInt32(pair & 0xffff_ffff), into: &bytes) }
            bytes.append(0x20)
        }
    }

    static func write(_ scalar: UInt32, into bytes: inout [UInt8]) {
        if scalar < 0x80 {
            bytes.append(UInt8(scalar))
        } else if let known = Unicode.Scalar(scalar) {
            bytes.append(contentsOf: String(known).utf8)
        }
    }

    /// Whether a folded text has these scalars, one after the other.
    static func contains(_ text: [UInt32], _ part: [UInt32]) -> Bool {
        guard let first = part.first else { return true }
        guard part.count <= text.count else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
            if text[start..<(start + part.count)].elementsEqual(part) { return true }
        }
        return false
    }
}
