import Foundation
import Schemas
import Text

/// What is known of the mentions of a month: of each, by its address, what it belongs to and when it was said.
///
/// A file beside the mentions, `MONTH.jsonl.lab`, a line a mention: `ADDRESS <tab> LABEL <tab> SECONDS SINCE 1970`. A label
/// that begins with `ev` names an event, every other one is the usual talk beside it.
struct MonthLabels {
    struct Label: Equatable {
        var what: String
        /// ms since 1970.
        var at: Int64

        var isEvent: Bool { what.hasPrefix("ev") }
    }

    let file: String
    private(set) var byAddress: [String: Label] = [:]

    /// No file of labels is read beyond this, in bytes.
    private static let maximumBytes = 256 << 20
    /// Years 1970 to 9999, in seconds.
    private static let seconds: ClosedRange<Int64> = 0...253_402_300_799

    var events: [String] { Set(byAddress.values.lazy.filter(\.isEvent).map(\.what)).sorted() }
    func times(of event: String) -> [Int64] { byAddress.values.filter { $0.what == event }.map(\.at).sorted() }

    /// The days from the first mention to the last, at least a day's hundredth.
    var days: Double {
        let times = byAddress.values.map(\.at)
        guard let first = times.min(), let last = times.max() else { return 0.01 }
        return max(0.01, Double(last - first) / 86_400_000)
    }

    /// - Throws: ``MonthMistake``.
    init(file: String) throws(MonthMistake) {
        self.file = file
        let size = ((try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? NSNumber)?.int64Value ?? 0
        guard size <= Int64(Self.maximumBytes) else {
            throw MonthMistake(file: file, found: "\(size) bytes", expected: "\(Self.maximumBytes) at most")
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw MonthMistake(
                file: file, found: "no file that can be read",
                expected: "the labels of the month beside its mentions: address, label and seconds since 1970, by tabs")
        }
        var line = 0
        for part in data.split(separator: 0x0a, omittingEmptySubsequences: false) {
            line += 1
            guard !part.isEmpty else { continue }
            try read(String(decoding: part, as: UTF8.self), line)
        }
        guard !byAddress.isEmpty else {
            throw MonthMistake(file: file, found: "no label", expected: "one for each mention of the month")
        }
    }

    /// Mentions that name no subject have labels as well; but those of a month are of that month.
    /// - Throws: ``MonthMistake``.
    func check(within month: ClosedRange<Int64>) throws(MonthMistake) {
        let stray = byAddress.filter { !month.contains($0.value.at) }.min { $0.key < $1.key }
        guard let (address, label) = stray else { return }
        throw MonthMistake(
            file: file, found: "\(SafeText.line(address, maximumCharacters: 80)) at \(Timestamps.rfc3339(label.at))",
            expected: "a time of the month that its mentions are of")
    }

    private mutating func read(_ text: String, _ line: Int) throws(MonthMistake) {
        let parts = text.split(separator: "\t", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty,
            let seconds = Int64(parts[2].filter { $0 != "\r" }), Self.seconds.contains(seconds)
        else {
            throw MonthMistake(
                file: file, line: line, found: "\"\(SafeText.line(text, maximumCharacters: 80))\"",
                expected: "an address, a label and seconds since 1970, parted by tabs")
        }
        let label = Label(what: String(parts[1]), at: seconds * 1000)
        if let known = byAddress.updateValue(label, forKey: String(parts[0])), known != label {
            throw MonthMistake(
                file: file, line: line, found: "\(parts[0]) labelled \(known.what) and \(label.what)",
                expected: "one label of a mention, and one time")
        }
    }
}

/// Why a month cannot be measured.
struct MonthMistake: Error, Hashable, CustomStringConvertible {
    var file: String
    /// From 1; 0 for the whole.
    var line = 0
    var found: String
    var expected: String

    var description: String {
        "\(file)\(line > 0 ? ":\(line)" : ""): found \(found), expected \(expected)"
    }
}
