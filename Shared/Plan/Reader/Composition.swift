import Foundation
import Yams

/// Turns a file's bytes into a tree of nodes, or into the mistakes that prevent it.
///
/// A plan is written by people and read by a service, so it is kept small and plain: no more than ``largest`` bytes and
/// ``mostSigns`` signs that make its structure, one document, no aliases (a few hundred bytes of nested aliases can stand
/// for gigabytes). All of that is known before the parser sees it, so that reading takes no longer than the file is long.
struct Composition {
    /// Bytes; the example plan has some 50 thousand.
    static let largest = 1024 * 1024
    /// Of `, : - ? [ {` and ends of lines: there are no more nodes than these. The example plan has some 9 thousand.
    static let mostSigns = 60_000
    /// Put before a key that stands again further down, so that the rest can still be read and checked. A character of
    /// the private use area, which no plan contains.
    static let repeated: Character = "\u{E000}"
    private static let mostRepeated = 10

    let root: Node
    let insertions: [Int: [Int]]

    static func compose(_ data: Data, file: String) -> Result<Composition, PlanMistakes> {
        func refuse(line: Int = 1, column: Int = 1, found: String, expected: String) -> Result<
            Composition, PlanMistakes
        > {
            .failure(
                PlanMistakes(mistakes: [
                    PlanMistake(
                        file: file, line: line, column: column, keyPath: "", found: found, expected: expected)
                ]))
        }
        guard data.count <= largest else {
            return refuse(found: "\(data.count) bytes", expected: "at most \(largest) bytes")
        }
        let signs = data.count { ",:-?[{\n".utf8.contains($0) }
        guard signs <= mostSigns else {
            return refuse(
                found: "\(signs) signs that make its structure",
                expected: "at most \(mostSigns) of , : - ? [ { and lines")
        }
        guard var text = String(validating: data, as: UTF8.self) else {
            return refuse(found: "bytes that are not UTF-8", expected: "a file in UTF-8")
        }
        guard !text.unicodeScalars.contains("\u{E000}") else {
            return refuse(found: "a character of the private use area (U+E000)", expected: "assigned characters only")
        }
        if let alias = firstAlias(in: text) {
            return refuse(
                line: alias.line, column: alias.column, found: "the alias *\(alias.name)",
                expected: "the value written out: aliases are refused")
        }
        var insertions: [Int: [Int]] = [:]
        for _ in 0...mostRepeated {
            do {
                guard let root = try Yams.compose(yaml: text) else {
                    return refuse(found: "an empty file", expected: "a response plan")
                }
                return .success(Composition(root: root, insertions: insertions))
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard let marked = mark(keys.first ?? "", at: context.mark, in: text) else {
                    return refuse(
                        line: context.mark.line, column: context.mark.column,
                        found: keys.map(quoted).joined(separator: ", ") + " more than once",
                        expected: "each key once")
                }
                text = marked
                insertions[context.mark.line, default: []].append(context.mark.column)
            } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
                YamlError.composer(_, let problem, let mark, _)
            {
                return refuse(line: mark.line, column: mark.column, found: problem, expected: "valid YAML")
            } catch {
                return refuse(found: "\(error)", expected: "valid YAML")
            }
        }
        return refuse(found: "more than \(mostRepeated) keys that stand twice", expected: "each key once")
    }

    /// The text with the first of several like keys marked.
    private static func mark(_ key: String, at mark: Mark, in text: String) -> String? {
        // By scalars, as the YAML parser counts columns; lines end as it ends them.
        var scalars = Array(text.unicodeScalars)
        var position = 0
        for _ in 1..<max(mark.line, 1) {
            guard
                let end = scalars[position...].firstIndex(where: {
                    "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0)
                })
            else { return nil }
            position = end + 1
            if scalars[end] == "\r", position < scalars.count, scalars[position] == "\n" { position += 1 }
        }
        position += mark.column - 1
        if position < scalars.count, scalars[position] == "\"" || scalars[position] == "'" { position += 1 }
        guard let first = key.unicodeScalars.first, position < scalars.count, scalars[position] == first else {
            return nil
        }
        scalars.insert(contentsOf: repeated.unicodeScalars, at: position)
        var marked = String.UnicodeScalarView()
        marked.append(contentsOf: scalars)
        return String(marked)
    }

    /// Where a name that stands behind `&` stands behind `*` as well, both where a value may begin. Searched for in
    /// the text because composing would already follow it.
    private static func firstAlias(in text: String) -> (name: String, line: Int, column: Int)? {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "&")), bytes.contains(UInt8(ascii: "*")) else { return nil }
        let anchors = Set(names(after: UInt8(ascii: "&"), in: bytes).map(\.name))
        for (name, at) in names(after: UInt8(ascii: "*"), in: bytes) where anchors.contains(name) {
            let before = text[..<text.utf8.index(text.startIndex, offsetBy: at)]
            let lines = before.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
            return (name, lines.count, (lines.last?.count ?? 0) + 1)
        }
        return nil
    }

    /// Names as the parser takes them, of letters, digits, `-` and `_`, behind a sign that may begin a value there; with
    /// the byte at which the sign stands. Looking at bytes, like the parser: no mark on a letter hides a sign.
    private static func names(after sign: UInt8, in bytes: [UInt8]) -> [(name: String, at: Int)] {
        var found: [(String, Int)] = []
        for at in bytes.indices where bytes[at] == sign {
            // Anything beyond ASCII may be one of YAML's other spaces or ends of lines.
            guard at == 0 || bytes[at - 1] >= 0x80 || " \t\r\n[]{},:-?\"'".utf8.contains(bytes[at - 1]) else {
                continue
            }
            let name = bytes[(at + 1)...].prefix { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            }
            if !name.isEmpty { found.append((String(decoding: name, as: UTF8.self), at)) }
        }
        return found
    }
}
