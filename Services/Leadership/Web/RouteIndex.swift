import HTTPTypes

/// Which methods a path is there for.
struct RouteIndex: Sendable {
    private let routes: [(methods: Set<String>, segments: [Substring])]

    /// - Parameter routes: each with its template, whose captures read `:id` or `{id}`.
    init(_ routes: [(method: HTTPRequest.Method, path: String)]) {
        let methods = Dictionary(grouping: routes, by: \.path).mapValues { Set($0.map(\.method.rawValue)) }
        self.routes = methods.map { (methods: $1, segments: Self.segments($0)) }
    }

    /// In alphabetical order; empty where there is nothing at all. What can be got can be asked for by HEAD.
    func methods(at path: String) -> [String] {
        let asked = Self.segments(path)
        var found = Set<String>()
        for route in routes where Self.matches(route.segments, asked) { found.formUnion(route.methods) }
        if found.contains("GET") { found.insert("HEAD") }
        return found.sorted()
    }

    private static func segments(_ path: String) -> [Substring] { path.prefix(2048).split(separator: "/") }

    private static func matches(_ template: [Substring], _ asked: [Substring]) -> Bool {
        template.count == asked.count
            && zip(template, asked).allSatisfy { $0 == $1 || $0.hasPrefix(":") || $0.hasPrefix("{") }
    }
}
