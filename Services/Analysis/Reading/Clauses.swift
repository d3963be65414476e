import Text

/// Whose doings a clause tells.
enum ClauseOwner: Hashable, Sendable {
    case subject, nobody, somebodyElse
}

/// A stretch of text between marks of punctuation.
struct Clause: Sendable {
    /// Offsets of folded scalars.
    var range: Range<Int>
    var sentence: Int
    var owner: ClauseOwner
    /// Behind `//@somebody:`.
    var isQuoted: Bool
    var isQuestion: Bool
}

/// Where a text is cut into clauses, and where it quotes another.
extension MentionReader {
    private static let at = UInt32(UInt8(ascii: "@"))
    private static let slash = UInt32(UInt8(ascii: "/"))

    /// Where the text quoted in a repost begins: behind `//@name:`, or `@name:` in the middle.
    static func quoteStart(in scalars: [UInt32]) -> Int? {
        scalars.withUnsafeBufferPointer(quoteStart)
    }

    private static func quoteStart(in text: UnsafeBufferPointer<UInt32>) -> Int? {
        var position = 0
        while position < text.count {
            if text[position] == at, position == 0 || text[position - 1] == slash || text[position - 1] == 0x20 {
                var end = position + 1
                while end < text.count, end - position <= 40, text[end] != 0x3a, text[end] != 0x20 { end += 1 }
                if end < text.count, text[end] == 0x3a { return end + 1 }
            }
            position += 1
        }
        return nil
    }

    private static let bareComments: Set<[UInt32]> = Set(
        ["转发微博", "转发", "转", "repost", "rt", "转发微博。", ""].map { TextFolding.standard.foldScalars($0) })

    /// Whether what stands before the quote says nothing of its own.
    static func isBare(_ comment: ArraySlice<UInt32>) -> Bool {
        guard let mark = comment.lastIndex(of: at) else { return false }
        var end = mark
        while end > comment.startIndex, comment[end - 1] == slash || comment[end - 1] == 0x20 { end -= 1 }
        return end - comment.startIndex <= 8 && bareComments.contains(Array(comment[comment.startIndex..<end]))
    }

    static func clauses(in scalars: [UInt32], quote: Int?) -> [Clause] {
        var clauses: [Clause] = []
        clauses.reserveCapacity(16)
        scalars.withUnsafeBufferPointer { cut($0, quote: quote, into: &clauses) }
        return clauses
    }

    private static func cut(_ text: UnsafeBufferPointer<UInt32>, quote: Int?, into clauses: inout [Clause]) {
        let quote = quote ?? Int.max
        var start = 0
        var sentence = 0
        func close(at end: Int, isQuestion: Bool) {
            guard end > start else { return }
            clauses.append(
                Clause(
                    range: start..<end, sentence: sentence, owner: .nobody, isQuoted: start >= quote,
                    isQuestion: isQuestion))
        }
        for position in text.indices {
            if position == quote, position > start {
                close(at: position, isQuestion: false)
                start = position
                sentence += 1
            }
            let scalar = text[position]
            // Letters and ideographs.
            if scalar > 0x3002 || (scalar > 0x3f && scalar < 0x3001) { continue }
            let ends: Bool
            let isSentence: Bool
            switch scalar {
            case 0x3002, 0x21, 0x3f, 0x3b: (ends, isSentence) = (true, true)
            case 0x2e:
                ends = position + 1 == text.count || text[position + 1] == 0x20
                isSentence = ends
            case 0x2c, 0x3001, 0x3a:
                ends =
                    position + 1 == text.count || !ScalarKind(text[position + 1]).isWordlike
                    || position == 0 || !ScalarKind(text[position - 1]).isWordlike
                isSentence = false
            default: continue
            }
            guard ends else { continue }
            close(at: position, isQuestion: scalar == 0x3f)
            start = position + 1
            if isSentence { sentence += 1 }
        }
        close(at: text.count, isQuestion: false)
    }
}
