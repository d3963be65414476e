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
        return component(address)
    }

    /// Percent-encoded but for what is unreserved (RFC 3986, 2.3): fits into any part of an address, or a header.
    static func component(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                out.unicodeScalars.append(UnicodeScalar(byte))
            default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }
}
