import Foundation
import Yams

/// A place in the plan: a node, the path to it, and the log that mistakes about it go to. Each reading returns nil
/// where it logged a mistake.
struct PlanNode {
    let node: Node
    let path: String
    let log: MistakeLog

    var line: Int { node.mark?.line ?? 1 }

    /// What stands here, for a mistake.
    var shown: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar): isNothing ? "nothing" : quoted(scalar.string)
        }
    }

    func mistake(found: String? = nil, expected: String) {
        log.add(at: node.mark, keyPath: path, found: found ?? shown, expected: expected)
    }

    var isNothing: Bool { tag == .null }

    private var tag: Tag.Name { Tag.Name(rawValue: node.tag.rawValue) }

    /// The characters of a scalar, whatever YAML takes them for.
    func characters(_ expected: String) -> String? {
        guard case .scalar(let scalar) = node, !isNothing else {
            mistake(expected: expected)
            return nil
        }
        return scalar.string
    }

    /// A text that is not blank.
    func text(_ expected: String = "a text") -> String? {
        guard case .scalar(let scalar) = node, tag == .str else {
            let isOther = if case .scalar = node { !isNothing } else { false }
            mistake(expected: isOther ? "\(expected) (put it in quotation marks)" : expected)
            return nil
        }
        guard !scalar.string.allSatisfy(\.isWhitespace) else {
            mistake(found: "an empty text", expected: expected)
            return nil
        }
        return scalar.string
    }

    /// Lower-case letters, digits, hyphen and underscore.
    func id() -> String? {
        let expected = "an id: lower-case letters, digits, - and _, at most 64"
        guard let text = characters(expected) else { return nil }
        let allowed = text.unicodeScalars.allSatisfy {
            "abcdefghijklmnopqrstuvwxyz0123456789-_".unicodeScalars.contains($0)
        }
        guard allowed, !text.isEmpty, text.count <= 64 else {
            mistake(expected: expected)
            return nil
        }
        return text
    }

    func number(in range: ClosedRange<Double>) -> Double? {
        let expected = "a number from \(range.lowerBound.plain) to \(range.upperBound.plain)"
        guard case .scalar(let scalar) = node, tag == .int || tag == .float,
            let number = Double(scalar.string.replacing("_", with: "")), range.contains(number)
        else {
            mistake(expected: expected)
            return nil
        }
        return number
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard case .scalar(let scalar) = node, tag == .int, let number = Int(scalar.string), range.contains(number)
        else {
            mistake(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func flag() -> Bool? {
        guard tag == .bool, let flag = node.bool else {
            mistake(expected: "true or false")
            return nil
        }
        return flag
    }

    func span() -> ResponsePlan.Span? {
        let expected = "a duration above zero such as 30s, 30m, 2h, 15d or 1h30m, at most ten years"
        guard let text = characters(expected) else { return nil }
        guard let span = ResponsePlan.Span(text), span.seconds > 0 else {
            mistake(expected: expected)
            return nil
        }
        return span
    }

    func word<W: PlanWord>(of type: W.Type) -> W? {
        let words = W.allCases.map(\.word)
        let expected = "one of \(words.joined(separator: ", "))"
        guard let text = characters(expected) else { return nil }
        guard let word = W.allCases.first(where: { $0.word == text }) else {
            let near = suggestion(for: text, among: words)
            mistake(expected: expected + (near.hasPrefix(" (did") ? near : ""))
            return nil
        }
        return word
    }

    func items(_ expected: String = "a list") -> [PlanNode]? {
        guard case .sequence(let sequence) = node else {
            mistake(expected: expected)
            return nil
        }
        return sequence.enumerated().map { PlanNode(node: $1, path: "\(path)[\($0)]", log: log) }
    }

    var isEmptyList: Bool {
        if case .sequence(let sequence) = node { sequence.isEmpty } else { false }
    }

    var isFullMapping: Bool {
        if case .mapping(let mapping) = node { !mapping.isEmpty } else { false }
    }

    /// Several words, each once; `all` stands for every one there is.
    func words<W: PlanWord>(of type: W.Type) -> [W]? {
        if case .scalar(let scalar) = node, scalar.string == "all" { return Array(W.allCases) }
        guard let items = items("all, or a list of \(W.allCases.map(\.word).joined(separator: ", "))") else {
            return nil
        }
        var words: [W] = []
        for item in items {
            guard let word = item.word(of: type) else { continue }
            if words.contains(word) {
                item.mistake(found: "\(word.word) again", expected: "each once")
            } else {
                words.append(word)
            }
        }
        return words
    }

    /// Reads a mapping, and reports the keys that nothing asked for. Where this is no mapping, that is reported and an
    /// empty one is read in silence, so that there is always a value.
    func mapping<Value>(_ read: (PlanMapping) -> Value) -> Value {
        let mapping: PlanMapping
        if case .mapping(let node) = node {
            mapping = PlanMapping(node, at: self)
        } else {
            mistake(expected: "a mapping (key: value)")
            mapping = PlanMapping(silentlyAt: self)
        }
        let value = read(mapping)
        mapping.finish()
        return value
    }
}

extension Double {
    /// Without a needless `.0`.
    var plain: String {
        let text = "\(self)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
