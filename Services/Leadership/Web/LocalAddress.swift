import Text

/// An address within the console, for going on after a sign-in. Nothing that could lead elsewhere is one.
enum LocalAddress {
    /// Characters of a path and query that mean only themselves (RFC 3986); a colon or backslash is none of ours.
    private static let harmless = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/?=&%*+,".utf8)

    /// - Returns: the address, or `/` where it is not of the form `/path?query`, leads to another host, or to where
    ///   people sign in and out.
    static func checked(_ text: String?) -> String {
        guard let text, text.utf8.count <= 1024, text.hasPrefix("/"), !text.hasPrefix("//"),
            text.utf8.allSatisfy({ harmless.contains($0) }), !text.hasPrefix("/sign-"), !text.hasPrefix("/api/"),
            !text.contains("/../"), !text.hasSuffix("/..")
        else { return "/" }
        return text
    }

    /// As the value of a query's parameter; a path that is not fit to be returned to is left out.
    static func encoded(path: String, query: String?) -> String {
        let address = checked(query.map { "\(path)?\($0)" } ?? path)
        return PercentEncoding.component(address)
    }
}
