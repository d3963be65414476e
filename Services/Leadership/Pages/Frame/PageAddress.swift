/// The path and query of the page that is being answered, for links that change one thing and keep the rest.
struct PageAddress: Sendable, Hashable {
    struct Item: Sendable, Hashable {
        var name: String
        var value: String
    }

    var path: String
    var items: [Item] = []

    init(path: String = "/", items: [Item] = []) {
        self.path = path
        self.items = items
    }

    init(path: String, query: String) {
        self.path = path
        items = FormFields(body: query).pairs.prefix(16).map { Item(name: $0.name, value: $0.value) }
    }

    /// The first value of that name; `nil` where it is missing or empty.
    subscript(name: String) -> String? {
        guard let value = items.first(where: { $0.name == name })?.value, !value.isEmpty else { return nil }
        return value
    }

    /// This address with one item set, or left out where there is no value.
    func with(_ name: String, _ value: String?) -> PageAddress {
        var changed = self
        changed.items.removeAll { $0.name == name }
        if let value { changed.items.append(Item(name: name, value: value)) }
        return changed
    }

    /// Path and query, percent-encoded: a relative reference that stays on this server.
    var href: String {
        let query = items.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
        // Two slashes at the start would name another host.
        let safe = "/" + path.drop { $0 == "/" || $0 == "\\" }
        return query.isEmpty ? safe : "\(safe)?\(query)"
    }

    /// All but unreserved characters (RFC 3986, section 2.3) as percent and two hex digits.
    static func encoded(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                out += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return out
    }
}
