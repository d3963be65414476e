/// An address as people and their programs write it: without its scheme, with spaces or line ends in it, with one slash too
/// few or many, relative to a page. What is no address of the web is none.
public enum LooseAddress {
    /// The absolute `http` or `https` address that is meant; nil where none is.
    /// - Parameter base: what a relative one is relative to.
    public static func absolute(_ text: String, base: WebAddress? = nil) -> String? {
        guard text.utf8.count <= CanonicalURL.maximumLength else { return nil }
        var bytes = text.utf8.filter { $0 > 0x20 && $0 != 0x7f || $0 == 0x20 }
        while bytes.first == 0x20 { bytes.removeFirst() }
        while bytes.last == 0x20 { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        var plain = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case " ": plain += "%20"
            case "\\": plain += "/"
            case "\"": plain += "%22"
            case "<", ">": return nil
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return whole(plain, base).flatMap { CanonicalURL($0) == nil ? nil : $0 }
    }

    private static func whole(_ text: String, _ base: WebAddress?) -> String? {
        let end = text.utf8.firstIndex { $0 == 0x2f || $0 == 0x3f || $0 == 0x23 } ?? text.endIndex
        if let colon = text[..<end].utf8.firstIndex(of: 0x3a) {
            let scheme = text[..<colon].lowercased()
            let rest = text[text.utf8.index(after: colon)...]
            if scheme == "http" || scheme == "https" {
                let path = rest.drop { $0 == "/" }
                return path.isEmpty ? nil : "\(scheme)://\(path)"
            }
            // `host:8080/x` is no scheme.
            guard isHost(text[..<colon]), let port = rest.utf8.first, 0x30...0x39 ~= port else { return nil }
            return "http://" + text
        }
        if text.hasPrefix("//") { return "\(base?.scheme.rawValue ?? "https"):\(text)" }
        if text.lowercased().hasPrefix("www.") { return "http://" + text }
        if let base { return (try? base.resolving(text))?.string }
        return isHost(text[..<end]) ? "http://" + text : nil
    }

    /// A name with a dot in it that ends in letters.
    private static func isHost(_ text: some StringProtocol) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }), let last = labels.last else { return false }
        return last.count >= 2 && last.utf8.allSatisfy { 0x41...0x5a ~= $0 || 0x61...0x7a ~= $0 }
    }
}
