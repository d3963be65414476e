import Yams

/// The keys of one mapping. Readings without "IfAny" ask for a key that must be there.
final class PlanMapping {
    let place: PlanNode
    private var entries: [String: PlanNode] = [:]
    private var keys: [(name: String, mark: Mark?)] = []
    private var asked = Set<String>()
    /// Stands in for a mapping that is missing, or is none; that was reported, and nothing more is.
    let isSilent: Bool

    init(_ mapping: Node.Mapping, at place: PlanNode) {
        self.place = place
        isSilent = false
        var repeated: [String: [Int]] = [:]
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                place.log.add(
                    at: key.mark, keyPath: place.path, found: "a key that is no text", expected: "a text as a key")
                continue
            }
            let name = scalar.string
            if name.first == Composition.repeated {
                let plain = String(name.drop { $0 == Composition.repeated })
                repeated[plain, default: []].append(key.mark?.line ?? 0)
                continue
            }
            keys.append((name, key.mark))
            entries[name] = PlanNode(node: value, path: place.path(to: name), log: place.log)
        }
        for key in keys {
            guard let lines = repeated[key.name] else { continue }
            place.log.add(
                at: key.mark, keyPath: place.path(to: key.name), found: "\(quoted(key.name)) again",
                expected: "each key once (also on line \(lines.sorted().map(String.init).joined(separator: ", ")))")
        }
    }

    init(silentlyAt place: PlanNode) {
        self.place = place
        isSilent = true
    }

    /// The keys in the file's order, for a mapping whose keys are data.
    var names: [String] { keys.map(\.name) }

    func has(_ key: String) -> Bool { entries[key] != nil }

    func nodeIfAny(_ key: String) -> PlanNode? {
        asked.insert(key)
        return entries[key]
    }

    func node(_ key: String, _ expected: String) -> PlanNode? {
        if let node = nodeIfAny(key) { return node }
        if !isSilent {
            place.log.add(
                at: place.node.mark, keyPath: place.path(to: key), found: "nothing", expected: expected)
        }
        return nil
    }

    /// Reports the keys that nothing asked for.
    func finish() {
        let known = asked.sorted()
        for key in keys where !asked.contains(key.name) && !place.log.isFull {
            let free = known.filter { entries[$0] == nil }
            let near = suggestion(for: key.name, among: free.isEmpty ? known : free)
            place.log.add(
                at: key.mark, keyPath: place.path(to: key.name), found: "the unknown key \(quoted(key.name))",
                expected: "a known key" + near)
        }
    }

    // MARK: Single values

    func text(_ key: String, _ expected: String = "a text") -> String { node(key, expected)?.text(expected) ?? "" }
    func textIfAny(_ key: String) -> String? { nodeIfAny(key)?.text() }

    /// The id of this thing, which no other of its kind may have.
    func id(_ thing: MistakeLog.Thing) -> String {
        guard let node = node("id", "an id"), let id = node.id() else { return "" }
        place.log.define(thing, id, at: node)
        return id
    }

    /// The id of another thing, which must be there.
    func reference(_ key: String, to thing: MistakeLog.Thing) -> String {
        guard let node = node(key, "the id of a \(thing.rawValue)") else { return "" }
        return node.reference(to: thing) ?? ""
    }

    func referenceIfAny(_ key: String, to thing: MistakeLog.Thing) -> String? {
        nodeIfAny(key)?.reference(to: thing)
    }

    func number(_ key: String, in range: ClosedRange<Double>) -> Double {
        node(key, "a number from \(range.lowerBound.plain) to \(range.upperBound.plain)")?.number(in: range) ?? 0
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int {
        node(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")?.integer(in: range)
            ?? range.lowerBound
    }

    func flag(_ key: String, default value: Bool) -> Bool { nodeIfAny(key).map { $0.flag() ?? value } ?? value }
    func flagIfAny(_ key: String) -> Bool? { nodeIfAny(key)?.flag() }

    func span(_ key: String) -> ResponsePlan.Span {
        node(key, "a duration such as 30m, 2h or 15d")?.span() ?? ResponsePlan.Span(seconds: 1)
    }
    func spanIfAny(_ key: String) -> ResponsePlan.Span? { nodeIfAny(key)?.span() }

    func word<W: PlanWord>(_ key: String, of type: W.Type) -> W {
        node(key, "one of \(W.allCases.map(\.word).joined(separator: ", "))")?.word(of: type) ?? W.standIn
    }
    func wordIfAny<W: PlanWord>(_ key: String, of type: W.Type) -> W? { nodeIfAny(key)?.word(of: type) }

    // MARK: Several values

    func words<W: PlanWord>(_ key: String, of type: W.Type) -> [W] {
        node(key, "all, or a list of \(W.allCases.map(\.word).joined(separator: ", "))")?.words(of: type) ?? []
    }
    func wordsIfAny<W: PlanWord>(_ key: String, of type: W.Type) -> [W] { nodeIfAny(key)?.words(of: type) ?? [] }

    func texts(_ key: String) -> [String] {
        let texts = list(key) { $0.text() }
        return texts.compactMap { $0 }
    }
    func textsIfAny(_ key: String) -> [String] { has(key) ? texts(key) : nothing(for: key) }

    func references(_ key: String, to thing: MistakeLog.Thing) -> [String] {
        list(key) { $0.reference(to: thing) }.compactMap { $0 }
    }
    func referencesIfAny(_ key: String, to thing: MistakeLog.Thing) -> [String] {
        has(key) ? references(key, to: thing) : nothing(for: key)
    }

    /// A list that must be there; it may be empty unless `atLeastOne`.
    func list<Value>(_ key: String, atLeastOne: Bool = false, _ read: (PlanNode) -> Value) -> [Value] {
        guard let node = node(key, "a list"), let items = node.items() else { return [] }
        if atLeastOne, items.isEmpty { node.mistake(found: "an empty list", expected: "at least one") }
        return items.map(read)
    }
    func listIfAny<Value>(_ key: String, _ read: (PlanNode) -> Value) -> [Value] {
        has(key) ? list(key, read) : nothing(for: key)
    }

    func mappings<Value>(_ key: String, atLeastOne: Bool = false, _ read: (PlanMapping) -> Value) -> [Value] {
        list(key, atLeastOne: atLeastOne) { $0.mapping(read) }
    }
    func mappingsIfAny<Value>(_ key: String, _ read: (PlanMapping) -> Value) -> [Value] {
        has(key) ? mappings(key, read) : nothing(for: key)
    }

    /// A mapping that must be there.
    func mapping<Value>(_ key: String, _ read: (PlanMapping) -> Value) -> Value {
        if let node = node(key, "a mapping (key: value)") { return node.mapping(read) }
        return read(PlanMapping(silentlyAt: place))
    }

    /// A mapping from the words of a closed list.
    func table<W: PlanWord, Value>(
        _ key: String, by type: W.Type, complete: Bool = false, _ read: (PlanNode) -> Value?
    ) -> [W: Value] {
        mapping(key) { mapping in
            var table: [W: Value] = [:]
            for word in W.allCases {
                let node = complete ? mapping.node(word.word, "a value for every one") : mapping.nodeIfAny(word.word)
                if let node, let value = read(node) { table[word] = value }
            }
            return table
        }
    }

    func localized(_ key: String = "names") -> ResponsePlan.Localized {
        node(key, "a text by language: zh-Hans, zh-Hant, en")?.localized() ?? .init([:])
    }
    func localizedIfAny(_ key: String) -> ResponsePlan.Localized? { nodeIfAny(key)?.localized() }

    private func nothing<Value>(for key: String) -> [Value] {
        asked.insert(key)
        return []
    }
}

extension PlanNode {
    func path(to key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func reference(to thing: MistakeLog.Thing) -> String? {
        guard let id = id() else { return nil }
        log.refer(to: thing, id, at: self)
        return id
    }

    func localized() -> ResponsePlan.Localized {
        mapping { mapping in
            var texts: [ResponsePlan.Language: String] = [:]
            for language in ResponsePlan.Language.allCases {
                if let text = mapping.nodeIfAny(language.word)?.text() { texts[language] = text }
            }
            if case .mapping(let node) = node, node.isEmpty {
                mistake(found: "no text", expected: "a text in at least one of zh-Hans, zh-Hant, en")
            }
            return ResponsePlan.Localized(texts)
        }
    }
}
