import Text

/// The mentions in a JSON record: the object itself, or those of the list that it holds, as the answers of interfaces, databases' exports and
/// crawlers have it.
enum JSONRecords {
    struct Found: Sendable {
        var nodes: [JSONNode] = []
        /// Names of what stands beside the list.
        var passed: [String] = []
    }

    /// Levels down to the list.
    private static let deepest = 5
    /// What lists are called, the likeliest first; of others the longest is taken.
    private static let lists = ["data", "list", "items", "records", "rows", "results", "hits", "articles", "posts"]
    /// What holds a mention that stands in a shell.
    private static let shells = ["_source", "mblog", "node", "data", "item", "attributes", "fields"]

    /// - Parameter most: bytes of the record.
    static func read(_ bytes: [UInt8], most: Int) throws(StrictJSON.Mistake) -> Found {
        let limits = StrictJSON.Limits(bytes: most * 3, values: 2_000_000, isLenient: true)
        let node: JSONNode
        do throws(StrictJSON.Mistake) {
            node = try StrictJSON.read(bytes, limits: limits)
        } catch {
            let several = apart(bytes, limits)
            guard several.count > 1 else { throw error }
            return Found(nodes: several.flatMap { found($0).nodes })
        }
        return found(node)
    }

    /// Several objects in one line, one right behind the other.
    private static func apart(_ bytes: [UInt8], _ limits: StrictJSON.Limits) -> [JSONNode] {
        var scanner = RecordScanner(.values, line: 1)
        scanner.feed(bytes)
        var nodes: [JSONNode] = []
        while case .record(let record, _) = scanner.next() {
            guard let node = try? StrictJSON.read(record, limits: limits), case .object = node else { return [] }
            nodes.append(node)
        }
        return scanner.isEmpty ? nodes : []
    }

    static func found(_ node: JSONNode) -> Found {
        guard case .object(let members) = node, !saysSomething(members) else { return Found(nodes: [node]) }
        guard let (rows, beside) = list(in: members, level: 1) else { return Found(nodes: [unpacked(node)]) }
        return Found(nodes: rows.map(unpacked), passed: beside)
    }

    /// Whether it is a mention by its names.
    private static func saysSomething(_ members: [String: JSONNode]) -> Bool {
        members.contains { name, value in
            guard let field = FieldNames.match(name)?.field, field == .text || field == .title else { return false }
            return LooseValue.text(value, of: field) != nil
        }
    }

    private static func unpacked(_ node: JSONNode) -> JSONNode {
        guard case .object(let members) = node, !saysSomething(members) else { return node }
        for name in shells {
            if let inner = members[name], case .object(let fields) = inner, saysSomething(fields) { return inner }
        }
        return node
    }

    private static func list(in members: [String: JSONNode], level: Int) -> ([JSONNode], [String])? {
        var best: (rank: Int, count: Int, name: String, list: [JSONNode])?
        for name in members.keys.sorted() {
            guard case .array(let values)? = members[name], !values.isEmpty,
                values.contains(where: { if case .object = $0 { true } else { false } })
            else { continue }
            let rank = lists.firstIndex(of: name.lowercased()) ?? lists.count
            if let found = best, (found.rank, -found.count) <= (rank, -values.count) { continue }
            best = (rank, values.count, name, values)
        }
        if let best { return (best.list, members.keys.sorted().filter { $0 != best.name }) }
        guard level < deepest else { return nil }
        for name in members.keys.sorted() {
            if case .object(let inner)? = members[name], let (found, beside) = list(in: inner, level: level + 1) {
                return (found, beside + members.keys.sorted().filter { $0 != name })
            }
        }
        return nil
    }
}
