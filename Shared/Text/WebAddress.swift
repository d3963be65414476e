#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An address of the web that can be called: `http` or `https`, a host, a port from 1 to 65535, no name or password.
///
/// What a plan, a redirect or a provider writes is read here, byte by byte, before any client sees it: what a client
/// makes of a port of 99999 or of a backslash is its own affair, and was once the end of the process.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    public enum Scheme: String, Hashable, Sendable {
        case http, https
        public var port: Int { self == .https ? 443 : 80 }
    }

    public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        /// Never holds a name or password.
        public var found: String
        public var expected: String
        public var description: String { "found \(found), expected \(expected)" }

        public init(found: String, expected: String) {
            self.found = found
            self.expected = expected
        }
    }

    /// The longest address taken, in bytes.
    public static let maximumLength = 8192

    public let scheme: Scheme
    /// In lower case, without brackets and without the final dot.
    public let host: String
    /// From 1 to 65535.
    public let port: Int
    /// Begins with a slash; what may not stand in it is percent-encoded.
    public let path: String
    /// With its question mark, or empty.
    public let query: String

    /// As it is called; the fragment is gone.
    public var string: String { origin + path + query }

    /// For a log or a message: without the query, where keys are wont to stand.
    public var description: String { origin + path + (query.isEmpty ? "" : "?…") }

    /// `https://hooks.example:8443`; the scheme's own port is left out.
    public var origin: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(name)" + (port == scheme.port ? "" : ":\(port)")
    }

    /// Reads an absolute address.
    public init(_ text: String) throws(Mistake) {
        let bytes = try Self.plain(text)
        let head = bytes.prefix(8).map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }
        let start: Int
        if head.starts(with: "https://".utf8) {
            (scheme, start) = (.https, 8)
        } else if head.starts(with: "http://".utf8) {
            (scheme, start) = (.http, 7)
        } else {
            throw Mistake(found: Self.shown(text), expected: "an address that begins with https:// or http://")
        }
        let rest = bytes[start...]
        let end = rest.firstIndex { $0 == 0x2f || $0 == 0x3f || $0 == 0x23 } ?? rest.endIndex
        (host, port) = try Self.authority(rest[..<end], scheme, text)
        (path, query) = Self.target(rest[end...])
    }

    private init(_ scheme: Scheme, _ host: String, _ port: Int, _ path: String, _ query: String) {
        (self.scheme, self.host, self.port, self.path, self.query) = (scheme, host, port, path, query)
    }

    /// What a reference found at this address means (RFC 3986, 5.2), such as a redirect's `Location`.
    public func resolving(_ reference: String) throws(Mistake) -> WebAddress {
        let bytes = try Self.plain(reference)
        let end = bytes.firstIndex { $0 == 0x2f || $0 == 0x3f || $0 == 0x23 } ?? bytes.endIndex
        if bytes[..<end].contains(0x3a) { return try WebAddress(reference) }
        if bytes.starts(with: [0x2f, 0x2f]) { return try WebAddress("\(scheme.rawValue):\(reference)") }
        switch bytes.first {
        case nil, 0x23: return self
        case 0x3f: return WebAddress(scheme, host, port, path, Self.target(bytes[...]).query)
        case 0x2f:
            let target = Self.target(bytes[...])
            return WebAddress(scheme, host, port, Self.withoutDots(target.path), target.query)
        default:
            let folder = path.utf8.lastIndex(of: 0x2f).map { path[...$0] } ?? "/"
            let target = Self.target(Array(folder.utf8)[...] + bytes)
            return WebAddress(scheme, host, port, Self.withoutDots(target.path), target.query)
        }
    }

    // MARK: Parts

    private static func plain(_ text: String) throws(Mistake) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count <= maximumLength else {
            throw Mistake(found: "an address of \(bytes.count) bytes", expected: "at most \(maximumLength)")
        }
        guard !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7f || $0 == 0x5c }) else {
            throw Mistake(found: shown(text), expected: "an address without spaces, controls and backslashes")
        }
        return bytes
    }

    private static func authority(
        _ bytes: ArraySlice<UInt8>, _ scheme: Scheme, _ text: String
    ) throws(Mistake) -> (String, Int) {
        guard !bytes.contains(UInt8(ascii: "@")) else {
            throw Mistake(found: "a name or password in the address", expected: "none there")
        }
        let host: String
        var rest: ArraySlice<UInt8>
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else {
                throw Mistake(found: shown(text), expected: "] after an IPv6 address")
            }
            host = String(decoding: bytes[bytes.startIndex + 1..<close], as: UTF8.self).lowercased()
            var address = in6_addr()
            guard host.utf8.count <= 45, inet_pton(AF_INET6, host, &address) == 1 else {
                throw Mistake(found: shown(text), expected: "an IPv6 address between the brackets")
            }
            rest = bytes[(close + 1)...]
        } else {
            let colon = bytes.firstIndex(of: 0x3a) ?? bytes.endIndex
            guard let name = name(bytes[..<colon]) else {
                throw Mistake(
                    found: shown(text),
                    expected: "a host in letters, digits, dots and hyphens (other scripts as xn--…)")
            }
            host = name
            rest = bytes[colon...]
        }
        guard !rest.isEmpty else { return (host, scheme.port) }
        let digits = rest.dropFirst()
        guard rest.first == 0x3a, digits.count <= 5, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            throw Mistake(found: shown(text), expected: "a port from 1 to 65535 after the host")
        }
        let port = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if digits.isEmpty { return (host, scheme.port) }
        guard (1...65_535).contains(port) else {
            throw Mistake(found: "port \(port)", expected: "a port from 1 to 65535")
        }
        return (host, port)
    }

    private static func name(_ bytes: ArraySlice<UInt8>) -> String? {
        var bytes = bytes
        if bytes.last == 0x2e { bytes.removeLast() }
        let labels = bytes.split(separator: 0x2e, omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.count)
                && label.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
                    default: false
                    }
                }
        }
        guard isName, bytes.count <= 253 else { return nil }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    private static func target(_ bytes: ArraySlice<UInt8>) -> (path: String, query: String) {
        let end = bytes.firstIndex(of: 0x23) ?? bytes.endIndex
        let question = bytes[..<end].firstIndex(of: 0x3f) ?? end
        let path = encoded(bytes[bytes.startIndex..<question])
        return (path.isEmpty ? "/" : path, encoded(bytes[question..<end]))
    }

    /// What RFC 3986 does not let stand in a path or query, percent-encoded; a `%` that begins no escape too.
    private static func encoded(_ bytes: ArraySlice<UInt8>) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        func isHex(_ index: Int) -> Bool {
            guard index < bytes.endIndex else { return false }
            switch bytes[index] {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66: return true
            default: return false
            }
        }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        for (index, byte) in zip(bytes.indices, bytes) {
            let isKept: Bool =
                switch byte {
                case 0x25: isHex(index + 1) && isHex(index + 2)
                case 0x21, 0x24, 0x26...0x3b, 0x3d, 0x3f...0x5a, 0x5f, 0x61...0x7a, 0x7e: true
                default: false
                }
            if isKept { out.append(byte) } else { out += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]] }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// RFC 3986, 5.2.4.
    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (place, segment) in segments.enumerated() {
            let isLast = place == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// The address for a message: short, on one line, and without what may be a name and password.
    private static func shown(_ text: String) -> String {
        guard !text.utf8.contains(UInt8(ascii: "@")) else { return "an address that cannot be shown" }
        return "\"\(SafeText.line(String(text.unicodeScalars.prefix(200)), maximumCharacters: 200))\""
    }
}
