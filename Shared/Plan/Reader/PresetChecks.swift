import Text

/// What no vendor could be called with: found while the preset is read.
extension PlanNode {
    /// A header's name as HTTP has it (RFC 9110, 5.1 and 5.6.2), and none that the call itself writes.
    func checkHeaderName(_ name: String) {
        let isToken =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        guard isToken, name.utf8.count <= 100 else {
            mistake(found: "the header \(quoted(name))", expected: "a header's name of letters, digits and -")
            return
        }
        let own = ["host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer"]
        if own.contains(name.lowercased()) {
            mistake(found: "the header \(quoted(name))", expected: "none that the call writes itself")
        }
    }

    /// An address that could be called with anything that may stand in its placeholders.
    /// - Parameter base: what stands for `{{base}}`.
    func checkAddress(_ template: ResponsePlan.ChannelPreset.Template, base: String?) {
        let text = template.filled { $0 == "base" ? base ?? "https://host.example" : "x" }
        do throws(WebAddress.Mistake) { _ = try WebAddress(text) } catch {
            mistake(found: error.found, expected: "an address that can be called: \(error.expected)")
        }
    }
}

extension PlanMapping {
    /// A code means one thing.
    func checkCodes(_ verdict: ResponsePlan.ChannelPreset.Verdict) {
        let lists = [("taken", verdict.taken), ("later", Set(verdict.later.keys)), ("never", verdict.never)]
        for (index, list) in lists.enumerated() {
            for other in lists[..<index] {
                for code in list.1.intersection(other.1).sorted() {
                    nodeIfAny(list.0)?.mistake(
                        found: "the code \(quoted(code)), which \(other.0) has too", expected: "each code in one list")
                }
            }
        }
    }
}
