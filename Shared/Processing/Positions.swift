import Schemas

/// How far the inputs had been read when a commit was made: written with its rows, so that offsets which were set back or
/// lost do not make a state take in again what it holds already.
///
/// Offsets mean something within one log only. A state that was copied to another log (mirrored, imported) goes by the
/// offsets committed there.
package struct Positions: Hashable {
    package static let header = "__fenghuo.positions"

    /// The log that the offsets are of.
    var log: String
    /// By topic, the offset of the next record to read.
    var next: [String: Int64]

    init(log: String, next: [String: Int64]) {
        self.log = log
        self.next = next
    }

    /// - Returns: nil for anything but what `text` writes. Empty: whoever wrote it wants the inputs read again.
    init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let log = parts.first else { return nil }
        var next: [String: Int64] = [:]
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let offset = Int64(pair[1]), offset >= 0 else { return nil }
            next[String(pair[0])] = offset
        }
        self.init(log: String(log), next: next)
    }

    var text: String {
        ([log] + next.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: ";")
    }
}
