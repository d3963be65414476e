import Text

/// A place in a JSON text (RFC 6901).
struct JSONPointer: Hashable {
    private let steps: [String]

    /// - Parameter text: begins with a slash; empty for the whole.
    init(_ text: String) {
        steps = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// What stands there; nil where nothing does.
    func value(in node: JSONNode) -> JSONNode? {
        var node = node
        for step in steps {
            switch node {
            case .object(let members):
                guard let member = members[step] else { return nil }
                node = member
            case .array(let values):
                guard let place = Int(step), values.indices.contains(place) else { return nil }
                node = values[place]
            default: return nil
            }
        }
        return node
    }
}
