import Foundation
import Yams

/// Turns a file's bytes into a tree of nodes, or into the mistakes that prevent it.
///
/// A plan is written by people and read by a service, so it is kept small and plain: no more than ``largest`` bytes,
/// one document, no aliases (a few hundred bytes of nested aliases can stand for gigabytes).
struct Composition {
    /// Bytes; the example plan has some 50 thousand.
    static let largest = 2 * 1024 * 1024
    /// Put before a key that stands again further down, so that the rest can still be read and checked. A character of
    /// the private use area, which no plan contains.
    static let repeated: Character = "\u{E000}"
    private static let mostRepeated = 50

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
        guard var text = String(validating: data, as: UTF8.self) else {
            return refuse(found: "bytes that are not UTF-8", expected: "a file in UTF-8")
        }
        guard !text.contains(repeated) else {
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
        guard text.contains("&"), text.contains("*") else { return nil }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let anchors = Set(lines.flatMap { names(after: "&", in: $0).map(\.name) })
        for (number, line) in lines.enumerated() {
            for (name, column) in names(after: "*", in: line) where anchors.contains(name) {
                return (name, number + 1, column)
            }
        }
        return nil
    }

    private static func names(after sign: Character, in line: Substring) -> [(name: String, column: Int)] {
        var found: [(String, Int)] = []
        var previous: Character = " "
        for (offset, index) in line.indices.enumerated() {
            if line[index] == sign, previous.isWhitespace || "[]{},:-?".contains(previous) {
                let name = line[line.index(after: index)...].prefix { !$0.isWhitespace && !"[]{},".contains($0) }
                if !name.isEmpty { found.append((String(name), offset + 1)) }
            }
            previous = line[index]
        }
        return found
    }
}
