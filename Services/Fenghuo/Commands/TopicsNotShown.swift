import Schemas

/// What a list of topics leaves out: a cluster shows a user only those it may describe, and says nothing of the others.
enum TopicsNotShown {
    /// A sentence about the catalogue's topics that are not among these; `nil` when all are.
    static func note(shown: [String], catalogue: [String] = EventCatalogue.topics.map(\.name)) -> String? {
        let missing = catalogue.filter { !shown.contains($0) }.sorted()
        guard let first = missing.first else { return nil }
        let which = missing.count == catalogue.count ? "none" : "\(catalogue.count - missing.count)"
        return
            "\(which) of the catalogue's \(catalogue.count) topics shown; not there, or not to be seen by this user: "
            + "\(first)\(missing.count > 1 ? " and \(missing.count - 1) more" : ""). "
            + "`fenghuo topics create` makes them; a Kafka user needs Describe and DescribeConfigs on them"
    }
}
