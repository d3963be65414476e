/// What a source that is asked over HTTP says besides its address.
extension PlanMapping {
    /// Header names, each with the environment variable that holds what it says.
    func headers(_ kind: ResponsePlan.Source.Kind) -> [ResponsePlan.Source.Header] {
        guard let node = nodeIfAny("headers") else { return [] }
        guard kind == .rss || kind == .json else {
            node.mistake(expected: "headers only of a source that is asked: kind rss or json")
            return []
        }
        return node.mapping { mapping in
            mapping.names.compactMap { name -> ResponsePlan.Source.Header? in
                guard let variable = mapping.environmentIfAny(name) else { return nil }
                mapping.nodeIfAny(name)?.checkHeaderName(name)
                return ResponsePlan.Source.Header(name: name, variable: variable)
            }
        }
    }

    /// Where in a list what is.
    func list(_ kind: ResponsePlan.Source.Kind) -> ResponsePlan.Source.List {
        guard kind == .json else {
            for key in ["records", "fields", "next", "parameter"] {
                nodeIfAny(key)?.mistake(expected: "\(key) only of a list: kind json")
            }
            return ResponsePlan.Source.List()
        }
        var list = ResponsePlan.Source.List()
        list.records = pointerIfAny("records")
        list.next = pointerIfAny("next")
        list.parameter = textIfAny("parameter")
        if list.parameter != nil, list.next == nil {
            nodeIfAny("parameter")?.mistake(found: "no next", expected: "next, where the parameter's value stands")
        }
        if let node = nodeIfAny("fields") {
            list.fields = node.mapping { mapping in
                var fields: [String: String] = [:]
                let known = ResponsePlan.Source.List.fieldNames
                for name in mapping.names where known.contains(name) { fields[name] = mapping.pointerIfAny(name) }
                for name in known where !mapping.has(name) { _ = mapping.nodeIfAny(name) }
                return fields
            }
            if list.fields["text"] == nil, list.fields["title"] == nil {
                node.mistake(found: "neither text nor title", expected: "where the text of a record stands")
            }
        }
        return list
    }

    private func pointerIfAny(_ key: String) -> String? {
        guard let node = nodeIfAny(key) else { return nil }
        let expected = "a JSON pointer such as /data/list"
        guard let text = node.text(expected) else { return nil }
        guard text.hasPrefix("/"), text.utf8.count <= 512 else {
            node.mistake(expected: expected)
            return nil
        }
        return text
    }
}
