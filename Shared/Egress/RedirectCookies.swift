import Text

/// Cookies that are set on the way of one chain of redirects and expected back on it: gates that count a visitor's second step as the
/// first of a person. Kept for that chain, each for the host that set it, and no longer.
struct RedirectCookies {
    private var cookies: [(host: String, isSecure: Bool, name: String, value: String)] = []

    /// More are not kept, nor longer ones in bytes.
    private static let most = 32
    private static let longest = 4_096

    mutating func take(_ answer: OutgoingAnswer) {
        for header in answer.headers where header.name.lowercased() == "set-cookie" {
            guard header.value.utf8.count <= Self.longest else { continue }
            let parts = header.value.split(separator: ";").map { $0.trimming(" \t") }
            let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, Self.isPlain(pair[0]), Self.isPlain(pair[1]) else { continue }
            let attributes = parts.dropFirst().map { $0.lowercased() }
            let name = String(pair[0])
            cookies.removeAll { $0.host == answer.address.host && $0.name == name }
            let isGone = attributes.contains { $0 == "max-age=0" || $0.hasPrefix("max-age=-") }
            guard !isGone, cookies.count < Self.most else { continue }
            cookies.append((answer.address.host, attributes.contains("secure"), name, String(pair[1])))
        }
    }

    /// What is sent to an address; nil where nothing is.
    func header(for address: WebAddress) -> String? {
        let sent = cookies.filter { $0.host == address.host && (!$0.isSecure || address.scheme == .https) }
        return sent.isEmpty ? nil : sent.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    private static func isPlain(_ text: some StringProtocol) -> Bool { text.utf8.allSatisfy { 0x21...0x7e ~= $0 } }
}
