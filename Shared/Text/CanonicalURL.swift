/// One spelling for all the addresses of the same page.
///
/// - Scheme and host in lower case, the host's final dot, default ports, user information and fragment dropped.
/// - Percent-encoding normalised (RFC 3986, 6.2.2): letters, digits and `-._~` plain, everything else in upper case
///   hexadecimal; `.` and `..` removed; no slash at the end of a path.
/// - Tracking parameters and empty ones dropped, the others sorted by name, then value.
///
/// Only `http` and `https` are taken: `javascript:` and the like must never become a link.
/// International host names are compared as they are written: `xn--…` and its Unicode form stay apart.
public struct CanonicalURL: Hashable, Sendable, CustomStringConvertible {
    /// The canonical spelling. For plain ASCII hosts it is all ASCII.
    public let string: String
    /// The host in lower case, without port: what per-host politeness goes by.
    public let host: String

    public var description: String { string }

    /// The longest address taken, in bytes, as given and as spelt here.
    public static let maximumLength = 8192

    /// Nil for anything but an absolute `http` or `https` address with a host.
    public init?(_ text: String) {
        let trimmed = text.utf8.drop(while: Self.isSpace)
        guard trimmed.count <= Self.maximumLength + 64 else { return nil }
        var bytes = Array(trimmed)
        while let last = bytes.last, Self.isSpace(last) { bytes.removeLast() }
        guard bytes.count <= Self.maximumLength, !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7f || $0 == 0x5c })
        else { return nil }

        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[(colon + 1)...].starts(with: [0x2f, 0x2f])
        else { return nil }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }

        let authorityStart = colon + 3
        let authorityEnd =
            bytes[authorityStart...].firstIndex { $0 == 0x2f || $0 == 0x3f || $0 == 0x23 } ?? bytes.endIndex
        guard
            let authority = URLAuthority(
                bytes[authorityStart..<authorityEnd], defaultPort: scheme == "http" ? 80 : 443)
        else { return nil }

        let fragment = bytes[authorityEnd...].firstIndex(of: 0x23) ?? bytes.endIndex
        let question = bytes[authorityEnd..<fragment].firstIndex(of: 0x3f) ?? fragment
        let path = Self.path(bytes[authorityEnd..<question])
        let query = question < fragment ? Self.query(bytes[(question + 1)..<fragment]) : ""
        host = authority.host
        string = "\(scheme)://\(authority.host)\(authority.port)\(path)\(query)"
        // Written out in percents it may be three times as long; then it would be no address to whoever reads it next.
        guard string.utf8.count <= Self.maximumLength else { return nil }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }

    private static func path(_ bytes: ArraySlice<UInt8>) -> String {
        var segments: [String] = []
        for segment in bytes.split(separator: 0x2f, omittingEmptySubsequences: false).dropFirst() {
            switch PercentEncoding.normalised(segment, keeping: PercentEncoding.pathBytes) {
            case ".": continue
            case "..": _ = segments.popLast()
            case let segment: segments.append(segment)
            }
        }
        while segments.last == "" { segments.removeLast() }
        return "/" + segments.joined(separator: "/")
    }

    private static func query(_ bytes: ArraySlice<UInt8>) -> String {
        var items: [(name: String, item: String)] = []
        for item in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.normalised(parts[0], keeping: PercentEncoding.nameBytes)
            guard !name.isEmpty, !TrackingParameters.contains(name) else { continue }
            guard parts.count == 2 else {
                items.append((name, name))
                continue
            }
            items.append((name, name + "=" + PercentEncoding.normalised(parts[1], keeping: PercentEncoding.valueBytes)))
        }
        guard !items.isEmpty else { return "" }
        items.sort { ($0.name, $0.item) < ($1.name, $1.item) }
        return "?" + items.map(\.item).joined(separator: "&")
    }
}
