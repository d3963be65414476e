import Yams

/// Collects what is wrong while one file is read, and what can only be checked once all of it was read.
final class MistakeLog {
    /// What an id can name.
    enum Thing: String {
        case subject, source, group, department, role, person, rota, clock, channel, playbook, resource, strategy
        case terms = "list of terms"
        case rule = "strategy rule"
        case section = "section of the evaluation"
    }

    private struct Reference {
        let thing: Thing
        let id: String
        let node: PlanNode
    }

    let file: String
    /// Columns, by line, at which a character was put in that is not in the file. See `Composition`.
    let insertions: [Int: [Int]]
    private(set) var mistakes: [PlanMistake] = []
    /// Nobody reads more of them; each costs the search for a like name.
    static let most = 500
    var isFull: Bool { mistakes.count >= Self.most }
    private var defined: [Thing: [String: Int]] = [:]
    private var references: [Reference] = []
    /// The variables of the environment that the file names.
    private(set) var environmentNames: Set<String> = []

    /// The plan's own channel presets, and those that were named.
    private(set) var presets: [String: ResponsePlan.ChannelPreset] = [:]

    init(file: String, insertions: [Int: [Int]]) {
        self.file = file
        self.insertions = insertions
    }

    func add(at mark: Mark?, keyPath: String, found: String, expected: String) {
        guard !isFull else { return }
        let line = mark?.line ?? 1
        let column = mark?.column ?? 1
        let shift = (insertions[line] ?? []).count { $0 < column }
        mistakes.append(
            PlanMistake(
                file: file, line: line, column: column - shift, keyPath: keyPath, found: found, expected: expected))
    }

    /// Notes that an id names something; a second of the same kind is a mistake.
    func define(_ thing: Thing, _ id: String, at node: PlanNode) {
        guard !id.isEmpty else { return }
        if let line = defined[thing]?[id] {
            node.mistake(found: "\(quoted(id)) again", expected: "an id no other \(thing.rawValue) has (line \(line))")
        } else {
            defined[thing, default: [:]][id] = node.line
        }
    }

    /// Notes that an id is used, to be checked once everything was read.
    func refer(to thing: Thing, _ id: String, at node: PlanNode) {
        references.append(Reference(thing: thing, id: id, node: node))
    }

    /// A preset of the plan's own takes the place of one that ships.
    func define(_ preset: ResponsePlan.ChannelPreset) { presets[preset.id] = preset }

    /// The plan's own preset of that id, or the one that ships.
    func preset(_ id: String) -> ResponsePlan.ChannelPreset? {
        guard !ResponsePlan.Contact.Medium.builtIn.contains(.init(rawValue: id)) else { return nil }
        if let preset = presets[id] { return preset }
        guard let preset = ShippedChannels.all[id] else { return nil }
        presets[id] = preset
        return preset
    }

    /// Every channel there is.
    var media: [ResponsePlan.Contact.Medium] {
        let ids = Set(presets.keys).union(ShippedChannels.all.keys)
        return ResponsePlan.Contact.Medium.builtIn + ids.sorted().map { .init(rawValue: $0) }
    }

    func noteEnvironment(_ name: String) { environmentNames.insert(name) }

    func checkReferences() {
        for reference in references where defined[reference.thing]?[reference.id] == nil && !isFull {
            let known = (defined[reference.thing] ?? [:]).keys.sorted()
            reference.node.mistake(
                found: quoted(reference.id),
                expected: "the id of a \(reference.thing.rawValue)" + suggestion(for: reference.id, among: known))
        }
        references = []
    }

    /// In the file's order.
    var sorted: PlanMistakes {
        PlanMistakes(
            mistakes: mistakes.sorted { ($0.line, $0.column, $0.keyPath) < ($1.line, $1.column, $1.keyPath) })
    }
}

/// In quotation marks, cut to what fits a line.
func quoted(_ text: String) -> String {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    let short = line.count > 60 ? line.prefix(60) + "…" : line[...]
    return "\"\(short)\(line.count < text.count && line.count <= 60 ? "…" : "")\""
}
